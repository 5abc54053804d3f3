"""Values: compare what a function returns with what the reference returns.

    Check("pad2d", ASSIGNMENT, loops.pad2d, pad2d_cases)
    Check("conv2d_forward", ASSIGNMENT, loops.conv2d_forward, forward_cases,
          parts=("out", "cache"), caches=("cache",), suspects=forward_suspects)
    Check("edge_kernel", ASSIGNMENT, edge_kernel, kernels,
          accept=with_property(edge_problem))  # where any value with a property is right

A function that draws at random is called with `harness=from_seed`, which gives it generators made
from a seed, and judged by an `accept` that looks at properties. Otherwise there is no harness: the
sandbox calls the function directly. Nothing in this file runs there.
"""

from __future__ import annotations

from cnncourse.checks.engine.differences import Difference


def with_property(problem):
    """Make the `accept` for a check where any value with a property is right.

    Parameters
    ----------
    problem : callable
        `problem(value)` returns a sentence that says what is wrong with a value, or None.

    Returns
    -------
    callable
        `accept(case, expected, value)`.
    """

    def accept(case, expected, value):
        text = problem(value)
        return None if text is None else Difference(text)

    return accept
