"""The functions that layers run, and checks of their results."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from cnncourse import layers


class Functions(SimpleNamespace):
    """A namespace of functions with a short `repr`."""

    def __repr__(self):
        return f"<functions of {self.origin}>"


COURSE = Functions(
    origin="cnncourse.layers", **{name: getattr(layers, name) for name in layers.__all__}
)


def require_results(given, function, names):
    """Check that a function returned a tuple of the right length.

    Parameters
    ----------
    given : object
        What the function returned.
    function : str
    names : str
        Names of the results, such as `"(out, cache)"`.

    Returns
    -------
    tuple

    Raises
    ------
    TypeError
        Naming the function and what it returned.
    """
    if not isinstance(given, tuple) or len(given) != names.count(",") + 1:
        tuple_of = f"a tuple of {len(given)}" if isinstance(given, tuple) else type(given).__name__
        raise TypeError(f"{function} must return {names}, got {tuple_of}")
    return given


def require_result(value, shape, function, name):
    """Check that a function returned an array of a given shape; None allows any shape.

    Raises
    ------
    TypeError, ValueError
        Naming the function and the result.
    """
    wanted = f"{function} must return {name} as an array"
    if shape is not None:
        wanted += f" of shape {shape}"
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{wanted}, got {type(value).__name__}")
    if shape is not None and value.shape != shape:
        raise ValueError(f"{wanted}, got shape {value.shape}")
