"""Mutants of a reference, and what `verify --mutants` says about a check."""

from __future__ import annotations

import ast
from concurrent.futures import Executor, Future

import pytest

from autograder.authoring import verify_mutants as trying
from autograder.authoring.mutation import Mutant, mutants, plain
from autograder.authoring.verify_mutants import passes, print_mutants, try_mutants
from autograder.course import CourseError, project_root
from autograder.grading.workers import WorkerDied
from cnncourse.checks import find, names
from cnncourse.checks.catalogue import assignments
from cnncourse.checks.engine.answers import Answer, read, source_of

SOLUTIONS = project_root() / "solutions"
FEWEST = 1
"""Mutants of the shortest reference, ``my_functions``, which returns a dictionary of names."""
TRAINING = [
    ("09_training", "overfit_batch"),
    ("09_training", "train_network"),
    ("13_your_own_network", "train_lenet5"),
]
ASSIGNMENT = assignments()[0]
DOC = 'def f(x, *, n=2, flat=True):\n    """Do it, 3 times."""\n'


def made(body, source=None):
    """List the changed lines of all mutants of a function."""
    return [one.into for one in mutants(source or DOC + f"    {body}")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return x + n", ["return x - n", "return x * n"]),
        ("return x // n", ["return x * n", "return x / n"]),
        ("x += n", ["x -= n", "x *= n", "x = n"]),
        ("return -x", ["return x"]),
        ("return 3", ["return 4", "return 2"]),
        ("return x[n:]", ["return x[:]"]),
        ("return x[:n]", ["return x[:]", "return x[:n - 1]"]),
        ("return x[::-1]", ["return x[:]", "return x[::1]", "return x[::-2]", "return x[::-0]"]),
        ("return x, n", ["return (n, x)"]),
        ("a, b = x", ["b, a = x"]),
        ("return x[n, flat]", ["return x[flat, n]"]),
        ("return g(x, n, axis=flat)", ["return g(x, n)", "return g(n, x, axis=flat)"]),
        ("return x < n", ["return x <= n", "return x > n"]),
        ("return x and n", ["return x or n", "return n", "return x"]),
        ("return x is None", ["return x is not None"]),
        ("return x if flat else n", ["return x if not flat else n", "return x", "return n"]),
        ("return [i for i in range(n)]", ["return [i for i in range(n - 1)]"]),
        ("return f'{x + 1}'", []),
    ],
)
def test_each_kind_of_change_is_made(body, expected):
    found = made(body)
    assert found[:3] == [
        "def f(x, *, n=3, flat=True):",
        "def f(x, *, n=1, flat=True):",
        "def f(x, *, n=2, flat=False):",
    ]
    expected = [ast.unparse(ast.parse(line)) for line in ("pass", *expected)]
    assert sorted(found[3:]) == sorted(expected)


def test_a_condition_is_inverted_and_removed():
    found = made("if x:\n        raise ValueError(f'{x + 1} is wrong', 7)\n    return x")
    assert found[3:] == ["if not x:", "if True:", "if False:", "pass", "pass"]


def test_a_loop_loses_its_last_step_or_all_but_its_first():
    found = made("for i in range(n):\n        x = i\n    return x")
    assert found[3:] == ["for i in range(n - 1):", "break", "pass", "pass"]


def test_every_mutant_differs_from_the_original_and_from_all_others():
    for name in names(ASSIGNMENT):
        source = source_of(find(name, ASSIGNMENT).reference)
        found = [one.source for one in mutants(source)]
        assert len(found) == len(set(found)) > 10 and plain(source) not in found
        docs = {ast.get_docstring(ast.parse(one).body[0]) for one in found}
        assert docs == {ast.get_docstring(ast.parse(source).body[0])}


def test_a_mutant_names_the_changed_line():
    assert mutants("def f(x):\n    y = x\n    return y") == [
        Mutant("def f(x):\n    pass\n    return y", "y = x", "pass"),
        Mutant("def f(x):\n    y = x\n    pass", "return y", "pass"),
    ]


SIZE = source_of(find("output_size").reference)


@pytest.mark.parametrize(
    ("old", "new", "accepted"),
    [
        ("stride=1", "stride=1", True),
        ("// stride + 1", "// stride", False),
        ("span = ", "while size: size = abs(size)\n    span = ", False),
        ("span = ", "raise SystemExit\n    span = ", False),
        ("raise ValueError(", "raise ValueError('another text',", True),
    ],
)
def test_an_answer_passes_or_does_not(monkeypatch, old, new, accepted):
    """An endless answer times out, and an answer that exits ends nothing else."""
    monkeypatch.setattr(trying, "SECONDS", 0.05)
    assert old in SIZE
    assert passes(ASSIGNMENT, "output_size", SIZE.replace(old, new), (0, 1)) is accepted


