"""The cases of the checks on new topic: calls by group, drawn from a seed.

All other groups rest on the first one. Only a non-square case tells rows from columns.
"""

from __future__ import annotations

import numpy as np

from cnncourse.checks import Case


def example_cases(rng):
    yield Case("plain", (np.array([[1.0, 2.0, 6.0], [0.0, 0.0, 3.0]]),))
    yield Case("plain", (rng.standard_normal((4, 3)),))
    yield Case("square", (rng.standard_normal((3, 3)),))
    yield Case("one row or column", (rng.standard_normal((1, 4)),))
    yield Case("one row or column", (rng.standard_normal((4, 1)),))
    yield Case("whole numbers", (rng.integers(0, 9, (2, 5)),))
    yield Case("errors", (rng.standard_normal(3),))
    yield Case("errors", (rng.standard_normal((2, 2, 2)),))
