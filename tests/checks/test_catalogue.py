"""Every check of every assignment is found by name and rejects wrong answers."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from autograder.authoring.in_process import in_this_process, try_check
from autograder.authoring.verify import FEWEST_WRONG
from cnncourse import checks
from cnncourse.checks import (
    GRADING_ROUNDS,
    catalogue,
    find,
    judge,
    names,
    run_check_in_process,
    run_in_process,
)
from cnncourse.checks.engine.prepared import draw

COLLECTED = [("13_your_own_network", "my_functions")]
"""Exercises whose answers hold functions of other notebooks, with their imports."""


def own(function):
    """Wrap a function so that it does not seem to come from the package and can be judged."""

    def answer(*args, **kwargs):
        return function(*args, **kwargs)

    return answer


def flat(case):
    parts = [*case.args, *case.kwargs.items()]
    return repr((case.group, [p.tolist() if isinstance(p, np.ndarray) else p for p in parts]))


def test_a_check_is_found_with_and_without_its_assignment(assignment, name):
    check = find(name, assignment)
    assert (check.name, check.assignment) == (name, assignment)
    assert find(name) is check and name in names(assignment)


def test_every_assignment_has_its_solutions_and_they_have_their_checks(material):
    from places import SOLUTIONS

    built = sorted(path.parent.name for path in SOLUTIONS.glob("*/assignment.md"))
    assert built == catalogue.assignments()
    for assignment in built:
        marks = [cell.metadata.get("nbgrader", {}) for cell in material(assignment).notebook.cells]
        graded = [mark["grade_id"] for mark in marks if mark.get("grade")]
        assert graded == names(assignment)


def test_what_a_check_gives_its_assignment_provides(assignment, name, material):
    provided = material(assignment).notebook.metadata["cnncourse"]["provides"]
    for module in find(name, assignment).given:
        assert any(module == one or module.startswith(f"{one}.") for one in provided), module


def test_the_reference_passes_with_many_seeds(assignment, name):
    check = replace(find(name, assignment), afterwards=None)
    needed = {name: check.reference, **check.partners}
    few = check.seconds is not None  # it trains
    for seed in [*range(1 if few else 4), 2**48 - 1]:
        call = run_check_in_process(check, {one: own(needed[one]) for one in needed})
        verdict = judge(check, call, seed, rounds=GRADING_ROUNDS)
        assert verdict.passed and verdict.fraction == 1.0, (seed, verdict.message)
        assert all(passed == tried > 0 for passed, tried in verdict.groups.values())


def test_the_seed_decides_the_cases(assignment, name):
    check = find(name, assignment)
    one, same, other = ([flat(case) for case in draw(check, seed)] for seed in (3, 3, 4))
    assert one == same
    assert len(one) == 2 or one != other
    if check.seconds is not None:  # a slow check draws once
        assert len(draw(check, 3, rounds=3)) == len(one)
        return
    assert one[-1] == one[0], "the first case is repeated at the end"
    count, further = (
        len(one) - 1,
        list((check.secret_cases or check.cases)(np.random.default_rng(0))),
    )
    assert len(draw(check, 3, rounds=3)) == count + 2 * len(further) + 1


def test_no_table_of_answers_passes_the_first_group(assignment, name):
    """It unlocks the points of all groups, so some of its cases differ from seed to seed."""
    check = find(name, assignment)
    if not check.reveals or check.secret_cases is not None:
        return  # a declared answer has one case; a test is judged by mutants that are drawn apart
    drawn = []
    for seed in (1, 2):
        cases = list(check.cases(np.random.default_rng(seed)))
        drawn.append([flat(one) for one in cases if one.group == cases[0].group])
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize(
    "answer",
    [
        lambda *args, **kwargs: None,
        lambda *args, **kwargs: 0,
        lambda *args, **kwargs: True,
        lambda *args, **kwargs: np.zeros(()),
        lambda *args, **kwargs: (np.zeros((1, 1, 2, 2)), None),
        lambda *args, **kwargs: type("Yes", (), {"__eq__": lambda a, b: True})(),
        lambda *args, **kwargs: args,
        lambda: 1,
    ],
)
def test_nonsense_scores_nothing(assignment, name, answer):
    verdict = judge(find(name, assignment), run_in_process(answer), 0)
    assert not verdict.passed and verdict.fraction == 0.0


@pytest.mark.parametrize(
    "error", [ValueError, SystemExit, RuntimeError, GeneratorExit, ImportError]
)
def test_an_answer_that_only_raises_scores_nothing(assignment, name, error):
    def answer(*args, **kwargs):
        raise error("on purpose")

    verdict = judge(find(name, assignment), run_in_process(answer), 0)
    assert not verdict.passed and verdict.fraction == 0.0
    assert f"{error.__name__}: on purpose" in verdict.message
    assert 'raise error("on purpose")' in verdict.message


def test_a_cache_that_is_missing_fails(assignment, name):
    check = find(name, assignment)
    places = [place for place, part in enumerate(check.parts) if part in check.caches]
    for missing in ((), None):

        def answer(*args, missing=missing, **options):
            parts = list(check.reference(*args, **options))
            for place in places:
                parts[place] = missing
            return tuple(parts)

        if places:
            verdict = judge(check, run_in_process(answer), 0)
            assert verdict.fraction == 0 and "cache is" in verdict.message


def test_right_and_wrong_answers(assignment, name, material):
    known, check = material(assignment), find(name, assignment)
    answers = known.exercises[name]
    if check.seconds is not None:  # it trains: the next test judges the other wrong ones
        answers = replace(answers, wrong=answers.wrong[:FEWEST_WRONG])
    result = try_check(check, known.stages[name], answers, (1,), in_this_process)
    assert result.good, result.offenders


def test_wrong_answers_are_wrong_for_a_reason(assignment, name, material):
    """A typo in a wrong answer would make it fail too, but prove nothing."""
    check, known = find(name, assignment), material(assignment)
    for answer in known.exercises[name].wrong:
        call = in_this_process(answer.source, check, known.stages[name])
        verdict = judge(check, call, 0)
        assert not re.search("NameError|UnboundLocalError|SyntaxError|Attribute", verdict.message)
        assert not verdict.passed or check.secret_cases is not None, answer.title


def test_a_function_stands_alone_in_the_notebook(assignment, name, material):
    """Its source uses only names that the notebook defines before it."""
    check, known = find(name, assignment), material(assignment)
    reference = known.exercises[name].reference
    assert "import" not in reference or (assignment, name) in COLLECTED
    assert judge(check, in_this_process(reference, check, known.stages[name]), 0).passed


def test_the_solved_notebook_runs_with_its_checks(assignment, shown):
    printed = shown(assignment)
    count = len(names(assignment))
    assert printed.count("\n✓ ") == count and len(re.findall(r"\n  \w+ +✓ ", printed)) == count
    assert f"\n{count} of {count} exercises pass: " in printed and "✗" not in printed


def test_every_exercise_has_its_help(assignment, material):
    text = material(assignment).source
    sections = re.split(r"^## \d+\. ", text, flags=re.M)[1:]
    assert sections
    for section in sections:
        assert re.search(r"[●○]{3} · \d+ minutes · .*points?", section)
        assert re.findall("<summary>Hint (.)", section) == ["1", "2", "3"]
        assert section.count("<details>") == section.count("</details>")
    table = text[text.index("| Exercise |") :].split("\n\n")[0]
    listed = sum(eval(cell) for cell in re.findall(r"\| ([\d +]+) \|$", table, flags=re.M))
    marks = [cell.metadata.get("nbgrader", {}) for cell in material(assignment).notebook.cells]
    assert listed == sum(mark["points"] for mark in marks if mark.get("grade"))


def test_the_engine_knows_no_assignment_and_no_kind(assignment):
    engine = catalogue.FOLDER / "engine"
    kinds = {path.stem for path in (catalogue.FOLDER / "kinds").glob("[a-z]*.py")}
    for path in engine.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        imported = re.findall(r"^\s*(?:from|import) cnncourse\.checks\.(\w+)", text, flags=re.M)
        assert {*imported} <= {"engine"}, path
        spoken = {*re.findall(r"[`\"'](\w+)", text)} & {*names(assignment), assignment}
        assert not spoken, f"{path} speaks of {spoken}"
    assert {"values", "gradients", "declared", "architecture", "speed"} <= kinds
    assert {"training", "tests"} <= kinds


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A separate catalogue in a folder; returns a function that writes an assignment."""
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(checks, "__path__", [str(tmp_path)])
    caches = (catalogue._name, catalogue._import_checks)

    def forget():
        for cache in caches:
            cache.cache_clear()
        for module in [name for name in sys.modules if name.startswith("cnncourse.checks.trial_")]:
            del sys.modules[module]

    def write(topic, number="07", name="area", more="", where=None):
        folder = tmp_path / topic
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").write_text(f'ASSIGNMENT = "{where or f"{number}_{topic}"}"\n')
        (folder / "checks.py").write_text(
            "from cnncourse.checks import Case, Check\n"
            f"from cnncourse.checks.{topic} import ASSIGNMENT\n"
            "def area(x): return x * x\n"
            "def cases(rng): yield Case('plain', (2,))\n"
            f'CHECKS = [Check("{name}", ASSIGNMENT, area, cases{more})]\n'
        )
        return folder

    forget()
    yield write
    forget()


