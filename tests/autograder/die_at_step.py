"""Kill a grading run before and after each of its changes, then resume it.

`python die_at_step.py` takes a graded course folder, a place for copies, and folders to start from.
For each of those it prints the number of steps, and the steps after which the result was different.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import small_class
from sqlalchemy.orm import Session

from autograder.course import Course
from autograder.grading.class_run import grade_class
from autograder.sandbox import isolation


class Steps:
    """Counts the changes to the disk and dies at one of them."""

    def __init__(self, last):
        self.left = last
        for place, name in (
            (os, "replace"),
            (os, "unlink"),
            (os, "mkdir"),
            (Session, "commit"),
            (Session, "execute"),
        ):
            self._watch(place, name)
        self._write_half()

    def _step(self):
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def _watch(self, place, name):
        real = getattr(place, name)

        def watched(*arguments, **options):
            if name != "execute" or not str(arguments[1]).startswith("SELECT"):
                self._step()
            result = real(*arguments, **options)
            if name != "execute":
                self._step()
            return result

        setattr(place, name, watched)

    def _write_half(self):
        real = Path.write_bytes

        def write(path, content):
            real(path, content[: len(content) // 2])
            self._step()
            return real(path, content)

        Path.write_bytes = write


def in_a_fork(work, *arguments):
    """Do something in a process that may die; return its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
            os._exit(0)
        finally:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
    return os.waitpid(child, 0)[1]


def grade(course, known, last=None):
    if last is not None:
        Steps(last)
    outcome = grade_class(course, small_class.ASSIGNMENT, executor=known, allow_unsandboxed=True)
    assert not outcome.again and not outcome.unwritten, outcome


def try_all(start, known, place):
    """Die at the first step, at the second, and so on, until a run has no more steps."""
    shutil.copytree(start, place / "undisturbed")
    grade(Course(place / "undisturbed"), known)  # in this process: forks need not import anything
    wanted, step, bad = small_class.seen(Course(place / "undisturbed")), 0, []
    shutil.rmtree(place / "undisturbed")
    while True:
        copy = place / str(step)
        shutil.copytree(start, copy)
        ended = in_a_fork(grade, Course(copy), known, step)
        again = in_a_fork(grade, Course(copy), known)
        if again != 0 or small_class.seen(Course(copy)) != wanted:
            bad.append(step)
        shutil.rmtree(copy)
        if ended != signal.SIGKILL:
            return {"steps": step, "bad": bad, "ended": ended}
        step += 1


def main(graded, place, *starts):
    isolation.current()
    known = small_class.Known(Course(graded))
    print(json.dumps([try_all(start, known, place) for start in starts]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
