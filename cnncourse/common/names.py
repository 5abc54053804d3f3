"""What to say to a name that nobody knows."""

from __future__ import annotations

from difflib import get_close_matches


def advice(name, known, *, cutoff=0.6):
    """Name what may be meant by an unknown name, or all that there is.

    Parameters
    ----------
    name : object
        As it was given.
    known : iterable of str
    cutoff : float
        How alike two names are, from 0 to 1, before one may be meant by the other.

    Returns
    -------
    str
        For example "did you mean vgg16 or vgg19?" or "there are: lenet5, vgg16".
    """
    known = list(known)
    near = get_close_matches(str(name).lower(), known, cutoff=cutoff)
    return f"did you mean {' or '.join(near)}?" if near else f"there are: {', '.join(known)}"
