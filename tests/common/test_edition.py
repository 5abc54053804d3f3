"""Which edition of the course a notebook was made with, and which one is running."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from cnncourse.common import edition

ROOT = Path(__file__).resolve().parents[2]
COMMIT, OTHER = "a" * 40, "b" * 40
RECORD = json.dumps({"url": "https://x/y", "vcs_info": {"vcs": "git", "commit_id": COMMIT}})
EDITABLE = json.dumps({"url": "file:///y", "dir_info": {"editable": True}})


@pytest.fixture
def running(monkeypatch):
    """Set the commit that pip recorded for the running package, or None."""

    def pretend(commit):
        monkeypatch.setattr(edition, "installed_commit", lambda: commit)

    return pretend


@pytest.mark.parametrize("commit", [COMMIT, None])
def test_the_same_edition_says_nothing(running, capsys, commit):
    running(commit)
    edition.expect(edition.VERSION, COMMIT)
    edition.expect(edition.VERSION)
    assert capsys.readouterr().out == ""


def test_another_commit_is_told_in_one_line(running, capsys):
    running(OTHER)
    edition.expect(edition.VERSION, COMMIT)
    told = capsys.readouterr().out
    assert told.count("\n") == 1
    assert f"made with cnncourse {edition.VERSION} (aaaaaaa), and" in told
    assert f"and {edition.VERSION} (bbbbbbb) is running" in told


def test_another_version_is_told_even_in_a_checkout(running, capsys):
    running(None)
    edition.expect("0.0.9", COMMIT)
    assert f"0.0.9 (aaaaaaa), and {edition.VERSION} is running" in capsys.readouterr().out


def test_a_notebook_that_needs_torch_says_how_to_install_it(running, monkeypatch):
    running(None)
    edition.expect(edition.VERSION, torch=True)
    monkeypatch.setattr(edition.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(edition.TorchMissing, match="Run `%pip install torch`") as caught:
        edition.expect(edition.VERSION, torch=True)
    assert caught.value._render_traceback_() == [str(caught.value)]
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("text", "commit"), [(RECORD, COMMIT), (EDITABLE, None), (None, None)])
def test_pips_record_gives_the_commit(text, commit):
    assert edition.recorded_commit(text) == commit


def test_a_package_that_pip_installed_somewhere_else_does_not_count(monkeypatch):
    class Elsewhere:
        def locate_file(self, name):
            return Path("/elsewhere", name)

        def read_text(self, name):
            return RECORD

    monkeypatch.setattr(edition.metadata, "distribution", lambda name: Elsewhere())
    assert edition.installed_commit.__wrapped__() is None
    monkeypatch.setattr(Elsewhere, "locate_file", lambda self, name: edition.PACKAGE)
    assert edition.installed_commit.__wrapped__() == COMMIT


def git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", "-C", str(folder), *identity, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_checkout_gives_the_last_commit_that_changed_the_package(tmp_path):
    assert edition.checkout_commit(tmp_path) is None  # not a checkout
    git(tmp_path, "init", "--quiet")
    for name in ("cnncourse/a.py", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
        git(tmp_path, "add", name)
        git(tmp_path, "commit", "--quiet", "--message", name)
    edition.checkout_commit.cache_clear()
    assert edition.checkout_commit(tmp_path) == git(tmp_path, "rev-parse", "HEAD~1")


def test_without_git_there_is_no_commit(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert edition.checkout_commit.__wrapped__(ROOT) is None


def test_the_first_cell_installs_the_commit_that_made_the_notebook():
    cell = edition.install_cell("https://x/y", ["import numpy"], COMMIT)
    assert f'%pip install --quiet "cnncourse @ git+https://x/y@{COMMIT}"' in cell
    assert cell.endswith(f'expect("{edition.VERSION}", "{COMMIT}")')
    newest = edition.install_cell("https://x/y", [])
    assert '"cnncourse @ git+https://x/y"' in newest
    assert newest.endswith(f'expect("{edition.VERSION}")')


def test_it_asks_for_torch_where_a_cell_uses_it():
    for source in ("import torch", 'runs.Request(engine="torch")'):
        cell = edition.install_cell("https://x/y", ["a = 1", source], COMMIT)
        assert cell.endswith(f'"{COMMIT}", torch=True)')


def test_colab_keeps_its_own_numpy_and_torch():
    """What pip installs with the course has no upper limit on NumPy, and torch is an extra."""
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[project.optional")[0]
    assert '"numpy>=1.26",' in lines and "torch" not in lines


def test_the_version_is_the_same_everywhere():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f'version = "{edition.VERSION}"' in project
    assert f"## [{edition.VERSION}]" in changes
