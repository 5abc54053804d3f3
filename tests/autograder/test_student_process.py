"""A student's process and the referee: what hostile and unlucky code can and cannot do."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace

import pytest
from verdicts import QUICK, grade_patiently, points, scores

from autograder.authoring.notebooks import fill, to_bytes
from autograder.course import METADATA, CourseError
from autograder.grading.grade import grade_submission
from autograder.judge import referee
from autograder.sandbox import isolation
from autograder.sandbox.isolation import require_sandbox
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from autograder.submissions.rebuild import rebuild_notebook

EVERYWHERE = "for n in range(3, 30):\n try: os.write(n, {})\n except OSError: pass\n"
VERY_QUICK = Limits(start=3.0, cell=1.0, notebook=1.0)


def test_right_answers_get_all_points(graded):
    notebook = graded()
    assert points(notebook) == {"output_size": 2, "pad2d": 3}
    known = notebook.metadata[METADATA]
    assert (known["round"], known["repairs"]) == (1, [])
    assert "seed" not in known
    assert known["isolation"] == isolation.current().name
    assert not any(score["review"] for score in known["scores"].values())


def test_the_same_bytes_give_the_same_notebook(graded):
    assert json.dumps(graded()) == json.dumps(graded())


def test_points_are_given_per_group_of_cases(graded):
    blind = "def pad2d(x, padding):\n    padding = pair(padding)[0]\n"
    blind += "    width = [(0, 0)] * (x.ndim - 2) + [(padding, padding)] * 2\n"
    notebook = graded(pad2d=blind + "    return np.pad(x, width)")
    assert points(notebook)["pad2d"] == 1.5
    assert "pair 0/6, plain 4/4" in scores(notebook)["pad2d"]["message"]


def test_the_verdict_is_in_the_check_cell(graded):
    notebook = graded(pad2d="def pad2d(x, padding):\n    return x.copy()")
    (cell,) = [c for c in notebook.cells if c.source == 'check("pad2d")']
    assert cell.outputs[0].name == "stdout"
    assert cell.outputs[0].text == scores(notebook)["pad2d"]["message"] + "\n"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("def pad2d(x, padding):\n    while True: pass", "TimeoutError: no result after 1.5"),
        ("import os\ndef pad2d(x, padding):\n    os._exit(0)", "ended the whole Python process"),
        ("def pad2d(x, padding):\n    raise SystemExit", "SystemExit"),
        (
            "# mine\ndef pad2d(x, padding:\n    return x",
            "no function of this name exists after all cells have run. "
            "Its cell ended with “SyntaxError: '(' was never closed (line 2 of the cell)”.",
        ),
        (
            "def pad(x, padding):\n    return x",
            "after all cells have run. Its cell defines `pad` instead.",
        ),
        ("from cnncourse.layers.conv.loops import pad2d", "cnncourse.layers.conv is not available"),
        ("from cnncourse.layers.shapes import pair as pad2d", "comes from the package `cnncourse`"),
        (
            "import cnncourse.layers.conv.loops as m\ndef pad2d(*a, **k): return m.pad2d(*a, **k)",
            "cnncourse.layers.conv is not available",
        ),
        (
            "import cnncourse\ndef pad2d(*a, **k):\n    m = cnncourse\n"
            "    return getattr(getattr(m.layers, 'loops'), 'pad2d')(*a, **k)",
            "pad2d",
        ),
        ("from cnncourse.checks import find\npad2d = find('pad2d').reference", "ImportError"),
        ("import sys\npad2d = sys.modules['cnncourse.layers.conv.loops'].pad2d", "KeyError"),
        (
            "import autograder.judge.referee\ndef pad2d(x, padding): pass",
            "autograder is not available",
        ),
        ("import torch.nn.functional as F\npad2d = F.pad", "torch is not available"),
        ("from scipy import signal\ndef pad2d(x, padding): pass", "scipy.signal is not available"),
        ("pad2d = 3", "not a function"),
        ("def pad2d(x, padding):\n    x[:] = 0\n    return x", "it changed its input x"),
        ("def pad2d(x, padding):\n    return {1}", "a set"),
        (
            "class E(np.ndarray):\n    def __eq__(s, o): return True\n"
            "def pad2d(x, padding):\n    return x.view(E)",
            " E, expected an array",
        ),
    ],
)
def test_a_bad_answer_costs_only_its_own_points(graded, answer, told):
    notebook = graded(pad2d=answer)
    assert points(notebook) == {"output_size": 2, "pad2d": 0}
    assert told in scores(notebook)["pad2d"]["message"]


def test_many_slow_calls_end_when_the_submissions_time_is_up(graded, monkeypatch):
    slow = "import time\ndef output_size(*sizes, **options):\n    time.sleep(0.4)"
    limits = replace(QUICK, altogether=1.0)
    sent, real = [], Sandbox.send_call
    monkeypatch.setattr(Sandbox, "send_call", lambda *a: sent.append(a) or real(*a))
    notebook = graded(limits, output_size=slow, pad2d=slow.replace("output_size", "pad2d"))
    assert len(sent) <= 3  # of seventeen
    assert points(notebook) == {"output_size": 0, "pad2d": 0}
    assert "the submission took more than 1 seconds" in str(scores(notebook))
    last = graded(limits, pad2d=slow.replace("output_size", "pad2d"))
    assert points(last) == {"output_size": 2, "pad2d": 0}
    assert "it returned None, expected an array" in scores(last)["pad2d"]["message"]


def test_an_endless_answer_does_not_cost_the_ones_after_it(graded):
    endless = "def output_size(size, kernel_size, **options):\n    while True: pass"
    assert points(graded(output_size=endless)) == {"output_size": 0, "pad2d": 3}


SHOWN = "print(output_size(3, 2))"
NEEDED = SHOWN + "\nseen = 1"
SHOW = f"""
```{{code-cell}}
{SHOWN}
```
```{{code-cell}}
{NEEDED}
```
```{{code-cell}}
print(seen)
```
"""


@pytest.mark.parametrize("body", ["while True: pass", "import os; os._exit(0)"])
def test_a_given_cell_that_shows_an_answer_does_not_cost_the_rest(
    bundle, demo_source, solved, body
):
    """One given cell only shows; the other is needed, but is skipped if it ends the notebook."""
    shown = demo_source("Pad.\n", SHOW * 3 + "\nPad.\n")
    bundle = replace(bundle, release=shown)
    answers = {**solved, "output_size": f"def output_size(*sizes, **options):\n    {body}"}
    notebook = grade_submission(
        to_bytes(fill(json.loads(json.dumps(shown)), answers)),
        bundle,
        Limits(start=4.0, cell=3.0, notebook=1.0, call=1.5),
    )
    assert points(notebook) == {"output_size": 0, "pad2d": 3}
    left_out = [cell.source for cell in notebook.cells if "not run" in str(cell.get("outputs"))]
    assert left_out == [*[SHOWN, NEEDED] * 3, shown.cells[-1].source]


def test_a_given_cell_that_only_shows_is_not_run_and_says_so(bundle, demo_source, solved):
    shown = demo_source("Pad.\n", SHOW + "\nPad.\n")
    bundle = replace(bundle, release=shown)
    notebook = grade_submission(
        to_bytes(fill(json.loads(json.dumps(shown)), solved)), bundle, QUICK
    )
    told = {cell.source: str(cell.get("outputs")) for cell in notebook.cells}
    assert "not run for grading: this cell only shows" in told[SHOWN]
    assert "'text': '2\\n'" in told[NEEDED] and "'text': '1\\n'" in told["print(seen)"]


def test_provided_modules_are_complete(graded):
    used = "import cnncourse.layers.shapes\nfrom cnncourse.layers import shapes\n"
    used += "import sklearn.datasets, matplotlib.pyplot\n"
    used += "assert cnncourse.layers.shapes.pair(3) == shapes.pair(3) == (3, 3)"
    patient = Limits(call=1.5)
    assert not [c for c in graded(patient, extra=used).cells if "error" in str(c.get("outputs"))]


def test_an_endless_cell_is_stopped_and_the_others_run(graded):
    notebook = graded(extra="try:\n    while True: pass\nexcept Exception: pass")
    assert points(notebook) == {"output_size": 2, "pad2d": 3}
    assert any("CellTimeout" in str(cell.get("outputs")) for cell in notebook.cells)


@pytest.mark.parametrize(
    ("extra", "why", "limits"),
    [
        ("import os; os._exit(0)", "its process ended early", QUICK),
        ("import os\n" + EVERYWHERE.format("b'x' * 20"), "reply", QUICK),
        (
            "import signal\nfor timer in (signal.ITIMER_REAL, signal.ITIMER_PROF):\n"
            "    signal.setitimer(timer, 0)\nwhile True: pass",
            "its cells did not finish within 4 seconds",
            VERY_QUICK,
        ),
    ],
)
def test_a_missing_verdict_counts_zero_and_needs_review(graded, extra, why, limits):
    notebook = graded(limits, extra=extra)
    for score in scores(notebook).values():
        assert score["points"] == 0 and not score["passed"]
        assert why in score["review"]


def test_checks_and_installing_do_nothing(graded):
    notebook = graded(extra="check('pad2d')\n%pip install nothing\n!touch made-by-shell")
    assert points(notebook) == {"output_size": 2, "pad2d": 3}
    assert not os.path.exists("made-by-shell")


def test_the_courses_own_cells_do_nothing(graded):
    """The first cell names the edition, the last, which adds up the points, is left out."""
    notebook = graded(extra="found = check('pad2d', show_case=True, strict=True)\nprint(found)")
    codes = {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}
    assert codes["install"].outputs == []
    assert codes["progress"].outputs[0].text.startswith("(not run for grading: this cell only")
    assert notebook.cells[3].outputs[0].text == "None\n"
    assert points(notebook) == {"output_size": 2, "pad2d": 3}


def test_a_print_that_looks_like_a_reply_disturbs_nothing(graded):
    loud = "import os, sys\ndef pad2d(x, padding):\n    os.write(1, b'CNN1' * 9); print('x')\n"
    loud += "    ph, pw = pair(padding)\n"
    loud += "    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])"
    assert points(graded(pad2d=loud))["pad2d"] == 3


def test_outputs_are_kept_without_html(graded):
    notebook = graded(extra="from IPython.display import HTML\nprint('seen')\nHTML('<script>')")
    text = json.dumps(notebook.cells[3].outputs)
    assert "seen" in text and "text/html" not in text


def test_endless_output_is_cut_and_says_so(graded):
    notebook = graded(extra="while True: print('x' * 1000)")
    printed, error = notebook.cells[3].outputs
    assert len(printed.text) < 25_000 and printed.text.endswith("... (cut here)")
    assert error.ename == "CellTimeout" and error.traceback == [f"CellTimeout: {error.evalue}"]
    assert points(notebook) == {"output_size": 2, "pad2d": 3}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's addresses")
def test_memory_is_bounded(graded):
    notebook = graded(extra="big = np.ones(10**9)")
    assert "MemoryError" in notebook.cells[3].outputs[0].ename
    assert points(notebook) == {"output_size": 2, "pad2d": 3}


@pytest.mark.parametrize("detached", [False, sys.platform == "linux"])
def test_a_process_without_a_sandbox_leaves_nothing_behind(tmp_path, detached):
    mark = tmp_path / "written later"
    later = f"import subprocess\nsubprocess.Popen(['sh', '-c', 'sleep 0.5; touch \"{mark}\"'], "
    later += f"start_new_session={detached})"
    with Sandbox(QUICK, "none") as sandbox:
        sandbox.run([later])
        folder = sandbox.process.folder.name
    time.sleep(0.8)
    assert not mark.exists() and not os.path.exists(folder)


def test_a_mistake_of_ours_costs_one_verdict_and_is_reported(graded, monkeypatch):
    real = referee.judge

    def judge(check, *arguments, **named):
        if check.name == "output_size":
            raise IndexError("a mistake of ours\nand a page")
        return real(check, *arguments, **named)

    monkeypatch.setattr(referee, "judge", judge)
    notebook = graded()
    assert points(notebook) == {"output_size": 0, "pad2d": 3}
    told = "the autograder failed with IndexError: a mistake of ours"
    assert scores(notebook)["output_size"]["review"] == told
    assert told in scores(notebook)["output_size"]["message"]


def test_nothing_is_looked_up_when_time_is_up(graded, monkeypatch):
    monkeypatch.setattr(Sandbox, "look", lambda *a: pytest.fail("it was asked"))
    notebook = graded(replace(QUICK, altogether=0.0))
    assert points(notebook) == {"output_size": 0, "pad2d": 0}
    assert "the submission took more than 0 seconds" in scores(notebook)["pad2d"]["review"]


def test_a_file_that_is_not_a_notebook_runs_nothing(bundle):
    notebook = grade_submission(b"not a notebook", bundle)
    known = notebook.metadata[METADATA]
    assert known["isolation"] == "not run"
    assert known["reason"] == "the file is not JSON, so it is not a notebook"
    assert all(score["review"] == known["reason"] for score in known["scores"].values())
    assert known["reason"] in notebook.cells[0].source


def test_without_a_sandbox_nothing_runs_unless_allowed(monkeypatch):
    monkeypatch.setattr(isolation, "current", lambda: isolation.Isolation("none", "it rained"))
    require_sandbox(allow_unsandboxed=True)
    with pytest.raises(CourseError, match="no sandbox: it rained.*doctor.*--allow-unsandboxed"):
        require_sandbox(allow_unsandboxed=False)
    monkeypatch.setattr(isolation, "current", lambda: isolation.Isolation("bubblewrap"))
    require_sandbox(allow_unsandboxed=False)


@pytest.mark.parametrize("kind", ["none", "bubblewrap"])
def test_verdicts_and_pictures_are_the_same_with_and_without_a_sandbox(graded, monkeypatch, kind):
    if isolation.current().name == "none" and kind != "none":
        pytest.skip(f"no sandbox here: {isolation.current().reason}")
    monkeypatch.setattr(isolation, "current", lambda: isolation.Isolation(kind))
    answer = "def pad2d(x, padding):\n    return x.reshape(pair(padding) + (7,) * x.ndim)"
    patient = Limits(call=1.5)  # without a zygote, importing matplotlib takes long
    picture = "import matplotlib.pyplot as plt\nplt.plot([1]);"
    notebook = graded(patient, extra=picture, pad2d=answer)
    assert notebook.metadata[METADATA]["isolation"] == kind
    assert points(notebook) == {"output_size": 2, "pad2d": 0}
    told = scores(notebook)["pad2d"]["message"]
    assert "line 2 of the cell, in pad2d: return x.reshape" in told
    (shown,) = notebook.cells[3].outputs
    assert set(shown["data"]) == {"text/plain", "image/png"}


def test_rebuilding_is_part_of_grading(bundle, release, solved):
    notebook = fill(json.loads(json.dumps(release)), solved)
    notebook["cells"] = notebook["cells"][::-1]
    graded = grade_patiently(to_bytes(notebook), bundle, QUICK)
    assert (
        graded.metadata[METADATA]["repairs"]
        == rebuild_notebook(to_bytes(notebook), release).repairs
    )
    assert points(graded) == {"output_size": 2, "pad2d": 3}
