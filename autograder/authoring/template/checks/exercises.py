"""What the exercises on new topic ask for: the only copy of each function."""

from __future__ import annotations


def new_topic_example(x):
    """Subtract its mean from every row.

    Parameters
    ----------
    x : ndarray of shape (N, D)

    Returns
    -------
    ndarray of shape (N, D)
        A new array of floats; each row has mean 0.

    Raises
    ------
    ValueError
        If `x` does not have two axes.
    """
    if x.ndim != 2:
        raise ValueError(f"x must have two axes, got shape {x.shape}")
    mean = x.mean(axis=1, keepdims=True)
    return x - mean
