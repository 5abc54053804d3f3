"""Which given cells run for grading: all that prepare something, and none that only show."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell

from autograder.judge.needed_cells import must_run, names

TOOLS = "import numpy as np\nimport matplotlib.pyplot as plt\ndef helper(x): return x"


def given(source):
    return new_code_cell(source)


def answer(source):
    mark = {"solution": True, "grade": False, "grade_id": "solution_pad2d"}
    return new_code_cell(source, metadata={"nbgrader": mark})


def extra(source):
    return new_code_cell(source, id="extra_1_0")


def runs(shown, *after, before=(TOOLS,), student=()):
    """Return whether a given cell runs, with given cells around it and a student's cells after."""
    cells = [*map(given, before), answer("def pad2d(x, padding): return x"), given(shown)]
    cells += [*map(given, after), *map(extra, student)]
    kept = must_run(cells, ["pad2d", "conv2d"])
    assert all(kept[: len(before) + 1]) and all(kept[len(before) + 2 + len(after) :])
    return kept[len(before) + 1]


@pytest.mark.parametrize(
    "shown",
    [
        "print(pad2d(np.arange(4), 1))",
        "pad2d(np.arange(4), 1)",
        "print(pad2d(x, 1))",  # reads a name that nothing else reads
        "image = np.ones(3)\nprint(helper(pad2d(image, 1)))",
        "from sklearn.datasets import load_sample_image\nprint(pad2d(load_sample_image('x'), 1))",
        "for p in range(3):\n    out = pad2d(x, p)\n    print(out.shape)",
        "fig, axes = plt.subplots(1, 2)\nfor ax, p in zip(axes, (1, 2)):\n"
        "    ax.imshow(pad2d(x, p))\n    ax.set_title(p)\nfig.suptitle('padded')\nplt.show()",
        "found = []\nfound.append(pad2d(x, 1))\nfound[0][:] = 3\nprint(found)",
    ],
)
def test_a_cell_that_only_shows_does_not_run(shown):
    assert not runs(shown)


@pytest.mark.parametrize(
    "shown",
    [
        "print(helper(1))",  # names no exercise
        "import random\nrandom.seed(0)\nprint(pad2d(x, 1))",
        "from numpy import *\nprint(pad2d(x, 1))",
        "%matplotlib inline\nprint(pad2d(x, 1))",
        "!echo pad2d",
        "%%time\npad2d(x, 1)",
        "exec('y = pad2d(x, 1)')",
        "globals()['y'] = pad2d(x, 1)",
        "get_ipython().user_ns['y'] = pad2d(x, 1)",
        "np.random.seed(0)\nprint(pad2d(x, 1))",
        "plt.style.use('ggplot')\nprint(pad2d(x, 1))",
        "with np.printoptions(precision=2):\n    print(pad2d(x, 1))",
        "plt.rcParams['image.cmap'] = 'gray'\npad2d(x, 1)\nplt.show()",
        "np.extra = pad2d(x, 1)",
        "setattr(np, 'extra', pad2d(x, 1))",
        "open('made', 'w').write(str(pad2d(x, 1)))",
        "def reset():\n    np.random.seed(0)\nreset()\nprint(pad2d(x, 1))",
        "@np.vectorize\ndef f(x): return pad2d(x, 1)",
        "conv2d = pad2d",  # the referee looks it up
        "def conv2d(x): return pad2d(x, 1)",
        "class conv2d:\n    p = pad2d",
        "def swap():\n    global conv2d\n    conv2d = pad2d\nprint(swap())",
    ],
)
def test_a_cell_that_does_something_else_runs(shown):
    assert runs(shown, student=["np.sum(plt)"])


