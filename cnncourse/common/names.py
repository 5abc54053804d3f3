"""Suggestions for unknown names."""

from __future__ import annotations

from difflib import get_close_matches


def advice(name, known, *, cutoff=0.6):
    """Suggest known names that resemble an unknown one, or list all known names.

    Parameters
    ----------
    name : object
        The unknown name, as given.
    known : iterable of str
    cutoff : float
        Similarity, from 0 to 1, above which a name is suggested.

    Returns
    -------
    str
        For example "did you mean vgg16 or vgg19?" or "there are: lenet5, vgg16".
    """
    known = list(known)
    near = get_close_matches(str(name).lower(), known, cutoff=cutoff)
    return f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
