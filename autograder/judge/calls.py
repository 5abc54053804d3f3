"""The calls that judging one check takes, and what came of each."""

from __future__ import annotations

import functools
import math
import time

from autograder.sandbox.errors import Ended, SandboxError, TimeUp
from autograder.sandbox.process import request
from cnncourse.checks import GRADING_ROUNDS, Outcome
from cnncourse.checks.engine.prepared import prepare


class Calls:
    """The `call` that `judge` wants, for a function in a student's process.

    One at a time: a process learns what the next case is when it has answered the last. The judge
    asks for the cases in order, and the requests are the same for a whole class, so they are
    written down once.

    Parameters
    ----------
    sandbox : Sandbox
    check : Check
    seed : int
    until : float
        When the last call may begin, on the monotonic clock.

    Attributes
    ----------
    ended : str or None
        Why the process cannot be used any more; every call from then on gives this error.
    """

    def __init__(self, sandbox, check, seed, until=math.inf):
        self.ended, self._until = None, until
        self._sandbox, self._check = sandbox, check
        self._requests = requests(check, seed) if check.seconds is None else ()
        self._asked = 0

    def __call__(self, args, kwargs):
        """Call the function once; see `judge`."""
        started = time.monotonic()
        if self.ended is None and started > self._until:
            most = self._sandbox.limits.altogether
            self.ended = f"TimeoutError: all calls together took more than {most:g} seconds"
        if self.ended is None:
            try:
                reply = self._reply(args, kwargs)
                return outcome(reply, (*range(len(args)), *kwargs), time.monotonic() - started)
            except TimeUp:
                seconds = self._check.seconds or self._sandbox.limits.call
                self.ended = f"TimeoutError: no result after {seconds:g} seconds"
            except Ended:
                self.ended = "SystemExit: the call ended the whole Python process"
        return Outcome(error=self.ended, error_type="SystemExit")

    def _reply(self, args, kwargs):
        place, self._asked = self._asked, self._asked + 1
        if place >= len(self._requests):  # of a race, or of a check that takes long
            return self._sandbox.call(self._check.name, args, kwargs, self._check)
        return self._sandbox.reply_to_call(self._sandbox.send_call(self._requests[place]))


@functools.lru_cache(maxsize=64)
def requests(check, seed):
    """Write down the calls of a check's cases, in order.

    Returns
    -------
    list of (bytes, bytes)
        See `sandbox.request`.
    """
    cases = [prepared.case for prepared in prepare(check, seed, GRADING_ROUNDS)]
    return [
        request(check.name, case.args, dict(case.kwargs), check)
        for case in cases
        if not case.same_call
    ]


def outcome(reply, places, seconds=0.0):
    """Read a worker's reply to a call; anything odd counts as an error of the answer.

    Parameters
    ----------
    reply : object
    places : collection of int or str
        The positions and names of the call's arguments.
    seconds : float
        How long it was waited for.

    Raises
    ------
    SandboxError
        If the reply does not have the form of one.
    """
    fields = ("value", "error", "error_type", "where", "mutated", "shared", "empty")
    if type(reply) is not dict or set(reply) != set(fields):
        raise SandboxError("its process sent a malformed reply")
    texts = [reply[key] for key in ("error", "error_type", "where", "empty")]
    if not all(text is None or type(text) is str for text in texts):
        raise SandboxError("its process sent a malformed reply")
    if not all(_are_among(reply[key], places) for key in ("mutated", "shared")):
        raise SandboxError("its process sent a malformed reply")
    if reply["error_type"] is not None and reply["error"] is None:
        raise SandboxError("its process sent a malformed reply")
    error, error_type, where, empty = (text and one_line(text) for text in texts)
    return Outcome(
        reply["value"],
        error,
        error_type,
        where,
        mutated=reply["mutated"],
        shared=reply["shared"],
        empty=empty,
        seconds=seconds,
    )


def _are_among(told, places):
    """Say whether these are arguments of the call, none of them twice."""
    if type(told) is not tuple or not all(type(place) in (int, str) for place in told):
        return False
    return len(told) == len(set(told)) and set(told) <= set(places)


def one_line(text, most=500):
    """Make a text of a student's process one that can stand in a sentence of ours.

    Parameters
    ----------
    text : str
    most : int
        Characters that are kept.

    Returns
    -------
    str
        One line of printable characters.
    """
    line = " ".join(part.strip() for part in text[:most].splitlines())
    return "".join(filter(str.isprintable, line)).strip()
