"""Two layers that only LeNet-5 (1998) has.

LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
Proceedings of the IEEE, 1998, section II.B.
"""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import positive, require_array, require_generator
from cnncourse.nn.arrays import float_dtype
from cnncourse.nn.layer import Layer


class Subsampling(Layer):
    """The sum of every 2x2 window, times a learned coefficient, plus a learned bias.

    Maps (N, C, H, W) to (N, C, H // 2, W // 2); see `layers.subsampling_forward`.

    Parameters
    ----------
    channels : int
        Each has its own coefficient and bias.
    dtype : dtype
        Of the learned arrays: `numpy.float32` or `numpy.float64`.
    """

    function = "subsampling"
    parameter_names = ("weight", "bias")

    def __init__(self, channels, *, dtype=np.float32):
        super().__init__()
        self.channels, dtype = positive(channels, "channels"), float_dtype(dtype)
        self.weight, self.bias = np.empty(channels, dtype), np.empty(channels, dtype)
        self.reset_parameters(np.random.default_rng())

    def reset_parameters(self, rng):
        """Draw uniformly from -1/2 to 1/2, torch's rule for a sum of four inputs."""
        require_generator(rng)
        for value in self.parameters():
            value[...] = rng.uniform(-0.5, 0.5, value.shape)

    def extra_repr(self):
        """Show the number of channels."""
        return str(self.channels)


class RBF(Layer):
    """The squared distance to the centre of every class; see `layers.rbf_forward`.

    Maps (N, D) to (N, C). The likely class has the smallest distance.

    Parameters
    ----------
    centres : array of shape (C, D)
        Fixed: saved with the network, but not learned.
    dtype : dtype
        Of the centres: `numpy.float32` or `numpy.float64`.
    """

    function = "rbf"
    buffer_names = ("centres",)

    def __init__(self, centres, *, dtype=np.float32):
        super().__init__()
        self.centres = np.array(centres, float_dtype(dtype))
        require_array(self.centres, "centres", "C, D")

    def forward(self, x):
        """Compute the distances."""
        (out,) = self._run(x, self.centres)
        return out

    def extra_repr(self):
        """Show the numbers of inputs and classes."""
        C, D = self.centres.shape
        return f"{D}, {C}"
