"""What is passed from layer to layer in a blueprint, and the costs recorded for each layer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

BYTES_PER_NUMBER = 4


@dataclass(frozen=True)
class LayerCost:
    """The costs of one layer for one image: a row of the summary.

    Attributes
    ----------
    name : str
        As in a `state_dict`: `"conv1"`, `"layer3.0.conv2"`.
    layer : Layer
    input_shape, output_shape : tuple of int
        Without the batch axis.
    parameters, multiply_adds, activation_bytes : int
        See the conventions of `cnncourse.blueprint`.
    receptive_field : tuple of int
        Pixels that one output depends on, along every spatial axis.
    """

    name: str
    layer: Any
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    activation_bytes: int
    receptive_field: tuple[int, ...]


@dataclass(frozen=True)
class Signal:
    """The shape at one point of a network, and its relation to the image.

    Attributes
    ----------
    shape : tuple of int
        Without the batch axis.
    grid : tuple of int
        Spatial positions that the numbers still represent: after `Flatten` those of the flattened
        image, after `Linear` one.
    sizes, jumps : tuple of int or Fraction
        The receptive field along every spatial axis, and the number of pixels by which it moves
        from one position to the next; see `layers.receptive_field`.
    """

    shape: tuple[int, ...]
    grid: tuple[int, ...]
    sizes: tuple[int | Fraction, ...]
    jumps: tuple[int | Fraction, ...]

    @classmethod
    def of_image(cls, shape):
        """Start at the input, such as (C, H, W) or (D,), where every pixel sees itself."""
        ones = (1,) * len(shape[1:])
        return cls(shape, shape[1:], ones, ones)

    @property
    def receptive_field(self):
        """Pixels along every spatial axis, rounded up."""
        return tuple(ceil(size) for size in self.sizes)

    def through(self, shape, windows, *, flat):
        """Return the signal after a layer.

        Parameters
        ----------
        shape : tuple of int
            The output shape.
        windows : list of (int, int or Fraction)
            For every axis, how many positions an output sees, and by how many this window moves.
        flat : bool
            Whether the layer removes all positions, as `Linear` does.

        Returns
        -------
        Signal
        """
        grid = (1,) * len(self.grid) if flat else shape[1:] or self.grid
        axes = list(zip(self.sizes, self.jumps, windows, strict=True))
        sizes = tuple(size + (window - 1) * jump for size, jump, (window, _) in axes)
        return Signal(shape, grid, sizes, tuple(jump * step for _, jump, (_, step) in axes))

    def meet(self, shape, others):
        """Join with other branches; the widest determines the receptive field."""
        sizes = tuple(map(max, zip(self.sizes, *(other.sizes for other in others), strict=True)))
        return Signal(shape, self.grid, sizes, self.jumps)