def test_every_check_of_the_course_rejects_every_mutant(capsys):
    """With one seed, and without the checks that train; `verify --mutants` leaves nothing out."""
    quick = [one for one in every_check() if one not in TRAINING]
    results = try_mutants(SOLUTIONS, assignments(), checks=[name for _, name in quick], seeds=(0,))
    assert [(one.assignment, one.check) for one in results] == quick
    assert [told for one in results for told in one.offenders] == []
    assert all(one.tried == one.rejected + len(one.equivalent) >= FEWEST for one in results)
    assert print_mutants(results) == 0
    assert "mutants rejected: every check is good" in capsys.readouterr().out


@pytest.mark.parametrize(("assignment", "name"), TRAINING)
def test_a_check_that_trains_rejects_some_mutants(assignment, name):
    reference = source_of(find(name, assignment).reference)
    equivalent = {plain(one.source) for one in read(equivalents(assignment, name), reference)}
    real = [one.source for one in mutants(reference) if one.source not in equivalent]
    assert len(real) > 20
    assert not any(passes(assignment, name, source, (0,)) for source in real[:: len(real) // 3])


def every_check():
    return [(assignment, name) for assignment in assignments() for name in names(assignment)]


def equivalents(assignment, name):
    return SOLUTIONS / assignment / "equivalent" / f"{name}.py"


@pytest.mark.parametrize(("deaths", "accepted"), [(1, True), (2, False)])
def test_a_mutant_that_ends_its_process_is_tried_twice(monkeypatch, deaths, accepted):
    class Dying(Executor):
        def __init__(self, count):
            self.asked = 0

        def submit(self, *task):
            future, self.asked = Future(), self.asked + 1
            if self.asked <= deaths:
                future.set_exception(WorkerDied("it was killed"))
            else:
                future.set_result(True)
            return future

    monkeypatch.setattr(trying, "Workers", Dying)
    assert trying._try_all([("01_x", "f", "def f(): pass", (0,))], 1) == [accepted]


EXCUSED = Answer("It is the same.", "", "def f(x):\n    pass\n    return y")


@pytest.mark.parametrize(
    ("accepted", "listed", "equivalent", "offenders"),
    [
        ([False, False], [], [], []),
        ([True, False], [], [], ["grading accepts the mutant y = x  ->  pass"]),
        ([True, False], [EXCUSED], ["y = x  ->  pass  (It is the same.)"], []),
        (
            [False, False],
            [EXCUSED],
            [],
            ["listed as equivalent, but grading rejects it: It is the same."],
        ),
        (
            [False, False],
            [Answer("Old.", "", "def f(x):\n    return 3")],
            [],
            ["listed as equivalent, but matches no mutant: Old."],
        ),
    ],
)
def test_the_list_of_equivalent_mutants_is_checked(accepted, listed, equivalent, offenders, capsys):
    found = mutants("def f(x):\n    y = x\n    return y")
    tried = list(zip(found, accepted, strict=True))
    result = trying._weigh(find("output_size"), tried, listed)
    assert (result.tried, result.rejected) == (2, 2 - sum(accepted))
    assert (result.equivalent, result.offenders) == (equivalent, offenders)
    assert print_mutants([result]) == len(offenders)
    shown = capsys.readouterr().out
    assert all(told in shown for told in [*equivalent, *offenders])


def test_a_list_that_does_not_fit_the_reference_is_named(tmp_path):
    path = tmp_path / ASSIGNMENT / "equivalent" / "output_size.py"
    path.parent.mkdir(parents=True)
    path.write_text("# %% Old.\n# - return 3\n# + return 4\n", encoding="utf-8")
    with pytest.raises(CourseError, match="output_size.py: 'Old.': edit 1 of 1 matches nowhere"):
        try_mutants(tmp_path, [ASSIGNMENT], checks=["output_size"])


def test_the_command_fails_for_a_mutant_that_passes(command, monkeypatch):
    monkeypatch.setattr(trying, "_equivalents", lambda *given: [])
    done = command("verify", "--mutants", "--check", "shared_against_dense")
    assert done.code == 1
    told = "shared_against_dense: grading accepts the mutant shared = 2 * 2  ->  shared = 2 + 2\n"
    assert told in done.out and "15 of 16 mutants rejected: 1 not good" in done.out
