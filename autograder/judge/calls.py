"""The calls to a student's function for one check, and their outcomes."""

from __future__ import annotations

import functools
import re
from collections import deque
from dataclasses import replace

from autograder.judge.candidates import Candidates
from autograder.sandbox.errors import (
    Ended,
    LimitReached,
    SandboxError,
    SandboxTimeout,
    TotalTimeout,
)
from autograder.sandbox.process import request, too_large
from cnncourse.checks import GRADING_ROUNDS, PUBLIC_SEED, Outcome
from cnncourse.checks.engine.outcome import Ending
from cnncourse.checks.engine.prepared import prepare
from cnncourse.common.words import one_line

# Fields of a reply, and of an `Outcome`.
TEXTS = ("error", "error_type", "where", "raised_in", "empty")
PLACES = ("mutated", "shared")
LINE = re.compile(r"line \d{1,7} of the cell, in (\w{1,80}|<\w{1,20}>)(: .*)?")
LONGEST_NAME = 80
LONGEST_LINE = 500  # characters; `line_of` cuts lines to this length
# How a call ended that reached a limit of the whole submission, by the corresponding error.
ENDINGS = {"MemoryError": Ending.PROCESS_ENDED, "TimeoutError": Ending.TOTAL_TIMEOUT}


class Calls:
    """The `call` that `judge` takes, for a function in a student's process.

    Calls go out one at a time: a process does not see the next case before it has answered the
    previous one. The judge asks for the cases in order, and the requests are the same for a whole
    class, so they are encoded once.

    Parameters
    ----------
    check : Check
    seed : int
    source : str
        The code of the notebook: lines are quoted as the student's only if they are in it.

    Attributes
    ----------
    sandbox : Sandbox
        The process to call; set it before the first call, and whenever another one replaces it.
    ended : Outcome or None
        The outcome of all later calls, once a call has ended the process.
    ahead : int
        How many of the cases `go_ahead` has called.
    """

    def __init__(self, check, seed, source=""):
        self._lines = {line.strip()[:LONGEST_LINE] for line in source.splitlines()}
        self.sandbox = self._candidates = self._met = None
        self._check, self._kept, self._received, self._asked = check, deque(), 0, 0
        self.ended, self.ahead = None, 0
        self._requests = requests(check, seed) if check.seconds is None else ()

    def go_ahead(self, until):
        """Call the function on the public cases that are left, and keep the outcomes for the judge.

        Parameters
        ----------
        until : float
            Time on the submission's clock after which no further call is made.
        """
        for case in public_cases(self._check)[self.ahead :]:
            if self.ended is not None or self.sandbox.clock.spent > until:
                return
            if not case.same_call:
                self._kept.append(self._call(case.args, dict(case.kwargs)))
            self.ahead += 1

    def __call__(self, args, kwargs):
        """Call the function once; see `judge`."""
        return self._kept.popleft() if self._kept else self._call(args, kwargs)

    def _call(self, args, kwargs):
        if self.ended is None:
            try:
                self.sandbox.require_time(f"the calls to {self._check.name}")
                return self._outcome(args, kwargs)
            except TotalTimeout as error:
                self._end(f"TimeoutError: {error}", Ending.TOTAL_TIMEOUT)
            except SandboxTimeout:
                seconds = self._check.seconds or self.sandbox.limits.call
                self._end(f"TimeoutError: no result after {seconds:g} seconds", Ending.CALL_TIMEOUT)
            except LimitReached as error:
                self._end(f"{error.like}: {error}", ENDINGS[error.like])
            except Ended:
                self._end("SystemExit: the call ended the whole Python process")
        return self.ended

    def _end(self, text, ending=Ending.PROCESS_ENDED):
        self.ended = Outcome(error=text, error_type=text.partition(":")[0], ending=ending)

    def _outcome(self, args, kwargs):
        """Call once, and measure the processor time if the check limits it."""
        places, sandbox = (*range(len(args)), *kwargs), self.sandbox
        measured, before = self._check.seconds is not None, sandbox.received
        started = sandbox.processor_seconds() if measured else 0.0
        found = outcome(self._reply(args, kwargs), places)
        found = replace(found, where=self._where(found.where))
        self._received += sandbox.received - before
        most = sandbox.limits.reply
        if self._received > most:  # the judge keeps the results of all calls
            return replace(found, value=too_large(most))
        if not measured:
            return found
        return replace(found, seconds=sandbox.processor_seconds() - started)

    def _where(self, told):
        """Drop the text of a line that is not in the notebook: the process made it up."""
        place, mark, line = (told or "").partition(": ")
        return told if line in self._lines or not mark else place

    def _reply(self, args, kwargs):
        name, place, self._asked = self._check.name, self._asked, self._asked + 1
        if place >= len(self._requests):  # a check with a time limit of its own
            return self.sandbox.call(name, args, kwargs, self._check)
        nonce = self.sandbox.send_call(self._requests[place])
        candidate = next(filter(callable, args), None)
        answer = candidate and self._candidates_at(place).answering(candidate)
        return self.sandbox.reply_to_call(nonce, name, answer=answer)

    def _candidates_at(self, place):
        """Return the candidates that this process meets in the public cases, or in the others."""
        is_public = place < len(public_cases(self._check))
        if self._met != (self.sandbox, is_public):
            subject = self._check.subject
            self._met = self.sandbox, is_public
            self._candidates = Candidates(
                subject.public if is_public else subject.all, self.sandbox.clock
            )
        return self._candidates


def public_cases(check):
    """List the cases of the first round, the same as in the student's notebook.

    Returns
    -------
    list of Case
        Empty for a check with its own time limit: a function that takes so long is called once.
    """
    if check.seconds is not None:
        return []
    return [prepared.case for prepared in prepare(check, PUBLIC_SEED)[:-1]]


@functools.lru_cache(maxsize=64)
def requests(check, seed):
    """Encode the calls of a check's cases, in order.

    Returns
    -------
    list of (bytes, bytes)
        See `autograder.sandbox.process.request`.
    """
    cases = [prepared.case for prepared in prepare(check, seed, GRADING_ROUNDS)]
    return [
        request(check.name, case.args, dict(case.kwargs), check)
        for case in cases
        if not case.same_call
    ]


def outcome(reply, places):
    """Read a worker's reply to a call.

    Parameters
    ----------
    reply : object
    places : collection of int or str
        The positions and names of the call's arguments.

    Raises
    ------
    SandboxError
        If the reply is malformed.
    """
    if not _is_well_formed(reply, places):
        raise SandboxError("its process sent a malformed reply")
    texts = {name: reply[name] and one_line(reply[name]) for name in TEXTS}
    for name in ("raised_in", "empty"):  # messages put these between backticks
        texts[name] = texts[name] and texts[name].replace("`", "'")[:LONGEST_NAME]
    if texts["where"] and not LINE.fullmatch(texts["where"]):
        texts["where"] = None
    return Outcome(**{**reply, **texts})


def _is_well_formed(reply, places):
    if type(reply) is not dict or set(reply) != {"value", *TEXTS, *PLACES}:
        return False
    if not all(reply[name] is None or type(reply[name]) is str for name in TEXTS):
        return False
    if not all(_are_among(reply[name], places) for name in PLACES):
        return False
    return reply["error_type"] is None or reply["error"] is not None


def _are_among(reported, places):
    """Return whether all reported places are arguments of the call, without repetition."""
    if type(reported) is not tuple or not all(type(place) in (int, str) for place in reported):
        return False
    return len(reported) == len(set(reported)) and set(reported) <= set(places)
