"""Element-wise activations and softmax, for inputs of any shape."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import number, positive, require_axis, require_generator
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.nn.arrays import float_dtype
from cnncourse.nn.layer import Layer


class ReLU(Layer):
    """Keep positive numbers and set the rest to zero; see `layers.relu_forward`.

    Parameters
    ----------
    inplace : bool
        Accepted for compatibility with torch, without effect: no layer modifies its input.
    """

    function = "relu"

    def __init__(self, inplace=False):
        super().__init__()
        only_defaults(inplace=inplace)


class LeakyReLU(Layer):
    """Multiply negative numbers by a small slope; see `layers.leaky_relu_forward`.

    Parameters
    ----------
    negative_slope : float
    inplace : bool
        Without effect, as in `ReLU`.
    """

    function = "leaky_relu"

    def __init__(self, negative_slope=0.01, inplace=False):
        super().__init__()
        only_defaults(inplace=inplace)
        self.negative_slope = number(negative_slope, "negative_slope")

    def options(self):
        """Return the options of the forward function by name."""
        return {"negative_slope": self.negative_slope}

    def extra_repr(self):
        """Show the slope."""
        return f"negative_slope={self.negative_slope}"


class PReLU(Layer):
    """Multiply negative numbers by a learned slope; see `layers.prelu_forward`.

    Parameters
    ----------
    num_parameters : int
        The number of channels, axis 1, or 1 to share one slope.
    init : float
        Initial slope.
    device : None or "cpu"
    dtype : dtype, optional
        Of the slopes: `numpy.float32`, the default, or `numpy.float64`.
    """

    function = "prelu"
    parameter_names = ("weight",)

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        only_defaults(device=device)
        self.num_parameters = positive(num_parameters, "num_parameters")
        self.init = number(init, "init")
        self.weight = np.full(self.num_parameters, self.init, float_dtype(dtype))

    def reset_parameters(self, rng):
        """Set every slope to `init`; nothing is drawn."""
        require_generator(rng)
        self.weight[...] = self.init

    def extra_repr(self):
        """Show the number of slopes."""
        return f"num_parameters={self.num_parameters}"


class ReLU6(Layer):
    """Clip every number to the range 0 to 6; see `layers.relu6_forward`.

    Parameters
    ----------
    inplace : bool
        Without effect, as in `ReLU`.
    """

    function = "relu6"

    def __init__(self, inplace=False):
        super().__init__()
        only_defaults(inplace=inplace)


class Sigmoid(Layer):
    """Squash every number into (0, 1); see `layers.sigmoid_forward`."""

    function = "sigmoid"


class Tanh(Layer):
    """The hyperbolic tangent; see `layers.tanh_forward`."""

    function = "tanh"


class ScaledTanh(Layer):
    """LeNet-5's squashing function; see `layers.scaled_tanh_forward`."""

    function = "scaled_tanh"


class Softmax(Layer):
    """Probabilities that sum to 1 along an axis; see `layers.softmax_forward`.

    `CrossEntropyLoss` takes the numbers before the softmax.

    Parameters
    ----------
    dim : int
        The axis, 1 for classes. It is required; torch guesses it with a warning.
    """

    function = "softmax"

    def __init__(self, dim=None):
        super().__init__()
        self.dim = require_axis(dim, "dim")

    def options(self):
        """Return the options of the forward function by name."""
        return {"axis": self.dim}

    def extra_repr(self):
        """Show the axis."""
        return f"dim={self.dim}"
