"""The process that runs one student's code: `python -I -m autograder.inside.worker MEMORY`.

It reads requests from its standard input and answers on its standard output, in the wire format,
and moves both out of reach before any student code runs. It holds no cases, tolerances or verdicts,
and the referee does not trust anything that it reports about itself: it only compares values.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys

from autograder.inside import wire
from autograder.inside.cell_runner import make_shell, run_cells
from cnncourse.checks.engine.differences import stand_in
from cnncourse.checks.engine.driving import Fault, drive
from cnncourse.checks.engine.in_process import call_once
from cnncourse.checks.engine.ownership import MISSING, Objection, objection
from cnncourse.checks.kinds.harnesses import HARNESSES
from cnncourse.checks.kinds.harnesses.candidates import answered


def main():
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    silence()
    end_with_parent()
    adopt_orphans()
    limit_memory(int(sys.argv[1]))
    serve(make_shell(), requests, replies)


def serve(shell, requests, replies):
    """Answer requests until the input ends.

    Parameters
    ----------
    shell : InteractiveShell
    requests, replies : binary file
    """
    while True:
        try:
            request = wire.read(requests)
        except EOFError:
            return
        answer, details = ANSWERS[request["do"]], request["with"]
        if details.pop("asks", False):
            details["ask"] = functools.partial(_ask, requests, replies, request["nonce"])
        reply = answer(shell, **details)
        replies.write(_encoded(request["nonce"], reply))
        replies.flush()


def _ask(requests, replies, nonce, args, kwargs):
    """Let the referee call a candidate, during a call; see `candidates.answer_of_test`."""
    try:
        frame = wire.encode({"nonce": nonce, "ask": {"args": args, "kwargs": kwargs}})
    except wire.WireError as error:
        return answered(refused=f"an argument {error} is too large")
    replies.write(frame)
    replies.flush()
    return wire.read(requests)["with"]


def _encoded(nonce, reply):
    """Encode a reply; if the result is too large to send, replace it by one that says so."""
    try:
        return wire.encode({"nonce": nonce, "reply": reply})
    except wire.WireError as error:
        reply = {**reply, "value": wire.opaque(f"result {error}")}
        return wire.encode({"nonce": nonce, "reply": reply})


def silence():
    """Point the standard descriptors at nothing, so that prints cannot corrupt the replies."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    if nothing > 2:
        os.close(nothing)


def end_with_parent():
    """End when the grader is killed, even during a call (Linux only)."""
    _prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def adopt_orphans():
    """Adopt all descendants, so that their processor time is counted (Linux only)."""
    _prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def _prctl(what, value):
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(what, value)


def limit_memory(most):
    """Limit memory, so that one student's endless list does not stall the machine."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # not supported everywhere
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def look(shell, name, given):
    """Explain why a name cannot be judged as the student's function.

    Parameters
    ----------
    shell : InteractiveShell
    name : str
    given : list of str
        See `objection`.

    Returns
    -------
    dict or None
        The fields of an `Objection`.
    """
    if name in shell.user_ns:
        found = objection(shell.user_ns[name], name, given)
    else:
        found = Objection(MISSING)
    return found and found._asdict()


def call(shell, name, args, kwargs, harness, partners, caches, parts, ask=None):
    """Call the student's function once; `look` has accepted it.

    Parameters
    ----------
    shell : InteractiveShell
    name : str
    args : tuple
    kwargs : dict
    harness : str or None
        One of `checks.kinds.harnesses`.
    partners : list of str
        Names of the other functions that the harness calls.
    caches : list of int
        The positions of caches in the returned tuple. Caches stay here: only what the check looks
        at is sent.
    parts : int
        How many parts the tuple must have.
    ask : callable or None
        Calls the candidate of a test; the harness gets it as the first argument.

    Returns
    -------
    dict
        The fields of an `Outcome`, or a single `fault` of ours.
    """
    others = [shell.user_ns[partner] for partner in partners]
    function = drive(shell.user_ns[name], harness and HARNESSES[harness], others)
    try:
        outcome = call_once(function, args if ask is None else (ask, *args), kwargs)
    except Fault as fault:
        return {"fault": str(fault)[:500]}
    return {
        "value": _without_caches(outcome.value, caches, parts),
        "error": outcome.error,
        "error_type": outcome.error_type,
        "where": outcome.where,
        "raised_in": outcome.raised_in,
        "mutated": outcome.mutated,
        "shared": outcome.shared,
        "empty": outcome.empty,
    }


def _without_caches(value, caches, parts):
    if type(value) is not tuple or len(value) != parts:
        return value
    return tuple(stand_in(one) if n in caches else one for n, one in enumerate(value))


ANSWERS = {"run": run_cells, "look": look, "call": call}


if __name__ == "__main__":
    main()
    sys.exit(0)
