"""Losses with torch's names.

    criterion = nn.CrossEntropyLoss()
    loss = criterion(net(images), labels)
    net.backward(criterion.backward())

The functions in `cnncourse.layers` return the loss and its gradient together; these classes store
the gradient for `backward`.
"""

from __future__ import annotations

import numpy as np

from cnncourse.common.heads import require_outputs
from cnncourse.layers.arguments import number, require_array, require_shape
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.nn.functions import COURSE, require_result, require_results


class Loss:
    """A loss, averaged over the batch, that remembers its gradient.

    A subclass computes the loss in `__call__` and stores the gradient in `_gradient`.
    """

    _gradient = None

    def __call__(self, outputs, targets):
        """Compute the loss of a batch."""
        raise NotImplementedError

    def backward(self):
        """Return the gradient of the last loss, structured like the outputs."""
        if self._gradient is None:
            raise RuntimeError(f"{self!r}: compute a loss before calling backward")
        return self._gradient

    def extra_repr(self):
        """Return the constructor arguments as text, for the repr."""
        return ""

    def __repr__(self):
        return f"{type(self).__name__}({self.extra_repr()})"


class _FunctionLoss(Loss):
    """A loss that runs the function of `cnncourse.layers` named in `function`."""

    functions = COURSE
    function = ""

    def options(self):
        """Return the options of the function by name."""
        return {}

    def __call__(self, predictions, targets):
        """Compute the loss of a batch, with the dtype of the predictions."""
        given = getattr(self.functions, self.function)(predictions, targets, **self.options())
        loss, gradient = require_results(given, self.function, "the pair (loss, gradient)")
        require_result(gradient, np.shape(predictions), self.function, "the gradient")
        self._gradient = gradient
        return loss

    def extra_repr(self):
        """Show the options."""
        return ", ".join(f"{name}={value}" for name, value in self.options().items())


class CrossEntropyLoss(_FunctionLoss):
    """The cross-entropy of a classifier; see `layers.softmax_cross_entropy`.

    Takes logits (N, C) and labels (N,), or more axes, such as (N, C, H, W) and (N, H, W) for one
    label per pixel; the loss is the mean over all labels.

    Parameters
    ----------
    weight, size_average, ignore_index, reduce, reduction
        As in torch, but only their defaults are supported.
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
        """Return the options of the function by name."""
        return {"label_smoothing": self.label_smoothing}

    def __call__(self, predictions, targets):
        """Compute the loss of a batch, with the dtype of the predictions."""
        if np.ndim(predictions) < 3:
            return super().__call__(predictions, targets)
        require_array(predictions, "logits", "...")
        N, C, *places = predictions.shape
        require_shape(targets, "labels", (N, *places), because=f"of logits {predictions.shape}")
        rows = np.moveaxis(predictions, 1, -1)  # (N, ..., C)
        loss = super().__call__(rows.reshape(-1, C), targets.reshape(-1))
        self._gradient = np.moveaxis(self._gradient.reshape(rows.shape), -1, 1)
        return loss


class BCEWithLogitsLoss(_FunctionLoss):
    """The cross-entropy of yes-or-no answers; see `layers.binary_cross_entropy`.

    Takes logits and targets from 0 to 1, of the same shape; the loss is the mean over all entries.
    The arguments are torch's, but only their defaults are supported.
    """

    function = "binary_cross_entropy"

    def __init__(
        self, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
    ):
        only_defaults(weight=weight, size_average=size_average, reduce=reduce)
        only_defaults(reduction=reduction, pos_weight=pos_weight)


class MSELoss(_FunctionLoss):
    """The mean squared difference; see `layers.mean_squared_error`.

    Takes predictions and targets of the same shape; the loss is the mean over all entries. The
    arguments are torch's, but only their defaults are supported.
    """

    function = "mean_squared_error"

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        only_defaults(size_average=size_average, reduce=reduce, reduction=reduction)


class AuxiliaryLoss(Loss):
    """The loss of a network with auxiliary heads that all learn the same targets.

    The loss of the first output plus `weight` times the losses of the others. For a single output
    (not a tuple), its loss. See `nn.Auxiliary`.

    Parameters
    ----------
    criterion : Loss
    weight : float
    """

    def __init__(self, criterion, weight=0.3):
        self.criterion = criterion
        self.weight = number(weight, "weight", minimum=0)

    def __call__(self, outputs, targets):
        """Compute the loss of a batch."""
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
        """Show the criterion and the weight."""
        return f"{self.criterion!r}, weight={self.weight}"


class HeadsLoss(Loss):
    """The weighted sum of the losses of several heads, each with its own targets.

    Parameters
    ----------
    criteria : tuple or dict of Loss
        Structured like the outputs and the targets; see `nn.Heads`.
    weights : dict, optional
        Factors of the losses by name or index of the head; 1 if omitted.
    """

    def __init__(self, criteria, weights=None):
        self.criteria, self.weights = criteria, weights or {}

    def __call__(self, outputs, targets):
        """Compute the loss of a batch."""
        places = require_outputs(self.criteria, outputs, targets)
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
        """Show the criteria and the weights."""
        return f"{self.criteria}, weights={self.weights}"
