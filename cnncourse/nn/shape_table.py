"""The output shapes of a network's layers."""

from __future__ import annotations

import numpy as np


def shapes(net, image_shape):
    """Return the output shape of every layer, without the batch axis.

    Parameters
    ----------
    net : Module
    image_shape : tuple of int
        Shape of one input, `(C, H, W)`.

    Returns
    -------
    dict of str to tuple
        Keys are the names of `net.named_modules()`; a layer with several outputs has a tuple or
        dict of shapes.

    Notes
    -----
    An empty batch is sent through the network in evaluation mode. This costs almost nothing and
    leaves the state for `backward` untouched.

    Examples
    --------
    >>> from cnncourse import nn
    >>> nn.shapes(nn.Sequential(nn.Conv2d(1, 6, 5), nn.Flatten()), (1, 28, 28))
    {'': (3456,), '0': (6, 24, 24), '1': (3456,)}
    """
    modules = dict(net.named_modules())
    kept = [(module.training, module._cache) for module in modules.values()]
    learned = next(iter(net.parameters()), np.zeros(0, np.float32))
    try:
        net.eval()(np.zeros((0, *image_shape), learned.dtype))
    finally:
        for module, (training, cache) in zip(modules.values(), kept, strict=True):
            module.training, module._cache = training, cache
    return {name: module._output_shape for name, module in modules.items()}


def summary(net, image_shape):
    """Return a table of all layers with their arguments, output shapes and parameters.

    Parameters
    ----------
    net : Module
    image_shape : tuple of int
        Shape of one input, `(C, H, W)`.

    Returns
    -------
    str
        A table to print. A container is listed before its layers, by class name, with the sum of
        their parameters.

    Examples
    --------
    >>> from cnncourse import nn
    >>> print(nn.summary(nn.Sequential(nn.Conv2d(1, 6, 5), nn.Flatten()), (1, 28, 28)))
       input                                            (1, 28, 28)
       Sequential                                       (3456,)      156
    0  Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))  (6, 24, 24)  156
    1  Flatten()                                        (3456,)        0
    """
    outputs = shapes(net, image_shape)
    rows = [("", "input", str(tuple(image_shape)), "")]
    for name, module in net.named_modules():
        count = sum(value.size for value in module.parameters())
        title = type(module).__name__ if list(module.children()) else repr(module)
        rows.append((name, title, str(outputs[name]), f"{count:,}"))
    w = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (f"{a:{w[0]}}  {b:{w[1]}}  {c:{w[2]}}  {d:>{w[3]}}".rstrip() for a, b, c, d in rows)
    return "\n".join(lines)
