"""The candidates of a student's test: they stay with the referee and answer what the test asks.

How long an answer takes must not tell candidates apart. So a new question is put to all of them,
and their answers are kept: the first answer takes as long as all candidates together, and every
later one only has to be looked up. Both times depend on the question alone.
"""

from __future__ import annotations

import contextlib
import itertools
import time

import numpy as np

from autograder.sandbox.errors import SandboxError
from cnncourse.checks.kinds.harnesses.candidates import MOST_CALLS, answered

MOST_KEPT = 128_000_000  # bytes of questions and answers
FREE = 20.0  # seconds that candidates may compute before the submission's clock runs on


class Candidates:
    """All candidates that a student's test may meet in one process.

    Another process needs others: kept answers would tell it what was asked before.

    Parameters
    ----------
    candidates : list of cnncourse.checks.kinds.tests.Candidate
    clock : Clock
        The submission's. It stops while candidates compute, because a test is not to blame for the
        work of candidates that it does not see. After `FREE` seconds of such work it runs on.
    """

    def __init__(self, candidates, clock):
        self._candidates, self._clock = candidates, clock
        self._kept, self._size, self._worked = {}, 0, 0.0

    def answering(self, candidate):
        """Make the `answer` of `Connection.receive` for one run of the test.

        Parameters
        ----------
        candidate : Candidate

        Returns
        -------
        callable
            It takes whatever the student's process sends.
        """
        calls = itertools.count(1)

        def answer(question):
            args, kwargs = _parts(question)
            if next(calls) > MOST_CALLS:
                raise SandboxError(f"its process asked more than {MOST_CALLS} questions")
            try:
                args = candidate.arguments(args, kwargs)
            except ValueError as error:
                return answered(refused=str(error))
            return self._answers(args)[candidate.number]

        return answer

    def _answers(self, args):
        """Return the answers of all candidates, by number."""
        question = _key(args)
        if question not in self._kept:
            answers = self._compute(args)
            size = _size(args) + sum(_size(one["value"]) for one in answers.values())
            if self._size + size > MOST_KEPT:
                self._kept, self._size = {}, 0
            self._kept[question], self._size = answers, self._size + size
        return self._kept[question]

    def _compute(self, args):
        started = time.thread_time()
        is_free = self._worked < FREE
        with self._clock.stopped() if is_free else contextlib.nullcontext():
            answers = {one.number: one.answer(args) for one in self._candidates}
        self._worked += time.thread_time() - started
        return answers


def _key(args):
    """Make a key of arrays, whole numbers and tuples of them; it differs if any bit does."""
    if isinstance(args, np.ndarray):
        return args.dtype.str, args.shape, args.tobytes()
    return tuple(map(_key, args)) if isinstance(args, tuple) else args


def _size(value):
    """Add up the bytes of arrays in tuples."""
    if isinstance(value, tuple):
        return sum(map(_size, value))
    return getattr(value, "nbytes", 0)


def _parts(question):
    """Read the arguments of a call from a question, which may be anything."""
    if type(question) is dict and set(question) == {"args", "kwargs"}:
        args, kwargs = question["args"], question["kwargs"]
        if type(args) is tuple and type(kwargs) is dict:
            return args, kwargs
    raise SandboxError("its process sent a malformed question")
