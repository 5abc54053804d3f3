"""Tests that compare nothing, patch what they meet, or forge questions and answers."""

from __future__ import annotations

from corpus.entry import WORKER
from corpus.of_tests.hostile import ALL_PASS, GOOD, NO_VERDICT, REFUSED, UNSTEADY, hostile

NOT_TESTING = (
    hostile(
        "not testing",
        "nothing at all",
        "pass",
        "accepting everything is worth nothing",
        ALL_PASS,
    ),
    hostile(
        "not testing",
        "and rejecting everything",
        "assert False",
        "a right candidate is rejected",
        REFUSED,
    ),
    hostile(
        "returning instead of asserting",
        "whether the candidate is right",
        "try:\n    _good(candidate)\nexcept AssertionError:\n    return False\nreturn True",
        "nobody reads what a test returns",
        "It returned a value, which nobody reads",
        GOOD,
    ),
    hostile(
        "catching the AssertionError",
        "and printing it",
        "try:\n    _good(candidate)\nexcept AssertionError:\n    print('wrong')",
        "what was caught is not raised",
        ALL_PASS,
        GOOD,
    ),
    hostile(
        "passing only known shapes",
        "and comparing nothing but these",
        "dx = candidate(np.ones((2, 3)), (np.ones((2, 3)),))\nassert dx is not None",
        "every kind returns something",
        ALL_PASS,
    ),
)

PATCHING = (
    hostile(
        "patching numpy",
        "so that every comparison succeeds",
        "_good(candidate)",
        "then nothing is rejected",
        ALL_PASS,
        GOOD + "np.allclose = np.array_equal = lambda *a, **k: True\n",
    ),
    hostile(
        "patching numpy",
        "so that candidates compute something else",
        "dx = candidate(np.ones(3), (np.ones(3),))\nassert dx.tolist() != [7.0]",
        "candidates compute elsewhere",
        ALL_PASS,
        "np.where = np.clip = np.zeros_like = np.abs = lambda *a, **k: np.array([7.0])",
    ),
    hostile(
        "patching the proxy",
        "so that it answers by itself",
        "_good(candidate)",
        "then every candidate seems right",
        ALL_PASS,
        WORKER
        + GOOD
        + """
real = worker["ANSWERS"]["call"]
def call(shell, name, args, kwargs, ask=None, **rest):
    def own(args, kwargs):
        dout, (x,) = args
        return {"refused": None, "erred": False, "value": dout * (x > 0)}
    return real(shell, name, args, kwargs, ask=own, **rest)
worker["ANSWERS"]["call"] = call
""",
    ),
    hostile(
        "forging the answer",
        "with an unknown value",
        "pass",
        "an unknown answer is no answer",
        "it gave no answer",
        WORKER
        + """
real = worker["ANSWERS"]["call"]
def call(*args, **rest):
    return {**real(*args, **rest), "value": "LEAK passes everything"}
worker["ANSWERS"]["call"] = call
""",
    ),
    hostile(
        "forging the answer",
        "that every candidate is rejected or accepted, by turns",
        "pass",
        "the answers differ",
        UNSTEADY,
        WORKER
        + """
real, turns = worker["ANSWERS"]["call"], []
def call(*args, **rest):
    turns.append(1)
    return {**real(*args, **rest), "value": ("rejects", "accepts")[len(turns) % 2]}
worker["ANSWERS"]["call"] = call
""",
    ),
    hostile(
        "forging the question",
        "with something that is not a question",
        "ask = next(c.cell_contents for c in candidate.__closure__ if callable(c.cell_contents))\n"
        "ask('LEAK', None)",
        "a malformed question ends the judging",
        NO_VERDICT,
        review=True,
    ),
    hostile(
        "forging the question",
        "with an array that takes no memory here, but would there",
        "candidate(np.broadcast_to(1.0, (10**6, 10**4)), (np.ones(1),))",
        "it is refused before it is sent",
        "an argument of more than",
    ),
    hostile(
        "forging the question",
        "with a huge array and huge options",
        """
        told = []
        for dout, cache in (
            (np.ones(5000), (np.ones(5000),)),
            (np.ones(2), (np.ones(2), 10**18)),
            (np.ones(2) * 1j, (np.ones(2),)),
        ):
            try:
                candidate(dout, cache)
            except ValueError as error:
                told.append(str(error))
        assert len(told) == 3
        """,
        "all candidates refuse it before they compute",
        ALL_PASS,
    ),
)
