"""The squared error of predicted numbers, and its gradient."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_array, require_shape


def mean_squared_error(predictions, targets):
    """Compute the mean squared difference over all entries, and its gradient.

    Parameters
    ----------
    predictions : ndarray of any shape
    targets : ndarray of the shape of `predictions`

    Returns
    -------
    loss : float
        With the dtype of `predictions`, in the square of their unit. NaN for empty arrays, as in
        torch.
    dpredictions : ndarray of the shape of `predictions`
        The gradient of the loss: twice the difference, divided by the number of entries.

    Raises
    ------
    TypeError
        If `predictions` or `targets` is not a float32 or float64 array.
    ValueError
        If the shapes disagree.
    """
    require_array(predictions, "predictions", "...")
    require_array(targets, "targets", "...")
    require_shape(targets, "targets", predictions.shape, because="the shape of predictions")
    if predictions.size == 0:
        return predictions.dtype.type(np.nan), np.zeros_like(predictions)
    difference = predictions - targets.astype(predictions.dtype, copy=False)
    return np.mean(difference * difference), np.asarray(difference * (2 / predictions.size))
