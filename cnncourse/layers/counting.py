"""Output sizes, receptive fields and costs of layers, without running them."""

from __future__ import annotations

from math import prod

from cnncourse.layers.arguments import integer, positive
from cnncourse.layers.conv import loops


def output_size(size, kernel_size, *, stride=1, padding=0, dilation=1):
    """Count the positions at which a window fits along one axis.

    `loops.output_size` with its arguments validated.

    Parameters
    ----------
    size, padding : int
        At least 0.
    kernel_size, stride, dilation : int
        At least 1.

    Returns
    -------
    int
        `floor((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1`.

    Raises
    ------
    TypeError
        If an argument is not an integer.
    ValueError
        If one is out of range, or the window does not fit even once.
    """
    return loops.output_size(
        integer(size, "size", minimum=0),
        positive(kernel_size, "kernel_size"),
        stride=positive(stride, "stride"),
        padding=integer(padding, "padding", minimum=0),
        dilation=positive(dilation, "dilation"),
    )


def receptive_field(layers):
    """Measure the part of the input that one output sees, along one axis.

    Parameters
    ----------
    layers : iterable of (int, int, int)
        `(kernel_size, stride, dilation)` of every convolution or pooling layer, first layer first.

    Returns
    -------
    size : int
        Pixels from the first to the last that one output depends on, both included.
    jump : int
        Pixels by which this window moves from one output to the next: the product of the strides.

    Raises
    ------
    TypeError
        If a layer is not three integers.
    ValueError
        If a number is smaller than 1.

    Notes
    -----
    A layer with dilation d adds `d * (kernel_size - 1)` steps between its own inputs, which are
    `jump` pixels apart. L layers of stride 1, dilation 1 and kernel size K see
    `1 + L * (K - 1)` pixels: 19 for nine 3x3 layers. Where height and width differ, call the
    function once for each.

    Source: Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
    Distill, 2019.
    """
    size, jump = 1, 1
    for layer in layers:
        if not isinstance(layer, (tuple, list)) or len(layer) != 3:
            raise TypeError(
                f"a layer must be the three integers (kernel_size, stride, dilation), got {layer!r}"
            )
        kernel_size, stride, dilation = (
            positive(number, name)
            for number, name in zip(layer, ("kernel_size", "stride", "dilation"), strict=True)
        )
        size += dilation * (kernel_size - 1) * jump
        jump *= stride
    return size, jump


def multiply_adds(w_shape, output_shape):
    """Count the multiply-adds of a convolution or a fully connected layer for one image.

    Every output number is a sum over the weights of its filter, and each term is one multiply-add:
    a multiplication and an addition, counted together as one. The bias is not counted.

    Parameters
    ----------
    w_shape : tuple of int
        `(C_out, C_in / groups, KH, KW)` of a convolution, with as many kernel axes as it has
        spatial axes; `(D_out, D_in)` of a fully connected layer.
    output_shape : tuple of int
        `(C_out, OH, OW)`, or with other spatial axes, or `(D_out,)`: without the batch axis.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        If a shape holds anything but integers.
    ValueError
        If a size is negative, or the two shapes do not belong to one layer.

    Notes
    -----
    In a transposed convolution every input number, not every output, meets all weights of its
    filter: pass the shape of its input, `(C_in, H, W)`, as `output_shape`.
    """
    w_shape = tuple(integer(n, "w_shape", minimum=0) for n in w_shape)
    output_shape = tuple(integer(n, "output_shape", minimum=0) for n in output_shape)
    if len(w_shape) != len(output_shape) + 1 or w_shape[:1] != output_shape[:1]:
        raise ValueError(
            f"an output of shape {output_shape} does not come from weights of shape {w_shape}: "
            f"it must have one axis fewer and the same first number"
        )
    return prod(output_shape) * prod(w_shape[1:])
