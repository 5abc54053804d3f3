"""Losses with torch's names: one number to make small, and its gradient.

    criterion = nn.CrossEntropyLoss()
    loss = criterion(net(images), labels)
    net.backward(criterion.backward())

The functions in `cnncourse.layers` give both numbers at once; these classes do no more than keep
the second.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import number
from cnncourse.nn.functions import COURSE, need_result, need_results


class _Loss:
    """A loss, the mean over the batch, that remembers its gradient.

    `function` names the function of `cnncourse.layers` that it runs.
    """

    functions = COURSE
    function = ""

    def __init__(self):
        self._gradient = None

    def options(self):
        """Give the options of the function, by name."""
        return {}

    def __call__(self, predictions, targets):
        """Measure the loss of a batch, one number of the dtype of the predictions."""
        given = getattr(self.functions, self.function)(predictions, targets, **self.options())
        loss, gradient = need_results(given, self.function, "the pair (loss, gradient)")
        need_result(gradient, np.shape(predictions), self.function, "the gradient")
        self._gradient = gradient
        return loss

    def backward(self):
        """Give the gradient of the last loss with respect to its predictions."""
        if self._gradient is None:
            raise RuntimeError(f"{self!r}: backward needs a loss before it")
        return self._gradient

    def __repr__(self):
        options = ", ".join(f"{name}={value}" for name, value in self.options().items())
        return f"{type(self).__name__}({options})"


class CrossEntropyLoss(_Loss):
    """The surprise of a classifier; see `layers.softmax_cross_entropy`.

    Takes logits (N, C) and labels (N,).

    Parameters
    ----------
    label_smoothing : float
        Share of the target, 0 to 1, that is spread evenly over all classes.
    """

    function = "softmax_cross_entropy"

    def __init__(self, *, label_smoothing=0.0):
        super().__init__()
        self.label_smoothing = number(label_smoothing, "label_smoothing", minimum=0, maximum=1)

    def options(self):
        """Give the options of the function, by name."""
        return {"label_smoothing": self.label_smoothing}


class BCEWithLogitsLoss(_Loss):
    """The surprise of yes-or-no answers; see `layers.binary_cross_entropy`.

    Takes logits and targets from 0 to 1, of the same shape.
    """

    function = "binary_cross_entropy"


class MSELoss(_Loss):
    """The mean of the squared differences; see `layers.mean_squared_error`.

    Takes predictions and targets of the same shape.
    """

    function = "mean_squared_error"
