"""The student's guide shows what its commands and checks really print."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest
from contents import ROOT, source

from cnncourse.checks import names, progress
from cnncourse.checks.notebook import check_among
from cnncourse.layers.conv.loops import output_size

GUIDE = source("reference/guide")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)\n```$", GUIDE, re.M | re.S)
SHOWN = [text for kind, text in BLOCKS if kind == "none"]
COMMANDS = [line for kind, text in BLOCKS if kind == "" for line in text.splitlines()]
SIGNATURE = "def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):\n    "


def written(source):
    """Define what a student's cell defines."""
    variables = {}
    exec(source, variables)
    return variables


TRIED = next(text for kind, text in BLOCKS if kind == "python")
RIGHT = inspect.getsource(output_size)


@pytest.mark.parametrize(
    "answer",
    [SIGNATURE + "raise NotImplementedError()", SIGNATURE + TRIED, RIGHT],
    ids=["unwritten", "wrong", "right"],
)
def test_the_guide_shows_what_the_check_prints(answer):
    assert check_among(written(answer), "output_size").message in SHOWN


def test_the_guide_shows_what_progress_prints(capsys):
    shown = next(text for text in SHOWN if "exercises pass" in text)
    rows = re.findall(r"^  (\w+) +. \d of (\d)", shown, re.M)
    points = {name: int(worth) for name, worth in rows}
    assert set(points) == set(names("01_convolution"))
    variables = written(RIGHT) | {"progress": progress, "points": points}
    exec("progress(points)", variables)
    assert capsys.readouterr().out.rstrip("\n") == shown


def test_no_line_of_an_output_is_cut_on_a_page():
    assert max(len(line) for text in SHOWN for line in text.splitlines()) <= 80


def test_the_release_says_what_the_guide_shows(tmp_path):
    release = next(line for line in COMMANDS if line.endswith("-m autograder release"))
    command = [sys.executable, *release.split()[1:], "--course", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    told = done.stdout.replace(str(tmp_path), "_build/course").splitlines()
    shown = next(text for text in SHOWN if text.startswith("built")).splitlines()
    assert set(shown) <= set(told)
    copied = next(line for line in COMMANDS if line.startswith("cp ")).split()[1]
    assert (tmp_path / copied.removeprefix("_build/course/")).is_file()


def test_the_guide_installs_what_the_package_offers():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    install = next(line for line in COMMANDS if "pip install" in line)
    extra = re.search(r"\[(\w+)\]", install)[1]
    assert re.search(rf"^{extra} = \[", project, re.M)
    assert 'requires-python = ">=3.10"' in project and "Python 3.10 to 3.13" in GUIDE
