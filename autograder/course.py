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
    """Find the folder that holds `solutions/`: the package's own, or one above the working one.

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
        """Make the folder and the configuration through which nbgrader finds the autograder.

        Raises
        ------
        CourseError
            If a folder is not writable, or the configuration does not plug in the autograder.
        """
        steps = (self.root / step for step in ("release", "autograded", "feedback"))
        for folder in (self.root, *steps):
            if folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
                raise CourseError(f"the folder {folder} is not writable")
        path = self.root / "nbgrader_config.py"  # written once: it then belongs to the instructor
        if not path.exists():
            if self.release_list.exists():
                told = f"{path} was missing; a new one was written, without its settings, such as"
                print(f"{told} late penalties: put a copy of the old one back", file=sys.stderr)
            write_atomically(path, CONFIG.encode())
        elif "autograder.nbgrader_config" not in path.read_text(encoding="utf-8"):
            raise CourseError(f"{path} does not plug in the autograder; put at its top: {PLUG}")
        find_alembic()

    @contextlib.contextmanager
    def alone(self, *, shared=False):
        """Lock the course folder, so that no second run writes into it.

        The lock ends with this process at the latest.

        Parameters
        ----------
        shared : bool
            Allow others who share the lock: `nbgrader autograde` for several students.

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
                    f"another `grade` or `release` is running in {self.root}, or `nbgrader "
                    "autograde` is: wait for it"
                ) from error
            yield

    @property
    def database(self):
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def released(self):
        """List the names of the released assignments, sorted."""
        return sorted(path.parent.name for path in self.root.glob("release/*/*.ipynb"))

    def handed_in(self):
        """List the names in `submitted/`, sorted; hidden ones are no students'.

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
        """Find what was submitted for an assignment: a folder, or whatever lies in its place.

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
        """File of fingerprints of the released notebooks, as they were written."""
        return self.root / "released.json"

    @property
    def older_list(self):
        """File of what every release gave to students; see `submissions.older_releases`."""
        return self.root / "older_releases.json"

    def older_releases(self, assignment):
        """Return the records of an assignment's releases.

        Raises
        ------
        CourseError
            If they are lost.
        """
        records = read_json(self.older_list, {}).get(assignment, [])
        if not records:
            raise CourseError(
                f"{self.older_list} does not know the release of {assignment}: put a copy of it "
                "back, or run `python -m autograder release` (students with an earlier release "
                "then read that its cells were restored)"
            )
        return records

    @property
    def sample_list(self):
        """File of fingerprints of the sample class's submissions, which may be overwritten."""
        return self.root / "sample_class.json"

    def is_sample(self, submission):
        """Say whether a submission, as bytes, belongs to the course's own sample class."""
        return fingerprint(submission) in read_json(self.sample_list, [])


def may_exist(place):
    """Say whether something is at a path, or may be, in a folder that is not readable."""
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
        If the file is not JSON, or holds another type than `otherwise`.
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
    """Write bytes to a temporary file, then move it into place, so that no half file is left.

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
    """Put this Python's scripts on PATH: nbgrader starts `alembic` when it makes a gradebook."""
    scripts = str(Path(sys.executable).parent)
    if scripts not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([scripts, os.environ.get("PATH", "")])
