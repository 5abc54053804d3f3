"""What a network costs, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from cnncourse.blueprint.layers import Layer, Sequential
from cnncourse.layers.validate import positive

BYTES_PER_NUMBER = 4


@dataclass(frozen=True)
class Row:
    """One layer of a summary, for one image.

    Attributes
    ----------
    name : str
        As in a `state_dict`: `"0"`, `"3.1"`.
    layer : Layer
    input_shape, output_shape : tuple of int
        Without the batch axis.
    parameters, multiply_adds, activation_bytes : int
        See the conventions of the module.
    """

    name: str
    layer: Layer
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    activation_bytes: int


@dataclass(frozen=True)
class Summary:
    """What a network costs for one image; `print` shows it as a table.

    Attributes
    ----------
    layers : tuple of Row
    parameters, multiply_adds, activation_bytes : int
        Sums over the layers.
    """

    layers: tuple[Row, ...]

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
        head = ("", "layer", "output", "parameters", "multiply-adds", "activation bytes")
        body = [
            (
                row.name,
                type(row.layer).__name__,
                " x ".join(map(str, row.output_shape)),
                f"{row.parameters:,}",
                f"{row.multiply_adds:,}",
                f"{row.activation_bytes:,}",
            )
            for row in self.layers
        ]
        totals = (self.parameters, self.multiply_adds, self.activation_bytes)
        body.append(("", "total", "", *(f"{total:,}" for total in totals)))
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        lines = []
        for cells in (head, *body):
            left = [cell.ljust(width) for cell, width in zip(cells[:3], widths[:3], strict=True)]
            right = [cell.rjust(width) for cell, width in zip(cells[3:], widths[3:], strict=True)]
            lines.append("  ".join(left + right))
        return "\n".join(lines)


def summarize(net, image_shape):
    """Count what a network costs for one image.

    Parameters
    ----------
    net : Layer
        Built with `cnncourse.blueprint`.
    image_shape : (int, int, int)
        `(C, H, W)`.

    Returns
    -------
    Summary

    Raises
    ------
    TypeError
        If the network was built with another engine.
    ValueError
        If a layer cannot take what it gets, for example because pooling has left no image; the
        message names the layer.
    """
    shape = tuple(positive(size, "image_shape") for size in image_shape)
    rows, _ = _walk(net, "", shape)
    return Summary(tuple(rows))


def _walk(layer, name, shape):
    """List the rows of a layer and of those inside it, and the shape that comes out."""
    if not isinstance(layer, Layer):
        raise TypeError(
            f"summarize takes a network built with cnncourse.blueprint, but "
            f"{f'layer {name}' if name else 'this'} is a "
            f"{type(layer).__module__}.{type(layer).__name__}"
        )
    if isinstance(layer, Sequential):
        rows = []
        for place, module in enumerate(layer.modules):
            inner, shape = _walk(module, f"{name}.{place}" if name else str(place), shape)
            rows += inner
        return rows, shape
    try:
        output_shape = layer.output_shape(shape)
    except ValueError as error:
        where = f"layer {name}, {layer!r}," if name else repr(layer)
        raise ValueError(f"{where} cannot take shape {shape}: {error}") from None
    row = Row(
        name=name,
        layer=layer,
        input_shape=shape,
        output_shape=output_shape,
        parameters=layer.parameters,
        multiply_adds=layer.multiply_adds(output_shape),
        activation_bytes=BYTES_PER_NUMBER * prod(output_shape) * layer.keeps_output,
    )
    return [row], output_shape
