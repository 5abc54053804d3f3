"""Where things stand: the project, nbgrader's course folder, what is kept beside the gradebook."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.submissions.needed_cells import needed, theirs
from autograder.submissions.syntax import parse
from cnncourse.common.files import replacing

if TYPE_CHECKING:  # a tenth of a second, which most commands need not wait for
    from nbformat import NotebookNode

METADATA = "cnncourse"  # our key in a notebook's metadata
PLUG = "from autograder.nbgrader_config import configure; configure(get_config())"
CONFIG = f"""# This line plugs the course's autograder into nbgrader; put your settings below it.
{PLUG}
c = get_config()
"""


class CourseError(Exception):
    """Something that the person at the keyboard can repair; the one-line message says how."""


def in_one_line(error):
    """Say what went wrong; SQLAlchemy's own words, or a student's, may be a page."""
    text = str(getattr(error, "orig", None) or error).strip() or "no message"
    first = text.splitlines()[0]
    return first if isinstance(error, CourseError) else f"{type(error).__name__}: {first}"


def project_root():
    """Find the folder that holds `solutions/`: that of the package, else the working directory's.

    Raises
    ------
    CourseError
        If neither the package nor the working directory belongs to a checkout of the course.
    """
    here = Path.cwd()
    for folder in (Path(__file__).resolve().parents[1], here, *here.parents):
        if (folder / "solutions").is_dir() and (folder / "autograder").is_dir():
            return folder
    raise CourseError(
        f"no solutions/ folder in {here} or above it: run this in the course's folder"
    )


@dataclass(frozen=True)
class Bundle:
    """All that grading one assignment needs, besides a submission.

    Attributes
    ----------
    assignment : str
    release : NotebookNode
        The released notebook, skeleton of every graded one.
    seed : int
        Draws the secret cases.
    """

    assignment: str
    release: NotebookNode
    seed: int

    def to_bytes(self):
        """Write the bundle as bytes, the same for the same bundle; `from_bytes` reads them."""
        return json.dumps(asdict(self), sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content):
        """Read a bundle that `to_bytes` wrote."""
        from nbformat import from_dict

        fields = json.loads(content)
        return cls(**fields | {"release": from_dict(fields["release"])})

    @cached_property
    def provides(self):
        """Modules that the answers may build on."""
        return list(self.release.metadata.get(METADATA, {}).get("provides", []))

    @cached_property
    def preload(self):
        """Modules that the released notebook's own cells import, where they run for a grade."""
        codes = [cell for cell in self.release.cells if cell.cell_type == "code"]
        found = set()
        for cell, runs in zip(codes, needed(codes, self.points), strict=True):
            if runs and not theirs(cell):
                found |= imported(cell.source)
        return sorted(found)

    @cached_property
    def points(self):
        """Points of every check, by name, in the notebook's order."""
        marks = (cell.metadata.get("nbgrader", {}) for cell in self.release.cells)
        return {mark["grade_id"]: float(mark["points"]) for mark in marks if mark.get("grade")}


def imported(source):
    """Name the modules that a cell imports; a cell that is not plain Python imports none."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:  # a magic
        return set()
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {node.module for node in nodes if isinstance(node, ast.ImportFrom)}


class Course:
    """nbgrader's course folder.

    Parameters
    ----------
    root : Path
        Holds `source/ release/ submitted/ autograded/ feedback/` and `gradebook.db`.
    """

    def __init__(self, root):
        self.root = Path(root).resolve()

    def folder(self, step, assignment, student="."):
        return self.root / step / student / assignment

    def prepare(self):
        """Make the folder and the configuration through which nbgrader finds the autograder."""
        steps = (self.root / step for step in ("release", "autograded", "feedback"))
        for folder in (self.root, *steps):
            if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
                raise CourseError(f"the folder {folder} cannot be written")
        path = self.root / "nbgrader_config.py"  # written once: the instructor's from then on
        if not path.exists():
            write_atomically(path, CONFIG.encode())
        elif "autograder.nbgrader_config" not in path.read_text(encoding="utf-8"):
            raise CourseError(f"{path} does not plug in the autograder; put at its top: {PLUG}")
        find_alembic()

    @contextlib.contextmanager
    def alone(self):
        """Hold the course folder, so that no second run writes into it; ends with this process.

        Raises
        ------
        CourseError
            If another process holds it.
        """
        import fcntl

        path = self.root / "verdicts" / ".lock"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with open(path, "wb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CourseError(
                    f"another `grade` or `release` is at work in {self.root}: wait for it"
                ) from error
            yield

    @property
    def database(self):
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def released(self):
        """Names of the released assignments, sorted."""
        return sorted(path.parent.name for path in self.root.glob("release/*/*.ipynb"))

    def submissions(self, assignment):
        """Folders that students handed in for an assignment, by student, sorted."""
        found = self.root.glob(f"submitted/*/{assignment}")
        return {path.parent.name: path for path in sorted(found) if path.is_dir()}

    def bundle(self, assignment):
        """Read what grading an assignment needs.

        Raises
        ------
        CourseError
            If the assignment has not been released.
        """
        import nbformat

        path = self.folder("release", assignment) / f"{assignment}.ipynb"
        if not path.is_file():
            known = ", ".join(self.released()) or "none"
            raise CourseError(
                f"{assignment} is not released in {self.root} (released: {known}): "
                "run `python -m autograder release` first"
            )
        try:
            release = nbformat.read(path, as_version=4)
        except (ValueError, AttributeError) as error:
            raise CourseError(f"{path} is damaged: run `python -m autograder release`") from error
        return Bundle(assignment, release, self.seed(assignment))

    def seed(self, assignment):
        """Return the secret seed of an assignment, drawn once and kept beside the gradebook."""
        path = self.root / "seeds.json"
        seeds = read_json(path, {})
        if assignment not in seeds:
            seeds[assignment] = secrets.randbits(48)
            write_atomically(path, json.dumps(seeds, indent=1).encode(), mode=0o600)
        if type(seeds[assignment]) is not int:
            raise CourseError(f"{path} is damaged: the seed of {assignment} is not a whole number")
        return seeds[assignment]

    @property
    def release_list(self):
        """Fingerprints of the released notebooks, as they were written."""
        return self.root / "released.json"

    @property
    def sample_list(self):
        """Fingerprints of the sample class's files, which may be written anew."""
        return self.root / "sample_class.json"

    def is_sample(self, submission):
        """Say whether bytes that were handed in are those of the course's own sample class."""
        return fingerprint(submission) in read_json(self.sample_list, [])


def read_json(path, otherwise):
    """Read a JSON file, or return `otherwise` when there is none."""
    if not path.exists():
        return otherwise
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CourseError(f"{path} is damaged: {error}") from error
    if type(found) is not type(otherwise):
        form = {dict: "object", list: "list"}[type(otherwise)]
        raise CourseError(f"{path} is damaged: it should hold a JSON {form}")
    return found


def fingerprint(content):
    return hashlib.sha256(content).hexdigest()


def write_atomically(path, content, *, mode=0o644):
    """Write bytes to a temporary name, then move them into place: never half a file.

    Raises
    ------
    CourseError
        If the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, mode=mode) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise CourseError(f"cannot write {path}: {error.strerror}") from error


def find_alembic():
    """Put this Python's scripts on PATH: nbgrader starts `alembic` when it makes a gradebook."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
