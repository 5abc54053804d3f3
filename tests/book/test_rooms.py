"""The parts of the package that a page's cells can reach: only their changes outdate results."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from course.rooms import Rooms, named_rooms

PACKAGE = Path(__file__).resolve().parents[2] / "cnncourse"
ALL = {"data", "layers", "models"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import numpy as np", set()),
        ("import cnncourse.layers.conv", {"layers"}),
        ("from cnncourse import data, models as m", {"data", "models"}),
        ("from cnncourse.layers.conv.loops import pad2d", {"layers"}),
        ("def f():\n    from cnncourse.data import digits", {"data"}),
        ('load("cnncourse.models.families")', {"models"}),
        ('def f():\n    """As cnncourse.data."""', set()),
        ("from cnncourse import *", ALL),
        ("import cnncourse_other.layers", set()),
    ],
)
def test_rooms_that_code_names(code, expected):
    assert named_rooms(code, ALL) == expected


@pytest.fixture
def package(tmp_path):
    """Make a package of four rooms; models uses layers and reads its own table."""
    folder = tmp_path / "cnncourse"
    for name, text in {
        "__init__.py": "",
        "torch_nn.py": "import torch\n",
        "layers/__init__.py": "import numpy\n",
        "models/__init__.py": "def f():\n    from cnncourse.layers import x\n",
        "models/table.csv": "a,b\n",
        "data/__init__.py": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_rooms_are_reached_through_other_rooms(package):
    rooms = Rooms(package)
    assert rooms.reached("from cnncourse import models") == {"__init__", "models", "layers"}
    assert rooms.reached("import cnncourse") == {"__init__"}
    assert rooms.reached("import numpy") == set()
    files = [path.name for path in rooms.files_of({"models", "torch_nn"})]
    assert files == ["__init__.py", "table.csv", "torch_nn.py"]


@pytest.mark.parametrize("code", ["import subprocess", "exec(x)", "%run a.py", "a = 1\n!ls"])
def test_cells_that_may_start_any_code_reach_everything(package, code):
    assert Rooms(package).reached(code) == {"__init__", "torch_nn", "layers", "models", "data"}


@pytest.mark.parametrize("room", ["layers", "models", "train", "runs", "experiments", "data"])
def test_no_room_of_the_course_loads_one_that_it_does_not_name(room):
    """Everything that Python loads for a room must be found by reading its files."""
    program = f"import sys, cnncourse.{room}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[1] for name in done.stdout.split() if name.startswith("cnncourse.")}
    assert room in loaded
    assert loaded <= Rooms(PACKAGE).reached(f"import cnncourse.{room}")
