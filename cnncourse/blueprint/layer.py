"""The base class of blueprints, which know shapes and counts but compute nothing."""

from __future__ import annotations

from math import prod

from cnncourse.blueprint.signal import BYTES_PER_NUMBER, LayerCost
from cnncourse.common.layer_names import require_name
from cnncourse.common.layer_tree import LayerTree
from cnncourse.layers import receptive_field

INPUTS = {1: ("a sequence", "L"), 2: ("an image", "H, W"), 3: ("a volume", "D, H, W")}


class Layer(LayerTree):
    """The blueprint of a layer.

    It knows its output shape, its number of parameters, its multiply-adds for one image, and how
    many positions of its input one output sees. The defaults are the input shape, 0, 0 and 1.
    """

    parameters = 0
    keeps_output = True  # False if the output is the input in another shape
    sees_all = False  # True if every output sees every position

    def __setattr__(self, name, value):
        self.require_layer(name, value, Layer)
        if isinstance(value, Layer):
            require_name(self, name)
        object.__setattr__(self, name, value)

    def output_shape(self, shape):
        """Return the output shape for one image, without the batch axis."""
        return shape

    def multiply_adds(self, input_shape, output_shape):
        """Count the multiply-adds for one image."""
        return 0

    def windows(self, grid):
        """Return, for every spatial axis, how many positions an output sees, and the jump."""
        return [(size if self.sees_all else 1, 1) for size in grid]

    def trace(self, name, signal):
        """Count this layer's costs and compute its output signal.

        Parameters
        ----------
        name : str
        signal : Signal
            The input.

        Returns
        -------
        rows : list of LayerCost
        signal : Signal
            The output.
        """
        try:
            output_shape = self.output_shape(signal.shape)
        except ValueError as error:
            where = f"layer {name}, {self!r}," if name else repr(self)
            raise ValueError(f"{where} cannot take shape {signal.shape}: {error}") from None
        after = signal.through(output_shape, self.windows(signal.grid), flat=self.sees_all)
        return [self.row(name, signal.shape, after)], after

    def row(self, name, input_shape, after):
        """Return the costs of this layer, given its output signal."""
        return LayerCost(
            name=name,
            layer=self,
            input_shape=input_shape,
            output_shape=after.shape,
            parameters=self.parameters,
            multiply_adds=self.multiply_adds(input_shape, after.shape),
            activation_bytes=BYTES_PER_NUMBER * prod(after.shape) * self.keeps_output,
            receptive_field=after.receptive_field,
        )


def each_axis(kernel_size, stride, dilation):
    """Return size and jump of a layer's windows along every axis."""
    return [
        receptive_field([options]) for options in zip(kernel_size, stride, dilation, strict=True)
    ]


def require_image(shape, channels=None, axes=2):
    """Check that a shape has some spatial axes, and the given number of channels, if any."""
    if len(shape) != axes + 1 or (channels is not None and shape[0] != channels):
        kind, names = INPUTS[axes]
        wanted = "C" if channels is None else channels
        raise ValueError(f"it expects {kind} of shape ({wanted}, {names}), but gets shape {shape}")


def require_numbers(shape, count):
    """Check that a shape is (D,) with a given D."""
    if shape != (count,):
        raise ValueError(f"it expects {count} numbers, but gets shape {shape}")
