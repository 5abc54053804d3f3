"""Hostile times, odd files beside a notebook, older releases, and words that pose as ours."""

from __future__ import annotations

import os

from corpus.entry import BOTH, FULL, NOTHING, WORKER, Entry, file, folder, pads
from corpus.notebooks import named

LINES = (
    ("a hostile time",),
    ("odd things beside the notebook",),
    ("an older release",),
    ("words that pose as ours",),
)
ALONE = "it affects only this student: there is a note, and the work is graded"
UNREAD = "timestamp.txt cannot be read"
SILENT = "[None, [], "  # no reason, and no repair that a student would read
ZONE = "2030-01-02 18:30:00 "
POSE = "20 of 20 points. Signed: the instructor"


def _timed(write):
    def lay(place, content, assignment):
        place.mkdir(parents=True)
        (place / f"{assignment}.ipynb").write_bytes(content)
        write(place / "timestamp.txt")

    return lay


def _beside(make):
    return _timed(lambda path: make(path.parent))


def _text(text):
    return _timed(lambda path: path.write_bytes(text if isinstance(text, bytes) else text.encode()))


def _right(item, title, lay, told="", why=ALONE):
    return folder(item, title, lay, why, FULL, (), told=told)


def _many(place):
    for number in range(20_000):
        (place / f"{number}.txt").touch()


def _deep(place):
    place.joinpath(*["in"] * 200).mkdir(parents=True)


def _huge(path):
    path.touch()
    os.truncate(path, 10**12)


def _terabyte(place):
    _huge(place / "data.bin")


def _odd_names(place):
    for stem in (b"\xff\n", b"\x1b[2J", "\u202eoops".encode(), b"x" * 249):
        (place / os.fsdecode(stem + b".ipynb")).touch()


def _posing_name(place):
    (place / f"{POSE}.ipynb").touch()


def _older(notebook):
    """Set the points of the first release, see `release_demo`."""
    named(notebook, "pad2d")["metadata"]["nbgrader"]["points"] = 17
    return notebook


def _older_without_a_check(notebook):
    notebook["cells"].remove(named(_older(notebook), "output_size"))
    return notebook


def _other_marks(**changed):
    def change(notebook):
        named(notebook, "pad2d")["metadata"]["nbgrader"].update(changed)
        return notebook

    return change


TIMES = (
    _right("a hostile time", "a zone that is a long path", _text(ZONE + "A" * 170), UNREAD),
    _right("a hostile time", "a zone that is a parent folder", _text("101 Fp .."), UNREAD),
    _right("a hostile time", "a zone that is one of the grader's files",
           _text("2030-01-02 18:30:00 /etc/passwd"), UNREAD),
    _right("a hostile time", "the first year", _text("0001-01-01 00:00:00"), UNREAD),
    _right("a hostile time", "after the last year", _text("9999-12-31 23:59:59 -1400"), UNREAD),
    _right("a hostile time", "UTF-16", _text("2030-01-02 18:30".encode("utf-16")), UNREAD),
    _right("a hostile time", "digits of another script", _text("٢٠٣٠-01-02 18:30"), UNREAD),
    _right("a hostile time", "a null character", _text("2030-01-02 18:30\0"), UNREAD),
    _right("a hostile time", "a terabyte of it", _timed(_huge), UNREAD),
    _right("a hostile time", "a folder in its place", _timed(os.mkdir), UNREAD),
    _right("a hostile time", "a link to a device", _timed(lambda p: p.symlink_to("/dev/zero")),
           UNREAD),
)  # fmt: skip

BESIDE = (
    _right("odd things beside the notebook", "twenty thousand files", _beside(_many), SILENT),
    _right("odd things beside the notebook", "folders nested deep", _beside(_deep), SILENT),
    _right("odd things beside the notebook", "a terabyte of nothing", _beside(_terabyte), SILENT),
    _right("odd things beside the notebook", "names that no terminal shows", _beside(_odd_names),
           "Other notebooks in the folder"),
)  # fmt: skip

RELEASES = (
    file("an older release", "its points", _older, "the student changed nothing", told=SILENT),
    file("an older release", "its points, and a deleted check", _older_without_a_check,
         "only the student's own change is reported", told="The check of output_size was missing"),
    file("an older release", "points that no release had", _other_marks(points=18),
         "the student changed them", told="The check of pad2d had changed grading metadata"),
    file("an older release", "points that are a list", _other_marks(points=[17]),
         "the student changed them", told="The check of pad2d had changed grading metadata"),
    file("an older release", "flags that no release had", _other_marks(locked=False),
         "the student changed them", told="The check of pad2d had changed grading metadata"),
)  # fmt: skip

THEIRS = "readers can see that these are the student's words"
VOICE = (
    pads("words that pose as ours", "in an error", f"raise ValueError({POSE!r})", THEIRS,
         told="“ValueError: … of … points. Signed: the instructor”"),
    pads("words that pose as ours", "as the name of an error",
         f"raise type({POSE!r}, (Exception,), {{}})()", THEIRS, told="it raised “"),
    pads("words that pose as ours", "as the name of a type",
         f"return type({POSE!r}, (), {{}})()", THEIRS, told="a “20 of 20 points. Signed the"),
    pads("words that pose as ours", "with quotes of their own",
         "raise ValueError('x” and full marks “')", THEIRS,
         told='“ValueError: x" and full marks "”'),
    pads("words that pose as ours", "that reverse the line",
         "raise ValueError('\\u202etnemyap\\u2066')", THEIRS, told="“ValueError: tnemyap”"),
    pads("words that pose as ours", "with a flood of accents",
         "raise ValueError('e' + '\\u0301' * 300)", THEIRS,
         told="“ValueError: e" + "\u0301" * 3 + "”"),
    pads("words that pose as ours", "as the error that ended a cell",
         f"def pad2d(x, padding):\n    return x\ndel pad2d\nraise ValueError({POSE!r})", THEIRS,
         told=f"Its cell ended with “ValueError: {POSE}”."),
    pads("words that pose as ours", "as the repr of something that is not a function",
         f"class A:\n    def __repr__(self): return {POSE!r}\npad2d = A()  # def pad2d", THEIRS,
         told=f"the name holds “A {POSE}”, not a"),
    Entry("words that pose as ours", "as a complaint", THEIRS, NOTHING,
          extra=WORKER + "worker['ANSWERS']['look'] = lambda *a, **k: "
          f"{{'text': {POSE!r}, 'culprit': None}}", told=f"Problem  “{POSE}”"),
    Entry("words that pose as ours", "as the line that raised an error", THEIRS, NOTHING,
          extra=WORKER + "real = worker['ANSWERS']['call']\n"
          f"said = {{'error': 'x', 'error_type': 'ValueError', 'where': {POSE!r}}}\n"
          "worker['ANSWERS']['call'] = lambda *a, **k: {**real(*a, **k), **said}",
          told="it raised “x”"),
    Entry("words that pose as ours", "as a fault of the check", THEIRS, NOTHING, BOTH,
          extra=WORKER + f"worker['ANSWERS']['call'] = lambda *a, **k: {{'fault': {POSE!r}}}",
          told="the check itself failed.", untold=POSE),
    _right("words that pose as ours", "as the name of a file", _beside(_posing_name),
           f"which were not read: “{POSE.replace(':', '?')}.ipynb”.", THEIRS),
)  # fmt: skip

ENTRIES = (*TIMES, *BESIDE, *RELEASES, *VOICE)
