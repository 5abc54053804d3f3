"""The costs of a network, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

from cnncourse.blueprint.layer import Layer
from cnncourse.blueprint.signal import LayerCost, Signal
from cnncourse.layers.arguments import positive


@dataclass(frozen=True)
class Summary:
    """The costs of a network for one image; `print` shows them as a table.

    Attributes
    ----------
    layers : tuple of LayerCost
    parameters, multiply_adds, activation_bytes : int
        Sums over the layers.
    """

    layers: tuple[LayerCost, ...]

    @property
    def parameters(self):
        return sum(row.parameters for row in self.layers)

    @property
    def multiply_adds(self):
        return sum(row.multiply_adds for row in self.layers)

    @property
    def activation_bytes(self):
        return sum(row.activation_bytes for row in self.layers)

    def __str__(self):
        head = ("", "layer", "output", "parameters", "multiply-adds", "activation bytes", "sees")
        body = [
            (
                row.name,
                type(row.layer).__name__,
                " x ".join(map(str, row.output_shape)),
                f"{row.parameters:,}",
                f"{row.multiply_adds:,}",
                f"{row.activation_bytes:,}",
                " x ".join(map(str, row.receptive_field)),
            )
            for row in self.layers
        ]
        totals = (self.parameters, self.multiply_adds, self.activation_bytes)
        body.append(("", "total", "", *(f"{total:,}" for total in totals), ""))
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        lines = []
        for cells in (head, *body):
            left = [cell.ljust(width) for cell, width in zip(cells[:3], widths[:3], strict=True)]
            right = [cell.rjust(width) for cell, width in zip(cells[3:], widths[3:], strict=True)]
            lines.append("  ".join(left + right).rstrip())
        return "\n".join(lines)


def summarize(net, image_shape):
    """Count the costs of a network for one image.

    Parameters
    ----------
    net : Layer
        Built with `cnncourse.blueprint`.
    image_shape : tuple of int
        `(C, H, W)`; `(C, L)` for a network of sequences, `(C, D, H, W)` for one of volumes.

    Returns
    -------
    Summary

    Raises
    ------
    TypeError
        If the network was built with another engine.
    ValueError
        If a layer cannot take its input, for example because pooling has left no pixels; the
        message names the layer.
    """
    if not isinstance(net, Layer):
        raise TypeError(
            f"summarize takes a network built with cnncourse.blueprint, but this is a "
            f"{type(net).__module__}.{type(net).__name__}"
        )
    shape = tuple(positive(size, "image_shape") for size in image_shape)
    rows, _ = net.trace("", Signal.of_image(shape))
    return Summary(tuple(rows))
