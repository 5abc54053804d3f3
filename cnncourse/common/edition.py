"""Which edition of the course is running, and which one a notebook was made with.

The first code cell of every notebook comes from `install_cell`. On Colab it installs the commit
that made the notebook; everywhere it calls `expect`, which says so if another one is running.
An edition is a version and, where pip recorded it, a commit. An editable installation and a plain
checkout have no fixed commit, so there only the version counts.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
VERSION = sys.modules["cnncourse"].__version__  # this room imports nothing, not even the package

CELL = """\
# On Colab this installs the course. On your own computer choose the kernel of the environment
# in which the course is installed.
import importlib.util
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("cnncourse") is None:
    %pip install --quiet "{requirement}"

from cnncourse.common.edition import expect

expect({arguments})"""


class TorchMissing(ImportError):
    """A notebook needs PyTorch; a notebook shows the message alone, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


def install_cell(repository, sources, commit=None):
    """Write the first code cell of a notebook.

    Parameters
    ----------
    repository : str
        The address that pip can clone.
    sources : iterable of str
        The notebook's code cells: one that mentions torch makes the first cell ask for it.
    commit : str or None
        Which commit Colab installs; None takes the newest.

    Returns
    -------
    str
    """
    arguments = [f'"{VERSION}"']
    arguments += [f'"{commit}"'] if commit else []
    arguments += ["torch=True"] if any("torch" in source for source in sources) else []
    at = f"@{commit}" if commit else ""
    requirement = f"cnncourse @ git+{repository}{at}"
    return CELL.format(requirement=requirement, arguments=", ".join(arguments))


def expect(version, commit=None, *, torch=False):
    """Print a line if a notebook was made with another edition than the one that is running.

    Parameters
    ----------
    version : str
    commit : str or None
        None where it was unknown.
    torch : bool
        Whether the notebook needs PyTorch.

    Raises
    ------
    TorchMissing
        If it needs PyTorch, which is not installed.
    """
    running = installed_commit()
    other_commit = commit and running and commit != running
    if version != VERSION or other_commit:
        print(
            f"This notebook was made with cnncourse {_named(version, commit)}, and "
            f"{_named(VERSION, running)} is running. If something does not fit, install the "
            "edition that this cell names and restart the kernel."
        )
    if torch and importlib.util.find_spec("torch") is None:
        raise TorchMissing(
            "This notebook needs PyTorch, which is not installed. Run `%pip install torch` in a "
            "cell, restart the kernel and begin again (pytorch.org/get-started has smaller builds)."
        )


def _named(version, commit):
    return f"{version} ({commit[:7]})" if commit else version


def own_commit():
    """Find the commit of this package, for notebooks that are made with it.

    Returns
    -------
    str or None
        What pip recorded; of a checkout the last commit that changed the package. None where
        there is neither.
    """
    return installed_commit() or checkout_commit(PACKAGE.parent)


@functools.cache
def installed_commit():
    """Read the commit that pip recorded when it installed this package from a repository.

    Returns
    -------
    str or None
        None for an editable installation, a package index or a plain folder.
    """
    try:
        found = metadata.distribution("cnncourse")
    except metadata.PackageNotFoundError:
        return None
    if Path(found.locate_file("cnncourse")).resolve() != PACKAGE:  # another copy is running
        return None
    return recorded_commit(found.read_text("direct_url.json"))


def recorded_commit(text):
    """Read a commit from pip's record of a direct installation.

    Parameters
    ----------
    text : str or None
        The file `direct_url.json` of an installed distribution (PEP 610).

    Returns
    -------
    str or None
    """
    return json.loads(text or "{}").get("vcs_info", {}).get("commit_id")


@functools.cache
def checkout_commit(folder):
    """Find the last commit of a checkout that changed the package.

    Other commits do not count, so that a notebook changes only if the package does.

    Parameters
    ----------
    folder : Path
        The root of the checkout.

    Returns
    -------
    str or None
        None if it is not a checkout, or if there is no git.
    """
    command = ["git", "-C", str(folder), "log", "-1", "--format=%H"]
    try:
        done = subprocess.run(
            [*command, "--", "cnncourse", "pyproject.toml"], capture_output=True, text=True
        )
    except OSError:
        return None
    return done.stdout.strip() or None
