"""A new architecture is one new file; these tests add some to a copy of the package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cnncourse import models
from cnncourse.models import families

PACKAGE = Path(families.__file__).parents[2]
FAMILY = '''
"""A network for the tests."""

__all__ = ["tiny", "tiny_wide"]


def tiny(nn, *, num_classes=10, in_channels=3, image_size=8, width=1.0):
    """Build it."""
    return nn.Sequential(flatten=nn.Flatten(), fc=nn.Linear(192, num_classes))


def tiny_wide(nn, *, num_classes=10, in_channels=3, image_size=8, width=2.0):
    """Build it twice as wide."""
    return tiny(nn, num_classes=num_classes)


def helper():
    """This is not a model."""
'''
ASK = """
from cnncourse import blueprint, models
from cnncourse.models import tiny
assert models.find("tiny") is models.tiny is tiny and models.image_size("tiny") == 8
print(blueprint.summarize(tiny(blueprint), (3, 8, 8)).parameters, *models.names())
"""


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the package for new files, and a function that runs a program with it."""
    shutil.copytree(PACKAGE, tmp_path / "cnncourse", ignore=shutil.ignore_patterns("__pycache__"))

    def run(program):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-c", program]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=environment
        )

    return tmp_path / "cnncourse/models", run


def test_a_file_is_found_and_comes_last_until_the_table_has_its_rows(copy):
    folder, run = copy
    (folder / "families/tiny.py").write_text(FAMILY)
    result = run(ASK)
    assert result.stderr == ""
    parameters, *names = result.stdout.split()
    assert parameters == "1930"
    assert names == [*models.names(), "tiny", "tiny_wide"]

    table = folder / "published.csv"
    head, rest = table.read_text().split("\n", 1)
    table.write_text(f"{head}\ntiny_wide,,MNIST,3x8x8,1930,1920,,,,,by hand\n{rest}")
    assert run(ASK).stdout.split()[1:] == ["tiny", "tiny_wide", *models.names()]


def test_two_files_with_the_same_model_raise_an_error(copy):
    folder, run = copy
    (folder / "families/tiny.py").write_text(FAMILY.replace("tiny_wide", "vgg16"))
    result = run("import cnncourse.models")
    assert "both name a model vgg16" in result.stderr
    assert "families.vggs and" in result.stderr and "families.tiny" in result.stderr


def test_names_are_ordered_by_family_and_size():
    assert models.names()[:5] == [
        *("lenet5", "lenet5_1998", "alexnet", "alexnet_two_groups", "alexnet_torchvision")
    ]
    assert models.names()[5] == "vgg11" and models.names()[-2:] == ["resnet110", "resnet9"]
    assert models.names().index("resnet152") + 1 == models.names().index("plain20")
