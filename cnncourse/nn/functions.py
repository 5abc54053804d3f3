"""Where layers find their functions, and what is asked of what these give."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from cnncourse import layers


class Functions(SimpleNamespace):
    """Functions by name, with a name of their own for `repr` and `help`."""

    def __repr__(self):
        return f"<functions of {self.origin}>"


COURSE = Functions(
    origin="cnncourse.layers", **{name: getattr(layers, name) for name in layers.__all__}
)


def need_results(given, function, names):
    """Check that a function gave a tuple of so many results.

    Parameters
    ----------
    given : object
        What it gave.
    function : str
    names : str
        Of the results, `"(out, cache)"`.

    Returns
    -------
    tuple

    Raises
    ------
    TypeError
        Naming the function and what it gave.
    """
    if not isinstance(given, tuple) or len(given) != names.count(",") + 1:
        tuple_of = f"a tuple of {len(given)}" if isinstance(given, tuple) else type(given).__name__
        raise TypeError(f"{function} must give {names}, got {tuple_of}")
    return given


def need_result(value, shape, function, name):
    """Check that a function gave an array of some shape; None as a shape stands for any.

    Raises
    ------
    TypeError, ValueError
        Naming the function and the result.
    """
    wanted = f"{function} must give {name} as an array"
    if shape is not None:
        wanted += f" of shape {shape}"
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{wanted}, got {type(value).__name__}")
    if shape is not None and value.shape != shape:
        raise ValueError(f"{wanted}, got shape {value.shape}")
