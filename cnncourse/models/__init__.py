"""Architectures: each is one expression over an engine, `model(nn, *, num_classes=...)`."""

from __future__ import annotations

from difflib import get_close_matches

from cnncourse.models.lenet import lenet5

__all__ = ["find", "lenet5", "names"]


def names():
    """List the names that `find` knows.

    Returns
    -------
    list of str
    """
    return [name for name in __all__ if name not in ("find", "names")]


def find(name):
    """Look a model up by its name.

    Parameters
    ----------
    name : str
        For example `"lenet5"`.

    Returns
    -------
    function
        `model(nn, *, num_classes=...)`.

    Raises
    ------
    ValueError
        If there is none of that name; the message offers the nearest ones.
    """
    if name in names():
        return globals()[name]
    near = get_close_matches(str(name).lower(), names())
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(names())}"
    raise ValueError(f"no model is called {name!r}; {hint}")
