"""The project's folder, nbgrader's course folder, and what is kept beside the gradebook."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path

from cnncourse.common.files import replacing
from cnncourse.common.words import one_line

METADATA = "cnncourse"  # our key in a notebook's metadata
PLUG = "from autograder.nbgrader_config import configure; configure(get_config())"
CONFIG = f"""# This line plugs the course's autograder into nbgrader; put your settings below it.
{PLUG}
c = get_config()
"""


class CourseError(Exception):
    """A problem that the user can fix; the one-line message says how."""


def in_one_line(error):
    """Describe an error in one line; SQLAlchemy's message, or a student's, may fill a page."""
    text = str(getattr(error, "orig", None) or error).strip() or "no message"
    if isinstance(error, CourseError):
        return text.splitlines()[0]
    return f"{type(error).__name__}: {one_line(text.splitlines()[0])}"


def project_root():
    """Find the checkout of the course: the package's own, or the one we are working in.

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
        f"no solutions/ folder in {here} or above it: run this inside a checkout of the course"
    )


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
        """Create the folder, with the configuration file that plugs the autograder into nbgrader.

        Raises
        ------
        CourseError
            If a folder is not writable, or the configuration does not plug in the autograder.
        """
        steps = (self.root / step for step in ("release", "autograded", "feedback"))
        for folder in (self.root, *steps):
            if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
                raise CourseError(f"the folder {folder} is not writable")
        path = self.root / "nbgrader_config.py"  # written once; from then on the instructor's
        if not path.exists():
            if self.release_list.exists():
                told = f"{path} was missing; a default one was written. Restore your copy if it had"
                print(f"{told} settings of yours, such as late penalties", file=sys.stderr)
            write_atomically(path, CONFIG.encode())
        elif "autograder.nbgrader_config" not in path.read_text(encoding="utf-8"):
            raise CourseError(f"{path} does not plug in the autograder; add at its top: {PLUG}")
        find_alembic()

    @contextlib.contextmanager
    def locked(self, *, shared=False):
        """Lock the course folder, so that no other run writes into it at the same time.

        The lock is released when this process ends, if not before.

        Parameters
        ----------
        shared : bool
            Allow others to share the lock: `nbgrader autograde` for several students.

        Raises
        ------
        CourseError
            If another process holds the lock.
        """
        import fcntl

        path = self.root / "verdicts" / ".lock"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with open(path, "wb") as file:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CourseError(
                    f"another `grade`, `release` or `nbgrader autograde` is running in "
                    f"{self.root}: wait until it has finished"
                ) from error
            yield

    @property
    def database(self):
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def released(self):
        """List the names of the released assignments, sorted."""
        return sorted(path.parent.name for path in self.root.glob("release/*/*.ipynb"))

    def handed_in(self):
        """List the names in `submitted/`, sorted, without hidden ones.

        Raises
        ------
        CourseError
            If it cannot be read.
        """
        above = self.root / "submitted"
        try:
            return sorted(name for name in os.listdir(above) if not name.startswith("."))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CourseError(f"{above} cannot be read: {error.strerror}") from error

    def submissions(self, assignment):
        """Find what was submitted for an assignment: a folder, or whatever is in its place.

        Returns
        -------
        dict of str to Path
            By student, sorted.
        """
        places = {name: self.folder("submitted", assignment, name) for name in self.handed_in()}
        return {name: place for name, place in places.items() if may_exist(place)}

    def released_notebook(self, assignment):
        """Read the released notebook of an assignment.

        Returns
        -------
        NotebookNode

        Raises
        ------
        CourseError
            If the assignment has not been released, or its notebook is damaged.
        """
        import nbformat

        path = self.folder("release", assignment) / f"{assignment}.ipynb"
        if not path.is_file():
            names = ", ".join(self.released()) or "none"
            raise CourseError(
                f"{assignment} is not released in {self.root} (released: {names}): "
                "run `python -m autograder release` first"
            )
        try:
            return nbformat.read(path, as_version=4)
        except (ValueError, AttributeError) as error:
            raise CourseError(f"{path} is damaged: run `python -m autograder release`") from error

    @property
    def release_list(self):
        """File with the fingerprints of the released notebooks, as they were written."""
        return self.root / "released.json"

    @property
    def older_list(self):
        """File that records what students got in each release: `submissions.older_releases`."""
        return self.root / "older_releases.json"

    def older_releases(self, assignment):
        """Return the records of an assignment's releases.

        Raises
        ------
        CourseError
            If they are missing.
        """
        records = read_json(self.older_list, {}).get(assignment, [])
        if not records:
            raise CourseError(
                f"{self.older_list} has no record of the release of {assignment}: restore a copy, "
                "or run `python -m autograder release` (students who worked on an earlier release "
                "will then be told that its cells were restored)"
            )
        return records

    @property
    def sample_list(self):
        """File with the fingerprints of sample submissions, which may be overwritten."""
        return self.root / "sample_class.json"

    def is_sample(self, submission):
        """Return whether a submission, as bytes, belongs to the course's own sample class."""
        return fingerprint(submission) in read_json(self.sample_list, [])


def may_exist(place):
    """Return whether something exists at a path, or might, if its folder is not readable."""
    try:
        place.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def read_json(path, otherwise):
    """Read a JSON file, or return `otherwise` if the file is missing.

    Raises
    ------
    CourseError
        If the file is not JSON, or does not hold the same type as `otherwise`.
    """
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
    """Write bytes to a temporary file, then move it into place: never half a file.

    Raises
    ------
    CourseError
        If the folder is not writable.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path, mode=mode) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise CourseError(f"cannot write {path}: {error.strerror}") from error


def find_alembic():
    """Put this Python's scripts on PATH: nbgrader runs `alembic` when it creates a gradebook."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
