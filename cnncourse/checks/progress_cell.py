"""`progress(...)` in a notebook's last cell: what passes, and what to do next.

It runs every check again instead of reusing verdicts. A function is the same object with another
result when an array, a class or a module that it uses has changed, so a kept verdict could be
wrong, and most of all where reuse would save time: a check that trains uses classes and arrays.
"""

from __future__ import annotations

import contextlib
import io
import sys
from time import perf_counter

from cnncourse.checks.notebook import check_among

LONG = 1.0  # seconds from which a check's time is told


def progress(points):
    """Run all checks of a notebook again; print what passes, the points and the next step.

    A row appears as soon as its check ends. An interrupt from the keyboard ends one check alone.

    Parameters
    ----------
    points : dict of str to float
        What each exercise is worth, in the notebook's order.
    """
    variables = sys._getframe(1).f_globals
    results, total = {}, 0.0
    width = max(map(len, points), default=0)
    for name, worth in points.items():
        result, seconds = _timed(variables, name)
        reached = round(worth * result.fraction, 2)
        notes = [result.note if result.written else "not written yet"]
        notes += [f"{seconds:.0f} s"] if seconds >= LONG else []
        told = ", ".join(filter(None, notes))
        row = f"  {name:<{width}}   {_mark(result)} {reached:g} of {worth:g}   {told}"
        print(row.rstrip(), flush=True)  # whole rows: nbconvert breaks the line at each flush
        results[name], total = result, total + reached
    passed = sum(result.passed for result in results.values())
    print(
        f"{passed} of {len(points)} exercises pass: {total:g} of {sum(points.values()):g} points."
    )
    print(_next(results))


def _timed(variables, name):
    """Check a function without the warnings that it writes, which its own check shows."""
    started = perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        result = check_among(variables, name, explain=False)
    return result, perf_counter() - started


def _mark(result):
    return result.message[0] if result.written else "○"


def _next(results):
    """Say what to do next: the first exercise that is unwritten or fails."""
    for name, result in results.items():
        if not result.written:
            return f"Next: write `{name}` and run its cell."
        if not result.passed and not result.undecided:
            return f'Next: fix `{name}`; check("{name}") says what is wrong.'
    return (
        "Next: save the notebook and hand it in. Grading uses the same checks with other numbers."
    )
