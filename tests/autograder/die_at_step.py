"""Kill a grading before and after each thing that it changes, and go on: `python die_at_step.py`.

It takes a graded and an ungraded course folder and a place for copies, and prints how many steps
there were and what differed.
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

from autograder import isolation
from autograder.class_run import grade_class
from autograder.course import Course


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


def in_a_fork(work):
    """Do something in a process that may die; returns how it ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
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


def main(graded, ungraded, place):
    isolation.current()
    known = small_class.Known(Course(graded))
    shutil.copytree(ungraded, place / "undisturbed")
    grade(Course(place / "undisturbed"), known)  # here, so that no fork has to import anything
    wanted, step, bad = small_class.seen(Course(place / "undisturbed")), 0, []
    while True:
        copy = place / str(step)
        shutil.copytree(ungraded, copy)
        ended = in_a_fork(lambda copy=copy, step=step: grade(Course(copy), known, step))
        again = in_a_fork(lambda copy=copy: grade(Course(copy), known))
        if again != 0 or small_class.seen(Course(copy)) != wanted:
            bad.append(step)
        shutil.rmtree(copy)
        if ended != signal.SIGKILL:
            break
        step += 1
    print(json.dumps({"steps": step, "bad": bad, "ended": ended}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
