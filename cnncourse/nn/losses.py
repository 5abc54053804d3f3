"""Losses with torch's names: one number to make small, and its gradient.

    criterion = nn.CrossEntropyLoss()
    loss = criterion(net(images), labels)
    net.backward(criterion.backward())

The functions in `cnncourse.layers` give both numbers at once; these classes do no more than keep
the second.
"""

from __future__ import annotations

import numpy as np

from cnncourse.common.heads import need_outputs
from cnncourse.layers.arguments import need_array, need_shape, number
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.nn.functions import COURSE, need_result, need_results


class Loss:
    """A loss, the mean over the batch, that remembers its gradient.

    A subclass computes in `__call__`, and keeps in `_gradient` what `backward` gives.
    """

    _gradient = None

    def __call__(self, outputs, targets):
        """Measure the loss of a batch."""
        raise NotImplementedError

    def backward(self):
        """Give the gradient of the last loss, in the form of its outputs."""
        if self._gradient is None:
            raise RuntimeError(f"{self!r}: backward needs a loss before it")
        return self._gradient

    def extra_repr(self):
        """Write the arguments that the loss was made with, for its repr."""
        return ""

    def __repr__(self):
        return f"{type(self).__name__}({self.extra_repr()})"


class _FunctionLoss(Loss):
    """A loss that is one function of `cnncourse.layers`, named by `function`."""

    functions = COURSE
    function = ""

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

    def extra_repr(self):
        """Write the options."""
        return ", ".join(f"{name}={value}" for name, value in self.options().items())


class CrossEntropyLoss(_FunctionLoss):
    """The surprise of a classifier; see `layers.softmax_cross_entropy`.

    Takes logits (N, C) and labels (N,), or with more axes, such as (N, C, H, W) and (N, H, W), one
    answer a pixel; the loss is the mean over all answers.

    Parameters
    ----------
    weight, size_average, ignore_index, reduce, reduction
        Torch's, at their defaults: the loss is the mean over all labels.
    label_smoothing : float
        Share of the target, 0 to 1, that is spread evenly over all classes.
    """

    function = "softmax_cross_entropy"

    def __init__(
        self,
        weight=None,
        size_average=None,
        ignore_index=-100,
        reduce=None,
        reduction="mean",
        label_smoothing=0.0,
    ):
        only_defaults(weight=weight, size_average=size_average, ignore_index=ignore_index)
        only_defaults(reduce=reduce, reduction=reduction)
        self.label_smoothing = number(label_smoothing, "label_smoothing", minimum=0, maximum=1)

    def options(self):
        """Give the options of the function, by name."""
        return {"label_smoothing": self.label_smoothing}

    def __call__(self, predictions, targets):
        """Measure the loss of a batch, one number of the dtype of the predictions."""
        if np.ndim(predictions) < 3:
            return super().__call__(predictions, targets)
        need_array(predictions, "logits", "...")
        N, C, *places = predictions.shape
        need_shape(targets, "labels", (N, *places), because=f"of logits {predictions.shape}")
        rows = np.moveaxis(predictions, 1, -1)  # (N, ..., C)
        loss = super().__call__(rows.reshape(-1, C), targets.reshape(-1))
        self._gradient = np.moveaxis(self._gradient.reshape(rows.shape), -1, 1)
        return loss


class BCEWithLogitsLoss(_FunctionLoss):
    """The surprise of yes-or-no answers; see `layers.binary_cross_entropy`.

    Takes logits and targets from 0 to 1, of the same shape. The arguments are torch's, at their
    defaults: the loss is the mean over all numbers.
    """

    function = "binary_cross_entropy"

    def __init__(
        self, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
    ):
        only_defaults(weight=weight, size_average=size_average, reduce=reduce)
        only_defaults(reduction=reduction, pos_weight=pos_weight)


class MSELoss(_FunctionLoss):
    """The mean of the squared differences; see `layers.mean_squared_error`.

    Takes predictions and targets of the same shape. The arguments are torch's, at their defaults:
    the loss is the mean over all numbers.
    """

    function = "mean_squared_error"

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        only_defaults(size_average=size_average, reduce=reduce, reduction=reduction)


class AuxiliaryLoss(Loss):
    """The loss of a network with auxiliary heads, all of which learn the same targets.

    The loss of the first output, and `weight` times those of all others; with a single output,
    which is no tuple, the loss of that. See `nn.Auxiliary`.

    Parameters
    ----------
    criterion : Loss
    weight : float
    """

    def __init__(self, criterion, weight=0.3):
        self.criterion = criterion
        self.weight = number(weight, "weight", minimum=0)

    def __call__(self, outputs, targets):
        """Measure the loss of a batch."""
        if not isinstance(outputs, tuple):
            loss = self.criterion(outputs, targets)
            self._gradient = self.criterion.backward()
            return loss
        weights = {place: self.weight for place in range(1, len(outputs))}
        one_each = HeadsLoss((self.criterion,) * len(outputs), weights=weights)
        loss = one_each(outputs, (targets,) * len(outputs))
        self._gradient = one_each.backward()
        return loss

    def extra_repr(self):
        """Write the criterion and the weight."""
        return f"{self.criterion!r}, weight={self.weight}"


class HeadsLoss(Loss):
    """The weighted sum of the losses of several heads, each with targets of its own.

    Parameters
    ----------
    criteria : tuple or dict of Loss
        In the form in which the outputs come; see `nn.Heads`. The targets have it, too.
    weights : dict, optional
        By the name or the place of a head, what its loss is multiplied by; 1 if omitted.
    """

    def __init__(self, criteria, weights=None):
        self.criteria, self.weights = criteria, weights or {}

    def __call__(self, outputs, targets):
        """Measure the loss of a batch."""
        places = need_outputs(self.criteria, outputs, targets)
        total, gradients = 0.0, []
        for place in places:
            criterion, weight = self.criteria[place], self.weights.get(place, 1.0)
            total += weight * criterion(outputs[place], targets[place])
            gradients.append(weight * criterion.backward())
        self._gradient = tuple(gradients)
        if isinstance(self.criteria, dict):
            self._gradient = dict(zip(places, gradients, strict=True))
        return total

    def extra_repr(self):
        """Write the criteria and the weights."""
        return f"{self.criteria}, weights={self.weights}"
