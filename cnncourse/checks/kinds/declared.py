"""Declared answers: a count, a size or a kernel that students work out on paper.

The answer is a function without arguments:

    declared("shared_against_dense", ASSIGNMENT, exercises.shared_against_dense,
             parts=("dense", "shared"), suspects=mistakes.shared_suspects)
    declared("edge_kernel", ASSIGNMENT, exercises.edge_kernel,
             accept=with_property(edge_problem))

The expected answer is never shown, not even in the notebook, and the verdict speaks of an answer
instead of cases. There is no harness, and nothing in this file runs in the sandbox.
"""

from __future__ import annotations

from cnncourse.checks.engine.check import Case, Check, no_suspects


def declared(name, assignment, reference, *, parts=(), accept=None, suspects=no_suspects, given=()):
    """Make the check of a declared answer; the arguments are those of `Check`.

    Returns
    -------
    Check
    """
    return Check(
        name,
        assignment,
        reference,
        _one_call,
        parts=parts,
        accept=accept,
        suspects=suspects,
        given=given,
        reveals=False,
        hint="Open the first hint of the exercise.",
    )


def _one_call(rng):
    yield Case("answer")