def test_a_folder_is_an_assignment(folders):
    folders("trial_one", "07")
    folders("trial_two", "03", "volume")
    assert catalogue.assignments() == ["03_trial_two", "07_trial_one"]
    assert catalogue.names("07_trial_one") == ["area"]
    assert catalogue.find("volume").assignment == "03_trial_two"
    assert "cnncourse.checks.trial_one.checks" in sys.modules


def test_only_the_requested_assignment_is_imported(folders):
    folders("trial_one")
    (folders("trial_two") / "checks.py").write_text("raise RuntimeError('imported')\n")
    assert catalogue.find("area").assignment == "07_trial_one"
    assert catalogue.find("area", "07_trial_one").name == "area"
    with pytest.raises(RuntimeError, match="imported"):
        catalogue.names("07_trial_two")


def test_unknown_names(folders):
    folders("trial_one")
    with pytest.raises(LookupError, match="no check 'areas': did you mean area"):
        catalogue.find("areas")
    with pytest.raises(LookupError, match="no assignment '99_x': there are: 07_trial_one"):
        catalogue.names("99_x")
    for wrong in ("08_trial_one", "trial_one", "07_../trial_one", "", "07_engine"):
        with pytest.raises(LookupError, match=f"no assignment '{re.escape(wrong)}'"):
            catalogue.find("area", wrong)


