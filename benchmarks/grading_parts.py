"""Where the time of a submission goes, part by part, grading one after another in one process."""

from __future__ import annotations

import contextlib
import statistics
import time

import nbformat

from autograder.grading import grade as grading
from autograder.grading.class_run import ClassResult
from autograder.grading.gradebook import late_penalty, open_gradebook
from autograder.grading.recorder import Recorder
from autograder.judge import referee
from autograder.judge.bundle import read_bundle
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox
from autograder.submissions.folders import find_folders
from autograder.submissions.submission import read_folder

CALLS = "calls: waiting for the student's process"
JUDGING = "judging: sending, comparing"


class Clock:
    """Adds up the seconds spent in some functions while it watches them."""

    def __init__(self):
        self.seconds = {}

    @contextlib.contextmanager
    def watching(self, *places):
        """Time every call of the given attributes, each `(owner, name, part)`."""
        kept = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
        for (owner, name, function), (_, _, part) in zip(kept, places, strict=True):
            setattr(owner, name, self._timed(function, part))
        try:
            yield
        finally:
            for owner, name, function in kept:
                setattr(owner, name, function)

    def _timed(self, function, part):
        def timed(*args, **kwargs):
            started = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.perf_counter() - started
                self.seconds[part] = self.seconds.get(part, 0.0) + spent

        return timed


def measure_parts(course, assignment):
    """Grade a class in this process twice, and time the parts of the second run.

    Parameters
    ----------
    course : Course
    assignment : str

    Returns
    -------
    dict of str to float
        Seconds per submission, by part, without start-up.
    """
    bundle = read_bundle(course, assignment)
    handed = [read_folder(*one, assignment) for one in find_folders(course, assignment).items()]
    for one in handed:  # warm-up: starts the zygote, draws the cases, tries the known mistakes
        grading.grade_submission(one.content, bundle)
    fork = _time_of_a_fork(bundle)
    clock, verdicts = Clock(), []
    with clock.watching(
        (grading, "rebuild_notebook", "rebuild"),
        (Sandbox, "run", "cells"),
        (Sandbox, "reply_to_call", CALLS),
        (referee.CheckRun, "begin", JUDGING),
        (referee.CheckRun, "finish", JUDGING),
        (Sandbox, "close", "end of the process"),
        (nbformat, "writes", "notebook as text"),
    ):
        started = time.perf_counter()
        for one in handed:
            notebook = grading.grade_submission(one.content, bundle)
            verdicts.append(nbformat.writes(notebook).encode())
        whole = time.perf_counter() - started
    seconds = dict(clock.seconds)
    seconds[JUDGING] -= seconds[CALLS]
    seconds["the rest"] = whole - sum(seconds.values())
    runs = sum(one["isolation"] != "not run" for one in map(_decided, verdicts))
    seconds["cells"] -= fork * runs
    seconds = {"start of an isolated process": fork * runs, **seconds}
    with open_gradebook(course) as gradebook:
        recorder = Recorder(course, bundle, gradebook, late_penalty(course), ClassResult())
        started = time.perf_counter()
        for one, verdict in zip(handed, verdicts, strict=True):
            recorder.record(one, verdict, False)
        recorder.flush()
        seconds["gradebook and files"] = time.perf_counter() - started
    return {part: spent / len(handed) for part, spent in seconds.items()}


def _decided(verdict):
    return nbformat.reads(verdict.decode(), as_version=4).metadata["cnncourse"]


def _time_of_a_fork(bundle, times=11):
    found = []
    for _ in range(times):
        started = time.perf_counter()
        with Sandbox(Limits()) as sandbox:
            sandbox.run([], bundle.provides, bundle.preload, bundle.data)
            found.append(time.perf_counter() - started)
    return statistics.median(found)
