"""Edits regrade a class only if its checks or the grader import the edited file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from autograder.authoring.new import new_assignment
from autograder.course import project_root
from autograder.judge.used_code import ROOT, files_of

FIRST, OTHER, BORROWING = "01_convolution", "97_a_trial", "07_checking_gradients"
SCRIPT = """
import json, sys
from pathlib import Path
from autograder.judge.used_code import fingerprint_of_checks as checks
from autograder.judge.used_code import fingerprint_of_code as code

def versions():
    provides = ["cnncourse.checks", "cnncourse.layers.shapes", "torch"]
    return {
        name: [checks.__wrapped__(name), code.__wrapped__(name, provides)]
        for name in json.loads(sys.argv[1])
    }

before, found = versions(), {}
for place in json.loads(sys.argv[2]):
    path = Path(place)
    old = None if place.endswith(".csv") else path.read_bytes()
    path.write_bytes((old or b"") + b"\\n# edited\\n")
    after = versions()
    found[place] = {n: [a != b for a, b in zip(after[n], before[n])] for n in before}
    path.unlink() if old is None else path.write_bytes(old)
assert versions() == before
print(json.dumps(found))
"""
NOTHING, GRADING, ALL = [False, False], [False, True], [True, True]
"""What an edit changes: the checks, and the code that a verdict depends on."""

EDITS = {
    "cnncourse/models/families/resnets.py": (NOTHING, NOTHING),
    "cnncourse/train/loop.py": (NOTHING, NOTHING),
    "autograder/commands/report.py": (NOTHING, NOTHING),
    "autograder/pages/page.py": (NOTHING, NOTHING),
    "autograder/authoring/build.py": (NOTHING, NOTHING),
    "autograder/sandbox/doctor.py": (NOTHING, NOTHING),
    "autograder/grading/points.py": (NOTHING, NOTHING),  # applied to every verdict again
    "cnncourse/layers/conv/loops.py": (ALL, NOTHING),
    "cnncourse/layers/shapes.py": (ALL, GRADING),  # provided
    "cnncourse/checks/engine/differences.py": (ALL, ALL),
    "cnncourse/checks/engine/judge.py": (ALL, ALL),
    "cnncourse/checks/kinds/harnesses/networks.py": (ALL, ALL),
    "autograder/judge/referee.py": (GRADING, GRADING),
    "autograder/inside/zygote.py": (GRADING, GRADING),
    "autograder/inside/worker.py": (GRADING, GRADING),
    "autograder/sandbox/process.py": (GRADING, GRADING),
    "autograder/submissions/rebuild.py": (GRADING, GRADING),
    "autograder/grading/grade.py": (GRADING, GRADING),
    "cnncourse/checks/convolution/wrong/pad2d.py": (ALL, NOTHING),
    "cnncourse/checks/convolution/cases.py": (ALL, NOTHING),
    "cnncourse/checks/convolution/table.csv": (ALL, NOTHING),  # new
    "cnncourse/checks/a_trial/wrong/a_trial_example.py": (NOTHING, ALL),
    "cnncourse/checks/a_trial/checks.py": (NOTHING, ALL),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of both packages with a second assignment."""
    copy = tmp_path_factory.mktemp("tree")
    left_out = shutil.ignore_patterns("__pycache__")
    for name in ("autograder", "cnncourse"):
        shutil.copytree(project_root() / name, copy / name, ignore=left_out)
    (copy / "solutions").mkdir()
    new_assignment(copy, OTHER)
    return copy


def edited(tree, places, names=(FIRST, OTHER)):
    """Edit files one after another, and report what changes for each assignment."""
    arguments = [json.dumps(list(names)), json.dumps(list(places))]
    command = [sys.executable, "-B", "-W", "ignore", "-c", SCRIPT, *arguments]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_edit_changes_the_verdicts_of_assignments_that_use_the_file(tree):
    found = edited(tree, EDITS)
    wanted = {place: {FIRST: one, OTHER: two} for place, (one, two) in EDITS.items()}
    assert found == wanted


def test_candidates_and_borrowed_wrong_answers_count(tree):
    places = [
        "cnncourse/checks/backpropagation/wrong/relu_backward.py",
        "cnncourse/checks/checking_gradients/candidates/relu_backward/secret.py",
        "cnncourse/checks/kinds/tests_verdict.py",
    ]
    found = edited(tree, places, (FIRST, BORROWING))
    assert all(one == {FIRST: NOTHING, BORROWING: ALL} for one in found.values()), found


@pytest.mark.parametrize(
    ("line", "regrades"),
    [
        ("NAME = 'cnncourse.train'\nimportlib.import_module(NAME)", ALL),
        ("importlib.import_module(f'cnncourse.{__name__[:5]}')", ALL),
        ("__import__(input())", ALL),
        ("from importlib import import_module as get\nget('cnncourse.train')", ALL),
        ("get = importlib.import_module\nget('cnncourse.train')", ALL),
        ("import runpy\nrunpy.run_module('cnncourse.train')", ALL),
        ("from cnncourse.train import loop", ALL),
        (
            "if True:\n    def f():\n        try:\n            import cnncourse.train.loop\n"
            "        except ImportError: pass",
            ALL,
        ),
        ("importlib.import_module(f'{__package__}.cases')", NOTHING),
    ],
)
def test_imports_that_cannot_be_understood_count_as_everything(tree, tmp_path, line, regrades):
    copy = shutil.copytree(tree, tmp_path / "tree")
    checks = copy / "cnncourse" / "checks" / "convolution" / "suspects.py"
    begin = "import importlib\n\n\ndef never():\n"
    body = "\n".join(f"    {part}" for part in line.splitlines())
    checks.write_text(f"{checks.read_text()}\n{begin}{body}\n")
    place = "cnncourse/train/loop.py"
    assert edited(copy, [place], [FIRST])[place][FIRST] == regrades


def test_data_beside_a_module_counts():
    assert ROOT / "cnncourse" / "models" / "published.csv" in files_of(["cnncourse.models"])
