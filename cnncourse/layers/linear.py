"""The fully connected layer."""

from __future__ import annotations

from cnncourse.layers.arguments import require_array, require_shape


def linear_forward(x, w, b):
    """Compute a weighted sum of all inputs for every output unit.

    Parameters
    ----------
    x : ndarray of shape (N, D_in)
    w : ndarray of shape (D_out, D_in)
        One row of weights per output, as in torch.
    b : ndarray of shape (D_out,) or None

    Returns
    -------
    out : ndarray of shape (N, D_out)
        `x @ w.T + b`.
    cache : tuple
        `(x, w, b)`.

    Raises
    ------
    TypeError
        If an array argument is not a float32 or float64 array.
    ValueError
        If the shapes disagree.
    """
    require_array(x, "x", "N, D_in")
    require_array(w, "w", "D_out, D_in")
    if x.shape[1] != w.shape[1]:
        raise ValueError(
            f"x of shape {x.shape} has {x.shape[1]} numbers per image, but w of shape {w.shape} "
            f"expects {w.shape[1]}"
        )
    out = x @ w.T
    if b is not None:
        require_array(b, "b", "D_out")
        require_shape(b, "b", w.shape[:1], because=f"one number for every row of w {w.shape}")
        out += b
    return out, (x, w, b)


def linear_backward(dout, cache):
    """Send the gradient of a fully connected layer's output to its input, weights and bias.

    Parameters
    ----------
    dout : ndarray of shape (N, D_out)
    cache : tuple
        As returned by `linear_forward`.

    Returns
    -------
    dx : ndarray of shape (N, D_in)
    dw : ndarray of shape (D_out, D_in)
    db : ndarray of shape (D_out,) or None
        None if the layer has no bias.

    Raises
    ------
    ValueError
        If `dout` does not have the shape of the output.
    """
    x, w, b = cache
    require_array(dout, "dout", "N, D_out")
    require_shape(dout, "dout", (x.shape[0], w.shape[0]), because="the shape of the output")
    db = None if b is None else dout.sum(axis=0, dtype=b.dtype)
    return (dout @ w).astype(x.dtype, copy=False), (dout.T @ x).astype(w.dtype, copy=False), db
