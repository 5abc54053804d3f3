"""Collecting functions from students' notebooks: right, half done, damaged or not there at all."""

from __future__ import annotations

import ast
import json
import os
import re
from functools import cache

import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.authoring import sample
from autograder.authoring.assignment import read_assignment
from autograder.course import project_root
from cnncourse.checks import find, judge, run_check_in_process
from cnncourse.exercises.collecting import collect, collected
from cnncourse.exercises.own_engine import LAYERS, NOTEBOOKS

EVERY = {name for names in NOTEBOOKS.values() for name in names}
OWN = "13_your_own_network"


@cache
def material(home):
    known = read_assignment(project_root() / "solutions", home)
    return sample.Material(
        known.bundle.release,
        known.solved,
        {name: one.right[0].source for name, one in known.exercises.items() if one.right},
        {name: one.wrong[0].source for name, one in known.exercises.items()},
    )


def hand_in(folder, make=sample.perfect, **others):
    """Write a student's notebooks, each into a folder of its own."""
    for home in NOTEBOOKS:
        path = folder / home / f"{home}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(others.get(home, make)(material(home)))
    return folder


def own_functions(source):
    variables = {"__name__": "__main__"}
    exec(compile(source, "<collected>", "exec"), variables)
    return variables


def verdict(found):
    variables = own_functions(found.source)
    check = find("my_functions", OWN)
    return judge(check, run_check_in_process(check, variables), 0)


def cell(source, **more):
    return {"cell_type": "code", "source": source, "metadata": {}, **more}


def notebook(path, *sources):
    path.write_text(json.dumps({"cells": [cell(one) for one in sources], "nbformat": 4}))
    return path


@pytest.mark.parametrize(
    "make",
    [
        sample.perfect,
        sample.other_style,
        sample.from_colab,
        sample.stripped,
        sample.duplicate_cells,
    ],
)
def test_everything_is_found_and_works(tmp_path, make):
    found = collected(hand_in(tmp_path, make))
    assert set(found.taken) == EVERY and not found.missing and not found.notes
    assert found.taken["relu_backward"] == "04_backpropagation.ipynb"
    result = verdict(found)
    assert result.passed, result.message


def test_what_is_not_written_is_named_and_taken_from_nowhere(tmp_path):
    found = collected(hand_in(tmp_path, sample.half_done))
    assert found.missing and set(found.taken) | set(found.missing) == EVERY
    assert found.missing["batch_norm_backward"] == "not written yet in 06_backward_rest"
    variables = own_functions(found.source)
    assert set(variables["my_functions"]()) == set(found.taken) & LAYERS
    assert not set(found.missing) & set(variables)
    result = verdict(found)
    assert not result.passed and 0 < result.fraction < 1
    assert "is missing: write it in" in " ".join(result.message.split())


def test_untouched_notebooks_give_nothing(tmp_path, capsys):
    found = collect(hand_in(tmp_path, sample.untouched))
    assert not found.taken and own_functions(found.source)["my_functions"]() == {}
    told = capsys.readouterr().out
    assert told.count("MISSING: not written yet") == len(EVERY)
    assert told.endswith(f"\n0 of {len(EVERY)} functions are collected.\n")


def test_damaged_notebooks_are_named(tmp_path):
    others = {
        "01_convolution": sample.not_json,
        "05_backward_convolution": lambda m: b"\xff\xfe\x00",
        "06_backward_rest": lambda m: b"[1, 2]",
        "04_backpropagation": lambda m: b'{"cells": 3}',
    }
    found = collected(hand_in(tmp_path, **others))
    notes = " ".join(found.notes)
    for home in others:
        assert f"{home}.ipynb cannot be read as a notebook and was left out: save or " in notes
    told = "04_backpropagation.ipynb cannot be read, see below"
    assert found.missing["relu_backward"] == told
    assert "conv2d_by_matrix" in found.taken


def test_a_cell_that_is_not_python_is_named(tmp_path):
    path = notebook(tmp_path / "a.ipynb", "def relu_backward(dout, cache:\n    return dout")
    found = collected(path)
    told = found.missing["relu_backward"]
    assert told.startswith("line 1 of its cell is not valid Python: ") and "(a.ipynb)" in told


def test_an_empty_folder_and_a_missing_one_are_named(tmp_path):
    (tmp_path / "empty").mkdir()
    found = collected(tmp_path / "empty", tmp_path / "nowhere")
    assert found.notes == [
        f'There is no file or folder "{tmp_path / "nowhere"}".',
        f'There are no notebooks in "{tmp_path / "empty"}", "{tmp_path / "nowhere"}".',
    ]


