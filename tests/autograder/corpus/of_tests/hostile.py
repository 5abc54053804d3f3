"""What a hostile test is, and what its author may read."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

GOOD = """
def _good(candidate):
    x = np.array([[7.5, -1.5, 0.0], [-2.5, 0.5, 9.0]])
    dout = np.array([[12.5, -18.0, 6.5], [5.0, -7.25, 0.5]])
    dx = candidate(dout, (x,))
    assert isinstance(dx, np.ndarray) and np.array_equal(np.shape(dx), x.shape)
    assert np.allclose(dx, dout * (x > 0))
"""
"""A test that rejects every kind, for attacks that need one."""

RELU, POOL = "test_relu_backward", "test_max_pool2d_backward"
UNSTEADY = "it gave different answers for the same candidate"
RIGHT_REJECTED = "it rejects a right implementation"
ALL_PASS = "20 of 20 kinds of wrong implementations pass it"
REFUSED = "it rejects a right implementation"
NO_VERDICT = "Not graded"


@dataclass(frozen=True)
class Hostile:
    """One test.

    Attributes
    ----------
    item : str
        The kind of attack.
    title : str
        What it does.
    why : str
        Why it earns nothing.
    told : str
        What its author reads, as a regular expression.
    code : str
        The whole cell.
    check : str
        What it attacks.
    untold : str
        What no message may hold.
    review : bool
        Whether a person has to look.
    """

    item: str
    title: str
    why: str
    told: str
    code: str
    check: str = RELU
    untold: str = "LEAK"
    review: bool = False


def hostile(item, title, body, why, told, before="", check=RELU, **more):
    """Make a hostile test from the body of the function."""
    body = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    code = f"{textwrap.dedent(before).strip()}\n\ndef {check}(candidate):\n{body}\n"
    return Hostile(item, title, why, told, code.strip(), check, **more)
