"""Call a function that must return a view of an array."""

from __future__ import annotations

import numpy as np

from cnncourse.checks.engine.differences import kind
from cnncourse.checks.engine.driving import theirs
from cnncourse.checks.kinds.harnesses.common import refuse


def view_of_memory(function, x, *args, layout="NCHW", **options):
    """Call a function that must return a view of its first argument, and copy the view's numbers.

    Parameters
    ----------
    function : callable
        `function(x, *args, **options)`.
    x : ndarray of shape (N, C, H, W)
    layout : {"NCHW", "NHWC"}
        How the function's `x` lies in memory; its shape is `(N, C, H, W)` in either case.

    Returns
    -------
    ndarray
        The function must not return a copy, or a view of memory beyond that of `x`.
    """
    held = x.transpose(0, 2, 3, 1).copy() if layout == "NHWC" else x.copy()
    view = theirs(
        function, held.transpose(0, 3, 1, 2) if layout == "NHWC" else held, *args, **options
    )
    name = getattr(function, "__name__", "the function")
    if type(view) is not np.ndarray:
        return theirs(refuse, f"{name} must return an array, got {kind(view)}")
    if view.size == 0:
        return view.copy()
    owner = view
    while owner.base is not None:
        owner = owner.base
    if owner is not held:
        return theirs(refuse, f"{name} returned a copy, not a view of x")
    first, last = _reach(view)
    start, end = _reach(held)
    if first < start or last > end:
        return theirs(refuse, f"{name} returned a view that goes past the end of x's memory")
    return theirs(np.copy, view)  # a student may have made it too large for the memory


def _reach(array):
    """Return the first and the last address of an array's numbers."""
    start = array.__array_interface__["data"][0]
    ways = [(n - 1) * step for n, step in zip(array.shape, array.strides, strict=True)]
    return start + sum(min(0, way) for way in ways), start + sum(max(0, way) for way in ways)