def test_two_checks_of_one_name_are_told_apart_by_their_assignments(folders):
    folders("trial_one")
    folders("trial_two", "03")
    told = r"several assignments have a check 'area' \(03_trial_two, 07_trial_one\): name one"
    with pytest.raises(LookupError, match=told):
        catalogue.find("area")
    assert catalogue.find("area", "03_trial_two").assignment == "03_trial_two"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"where": "07_other"}, r"__init__.py: ASSIGNMENT must be .* '02_trial_one', not '07_o"),
        ({"more": "), Check('area', ASSIGNMENT, area, cases"}, "area appears twice"),
        ({"more": "), Check('f', '09_x', area, cases"}, "checks.py: f belongs to 09_x"),
        ({"more": "), Check('fg', ASSIGNMENT, area, cases"}, "spell out the name of fg"),
        ({"more": ", harness=area"}, "area: the sandbox knows no harness area: move it to"),
    ],
)
def test_a_faulty_folder_says_what_to_fix(folders, options, told):
    folders("trial_one", **options)
    with pytest.raises(ValueError, match=told):
        catalogue.checks(options.get("where", "07_trial_one").replace("other", "trial_one"))


def test_looking_a_check_up_imports_little():
    """A notebook's first `check(...)` must not wait for imports that other rooms need."""
    code = "import sys\nfrom cnncourse.checks import find\n"
    code += f"find({names(catalogue.assignments()[0])[0]!r})\n"
    code += "print([m for m in ('torch', 'sklearn', 'matplotlib', 'scipy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
