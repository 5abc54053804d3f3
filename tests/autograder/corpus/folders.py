"""Things that a student's folder may contain beside the notebook, or instead of it."""

from __future__ import annotations

import os
import socket
import zipfile

from corpus.entry import BOTH, FIRST, FULL, NOTHING, Entry, cell, folder

NO_FILE = "there is no file to grade: zero, a reason, and a person looks"
LOCKED = "root can read it; others cannot, and report that"
UNLESS_ROOT = (FULL, ()) if os.geteuid() == 0 else (NOTHING, BOTH, "cannot be read")
ELSEWHERE = "a link may lead to somebody else's work, so it is not followed"


def _write(place, content, assignment, name=None):
    place.mkdir(parents=True)
    (place / (name or f"{assignment}.ipynb")).write_bytes(content)


def _file_link(place, content, assignment):
    _write(place, content, assignment, "elsewhere")
    (place / f"{assignment}.ipynb").symlink_to("elsewhere")


def _folder_link(place, content, assignment):
    _write(place.parent / "elsewhere", content, assignment)
    place.symlink_to("elsewhere")


def _student_link(place, content, assignment):
    real = place.parents[2] / "elsewhere" / place.parent.name
    _write(real / assignment, content, assignment)
    place.parent.symlink_to(real)


def _hard_link(place, content, assignment):
    place.mkdir(parents=True)
    other = place.parents[2] / "hard"
    other.write_bytes(content)
    os.link(other, place / f"{assignment}.ipynb")


def _archive(place, content, assignment):
    _write(place, content, assignment)
    with zipfile.ZipFile(place / "more.zip", "w") as archive:
        archive.writestr("../../../mine", "x")


def _with_module(place, content, assignment):
    _write(place, content, assignment)
    (place / "helper.py").write_text("import numpy\npad2d = numpy.pad")


def _pipe(place, content, assignment):
    place.mkdir(parents=True)
    os.mkfifo(place / f"{assignment}.ipynb")


def _pipes_beside(place, content, assignment):
    _write(place, content, assignment)
    os.mkfifo(place / "timestamp.txt")
    (place / "helper.py").symlink_to("/dev/zero")


def _socket(place, content, assignment):
    place.mkdir(parents=True)
    before = os.open(".", os.O_RDONLY)
    try:
        os.chdir(place)  # the length of a socket's path is limited
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(f"{assignment}.ipynb")
    finally:
        os.fchdir(before)
        os.close(before)


def _folder(place, content, assignment):
    _write(place / f"{assignment}.ipynb", content, assignment)


def _locked(place, content, assignment):
    _write(place, content, assignment)
    (place / f"{assignment}.ipynb").chmod(0)


def _locked_folder(place, content, assignment):
    _write(place, content, assignment)
    place.chmod(0)


def _giant(place, content, assignment):
    _write(place, content, assignment)
    os.truncate(place / f"{assignment}.ipynb", 700_000_000)  # takes no space on the disk


def _nothing(place, content, assignment):
    place.mkdir(parents=True)


def _in_place_of_the_folder(place, content, assignment):
    place.parent.mkdir(parents=True)
    place.write_bytes(content)


def _called(*names):
    def lay(place, content, assignment):
        place.mkdir(parents=True)
        for name in names:
            (place / name.format(assignment)).write_bytes(content)

    return lay


def _right(item, title, lay, why, told=""):
    return folder(item, title, lay, why, FULL, (), told=told)


ENTRIES = (
    folder("symlinks", "in place of the file", _file_link, ELSEWHERE, told="a link"),
    folder("symlinks", "in place of the folder", _folder_link, ELSEWHERE, told="a link"),
    folder("symlinks", "in place of the student", _student_link, ELSEWHERE, told="a link"),
    _right("symlinks", "a hard link", _hard_link, "it is a file, and is only read"),
    cell(
        "symlinks",
        "within the sandbox",
        "import os\nos.symlink('/', 'root')\nprint(open('root' + FILE).read())",
        "they lead only to what the sandbox shows",
        silent=True,
    ),
    _right("zip slip", "an archive beside the notebook", _archive, "nothing is unpacked"),
    cell(
        "zip slip",
        "unpacked in a cell",
        "import tarfile, io\nfile = tarfile.open('a.tar', 'w')\n"
        "file.addfile(tarfile.TarInfo('../../usr/mine')); file.close()\n"
        "tarfile.open('a.tar').extractall(filter='fully_trusted')",
        "everything it can write to is its own",
    ),
    folder("missing notebook", "a pipe that nobody writes to", _pipe, NO_FILE, told="a pipe"),
    _right("extra notebook", "pipes and devices beside it", _pipes_beside, "they are not read",
           told="timestamp.txt"),
    folder("missing notebook", "a socket", _socket, NO_FILE, told="a socket"),
    folder("missing notebook", "a folder with its name", _folder, NO_FILE, told="a folder"),
    folder("missing notebook", "an empty folder", _nothing, NO_FILE, told="no notebook"),
    folder("missing notebook", "a file in place of the folder", _in_place_of_the_folder, NO_FILE,
           told="a file"),
    folder("giant JSON", "700 megabytes", _giant, "it is not read", told="larger than 50 MB"),
    Entry("missing notebook", "an unreadable file", LOCKED, *UNLESS_ROOT, lay=_locked),
    Entry("missing notebook", "an unreadable folder", LOCKED, *UNLESS_ROOT, lay=_locked_folder),
    _right("wrong notebook", "a name given by a browser", _called("{} (1).ipynb"),
           "the only notebook must be the right one", "is not named"),
    _right("wrong notebook", "a name with markup", _called("<img src=x onerror=alert(1)>.ipynb"),
           "the name is not shown", "is not named"),
    _right("wrong notebook", "in capitals", _called("{}.IPYNB"),
           "the only notebook must be the right one", "is not named"),
    folder("wrong notebook", "two with other names", _called("a.ipynb", "b.ipynb"),
           "nobody guesses", told="2 notebooks with other names"),
    _right("extra notebook", "beside the right one", _called("{}.ipynb", "old.ipynb"),
           "the one with the expected name counts", "Other notebooks in the folder"),
    Entry("extra notebook", "a module beside it, which the answer imports",
          "only the notebook is handed in", FIRST,
          answers={"pad2d": "from helper import pad2d"}, lay=_with_module,
          told="Python files in the folder, which the notebook cannot import: 1."),
    _right("extra notebook", "what a Mac leaves in archives", _called("x.ipynb", "._x.ipynb"),
           "hidden files do not count as notebooks", "is not named"),
)  # fmt: skip