@pytest.mark.parametrize(
    ("shown", "reader"),
    [
        ("small = pad2d(x, 1)", "print(small)"),
        ("import random as small\nprint(pad2d(x, 1))", "small.random()"),
        ("small = pad2d(x, 1)", "def f():\n    return small"),
        ("small = pad2d(x, 1)", "class A:\n    size = small"),
        ("small = pad2d(x, 1)", "[[small for i in range(2)] for j in range(2)]"),
        ("small = pad2d(x, 1)", "f'{small}'"),
        ("small = pad2d(x, 1)", "small += 1"),
        ("small = pad2d(x, 1)", "small[0] = 1"),
        ("small = pad2d(x, 1)", "del small"),
        ("small = pad2d(x, 1)", "%timeit small + 1"),
        ("small = pad2d(x, 1)", "!echo $small"),
        ("small = pad2d(x, 1)", "eval('sm' + 'all')"),
        ("small = pad2d(x, 1)", "print(globals()['sm' + 'all'])"),
        ("small = pad2d(x, 1)", "import __main__ as m\nm.small"),
        ("small = pad2d(x, 1)", "from __main__ import small"),
        ("small = pad2d(x, 1)", "from __main__ import *"),
        ("if (small := pad2d(x, 1)).any(): print(1)", "small"),
        ("for small in pad2d(x, 1): print(small)", "small"),
        ("def twice(x): return pad2d(pad2d(x, 1), 1)", "twice(3)"),
        ("class Twice:\n    p = pad2d", "Twice.p"),
        ("def count():\n    global seen\n    seen = pad2d(x, 1)\nprint(count())", "seen"),
        ("x[0] = pad2d(x, 1)", "print(x)"),
        ("x.flat[0] = pad2d(x, 1)", "print(x)"),
        ("x += pad2d(x, 1)", "print(x)"),
        ("print(x.sort(), pad2d(x, 1))", "print(x)"),
        ("print(np.random.shuffle(x), pad2d(x, 1))", "print(x)"),
        ("y = [x.pop() for _ in range(2)]\nprint(pad2d(y, 1))", "print(x)"),
        ("helper.calls = pad2d(1, 1)", "helper(3)"),
        ("print((lambda: x.pop())(), pad2d(1, 1))", "print(x)"),
    ],
)
def test_a_cell_runs_when_something_reads_what_it_changes(shown, reader):
    assert runs(shown, student=[reader])
    assert runs(shown, reader) or "pad2d" in reader
    assert not runs(shown, student=["print('nothing')"])


def test_an_earlier_function_may_read_later_names():
    shown = "step = 3\nprint(pad2d(x, step))"
    assert not runs(shown, before=[TOOLS, "step = 1\nprint(step)"])
    assert runs(shown, before=[TOOLS, "def f():\n    return step"])


def test_local_names_of_a_function_are_no_reason_to_run():
    own = "def f(small):\n    other = small\n    return [small for small in other]"
    assert not runs("small = other = pad2d(x, 1)", student=[own])


def test_cells_that_only_show_and_read_each_other_are_skipped_together():
    assert not runs("small = pad2d(x, 1)", "print(pad2d(small, 1))")


def test_a_reader_that_has_to_run_makes_what_it_reads_run():
    first, second = "small = pad2d(x, 1)", "large = pad2d(small, 1)"
    cells = [given(first), given(second), given(f"# {first}\nprint(pad2d(1, 1))")]
    assert must_run(cells, ["pad2d"]) == [False, False, False]
    cells += [extra("print(large)")]
    assert must_run(cells, ["pad2d"]) == [True, True, False, True]


def test_students_cells_always_run_and_checks_never():
    check = given('check("pad2d")')
    check.metadata["nbgrader"] = {"grade": True, "solution": False, "grade_id": "pad2d"}
    by_hand = given("pad2d(1, 1)")
    by_hand.metadata["nbgrader"] = {"grade": True, "solution": True, "grade_id": "free"}
    shown = "print(pad2d(1, 1))"
    cells = [extra(shown), answer(shown), answer("def pad2d(:"), by_hand, check]
    assert must_run(cells, ["pad2d"]) == [True, True, True, True, False]


@pytest.mark.parametrize(
    "source", ["(" * 5000, "x" + ".x" * 30_000, "-" * 40_000 + "1", "\0", "é="]
)
def test_sources_that_are_not_python_cause_no_trouble(source):
    assert not names(source).bound
    assert isinstance(runs("small = pad2d(x, 1)", student=[source]), bool)


def test_a_very_long_cell_may_read_anything():
    assert runs("small = pad2d(x, 1)", student=["y = 1\n" * 20_000])


@pytest.mark.parametrize(
    "plain", ["# %pip install x\ny = 1", "y = '!ls'", "# small\n%pip install y"]
)
def test_comments_read_nothing(plain):
    assert not runs("small = pad2d(x, 1)", student=[plain])