def test_nothing_runs_and_magics_do_not_matter(tmp_path):
    path = notebook(
        tmp_path / "b.ipynb",
        "%matplotlib inline\n!rm -rf /\n%%time",
        "import os, numpy as np\nos._exit(1)\nSCALE = 1.0  # a constant of mine",
        "@str\ndef other():\n    pass\n\ndef helper(x):\n    return np.where(x > 0, SCALE, 0)",
        'def relu_backward(dout, cache):\n    """Say\n    much."""\n    # mine\n'
        "    (x,) = cache\n    return dout * helper(x)",
    )
    found = collected(path)
    assert found.taken == {"relu_backward": "b.ipynb"}
    assert found.source.startswith(
        "import numpy as np\n\n\n# From b.ipynb\n\n\nSCALE = 1.0\n\n\n"
        "def helper(x):\n    return np.where(x > 0, SCALE, 0)\n\n\n"
        "def relu_backward(dout, cache):\n    # mine\n    (x,) = cache\n"
    )
    assert "os" not in found.source and "other" not in found.source


def test_helpers_of_one_name_that_differ_are_named(tmp_path):
    first = notebook(
        tmp_path / "04_backpropagation.ipynb",
        "def mask(x):\n    return x > 0",
        "def relu_backward(dout, cache):\n    return dout * mask(cache[0])",
    )
    second = notebook(
        tmp_path / "06_backward_rest.ipynb",
        "def mask(x):\n    return x == x.max()",
        "def max_pool2d_backward(dout, cache):\n    return mask(dout)",
        "def avg_pool2d_backward(dout, cache):\n    return dout",
    )
    found = collected(first, second)
    assert set(found.taken) == {"relu_backward", "avg_pool2d_backward"}
    assert found.missing["max_pool2d_backward"] == (
        "its `mask` differs from that of 04_backpropagation.ipynb: rename one of the two, then "
        "collect again"
    )
    assert found.source.count("def mask") == 1
    notebook(
        second,
        "def mask(x):\n    return x > 0",
        "def max_pool2d_backward(dout, cache):\n    return mask(dout)",
    )
    assert "max_pool2d_backward" in collected(first, second).taken


def test_the_notebook_that_asks_for_it_and_then_the_newest_wins(tmp_path):
    def write(name, text, age):
        path = notebook(tmp_path / name, f"def relu_backward(dout, cache):\n    return {text}")
        os.utime(path, (10**9 - age, 10**9 - age))
        return path

    old = write("04_backpropagation.ipynb", "dout", 9)
    new = write("04_backpropagation (1).ipynb", "dout * 1", 5)
    write("06_backward_rest.ipynb", "dout * 2", 1)
    found = collected(tmp_path)
    assert "return dout * 1" in found.source
    (note,) = found.notes
    assert note.startswith(f"relu_backward is taken from {new}; another one is in {old}, ")


def test_an_earlier_place_comes_before_a_newer_copy(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for age, folder in enumerate((there, here)):
        folder.mkdir()
        path = folder / "04_backpropagation.ipynb"
        notebook(path, f"def relu_backward(dout, cache):\n    return dout * {age}")
        os.utime(path, (10**9 - age, 10**9 - age))
    found = collected(here, there)
    assert "return dout * 1" in found.source
    assert found.taken == {"relu_backward": str(here / "04_backpropagation.ipynb")}
    assert f"# From {here}" in found.source
    assert "return dout * 0" in collected(there, here).source
    assert "return dout * 0" in collected(tmp_path).source  # one place: the newest counts


def test_a_helper_that_is_nowhere_is_named(tmp_path):
    path = notebook(
        tmp_path / "04_backpropagation.ipynb",
        "def relu_backward(dout, cache):\n    return mask(dout) * len(cache) * np.ones(1)",
    )
    told = "relu_backward uses `mask` and `np`, which 04_backpropagation.ipynb does not define."
    assert collected(path).notes == [told]


def test_own_copies_and_checkpoints_are_left_out(tmp_path):
    hidden = tmp_path / ".ipynb_checkpoints"
    hidden.mkdir()
    code = "def relu_backward(dout, cache):\n    return dout"
    notebook(hidden / "04_backpropagation-checkpoint.ipynb", code)
    notebook(tmp_path / f"{OWN}.ipynb", code)
    assert not collected(tmp_path).taken


def test_the_text_can_be_loaded_into_a_cell(tmp_path, capsys):
    """By `%load found.source`, which IPython documents."""
    found = collect(hand_in(tmp_path))
    told = capsys.readouterr().out
    assert re.search(r"^04_backpropagation +relu_backward +04_backpropagation.ipynb$", told, re.M)
    assert told.endswith(f"\n{len(EVERY)} of {len(EVERY)} functions are collected.\n")
    shell = InteractiveShell.instance()
    shell.user_ns["found"] = found
    try:
        assert shell.find_user_code("found.source") == found.source
    finally:
        InteractiveShell.clear_instance()
    names = [one.name for one in ast.parse(found.source).body if isinstance(one, ast.FunctionDef)]
    assert names[-1] == "my_functions"
