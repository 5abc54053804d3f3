"""`progress(...)` in a notebook's last cell: what passes, and what to do next."""

from __future__ import annotations

import sys

from cnncourse.checks.notebook import check_among


def progress(points):
    """Run all checks of a notebook again; print what passes, the points and the next step.

    Parameters
    ----------
    points : dict of str to float
        What each exercise is worth, in the notebook's order.
    """
    variables = sys._getframe(1).f_globals
    results = {name: check_among(variables, name, explain=False) for name in points}
    reached = {name: round(points[name] * results[name].fraction, 2) for name in points}
    passed = sum(result.passed for result in results.values())
    width = max(map(len, points), default=0)
    print(
        f"{passed} of {len(points)} exercises pass: "
        f"{sum(reached.values()):g} of {sum(points.values()):g} points."
    )
    for name, result in results.items():
        told = "" if result.written else "   not written yet"
        print(f"  {_mark(result)} {name:<{width}}   {reached[name]:g} of {points[name]:g}{told}")
    print(_next(results))


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
