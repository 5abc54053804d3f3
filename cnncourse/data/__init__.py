"""Data sets: each is a function that gives a `Dataset`."""

from __future__ import annotations

from difflib import get_close_matches

from cnncourse.data.dataset import Dataset, Split
from cnncourse.data.digits import digits

__all__ = ["Dataset", "Split", "digits", "find", "names"]


def names():
    """List the names that `find` knows.

    Returns
    -------
    list of str
    """
    return ["digits"]


def find(name):
    """Look a data set up by its name.

    Parameters
    ----------
    name : str
        For example `"digits"`.

    Returns
    -------
    function
        `data(image_size=...)` gives a `Dataset`.

    Raises
    ------
    ValueError
        If there is none of that name; the message offers the nearest ones.
    """
    if name in names():
        return globals()[name]
    near = get_close_matches(str(name).lower(), names())
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(names())}"
    raise ValueError(f"no data set is called {name!r}; {hint}")
