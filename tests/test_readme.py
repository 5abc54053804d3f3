"""Everything that the README and the Makefile mention must exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_file_that_the_readme_links_exists():
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    for link in links:
        assert (ROOT / link).is_file(), link


def test_every_folder_and_file_of_the_table_exists():
    table = README.split("## What is inside")[1].split("```")[0]
    paths = re.findall(r"`([\w/.]+(?:/|\.py))`", table)
    assert len(paths) >= 8
    for path in paths:
        inside_package = ROOT / "cnncourse" / path
        assert (ROOT / path).exists() or inside_package.exists(), path


def test_the_code_of_the_readme_runs():
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL).group(1)
    statement, expected = code.strip().splitlines()[-1].split("  # ")
    namespace = {}
    exec(code, namespace)
    assert str(eval(statement, namespace)) == expected.split(",")[0]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_help_lists_the_targets():
    text = subprocess.run(
        ["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    wanted = "book serve notebooks release grade solutions bench lint clean test"
    for target in wanted.split():
        assert re.search(rf"^make {target} ", text, re.MULTILINE), target


def test_every_required_package_is_pinned():
    asked = re.findall(r'"([A-Za-z0-9_.-]+)[><=]', (ROOT / "pyproject.toml").read_text("utf-8"))
    pins = (ROOT / "requirements.txt").read_text("utf-8").lower().replace("_", "-")
    for name in set(asked) - {"setuptools"}:
        assert f"\n{name.lower()}==" in pins, name
