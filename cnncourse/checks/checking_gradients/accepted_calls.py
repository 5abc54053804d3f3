"""Which calls every implementation has to answer, for each function that students test.

Each function takes what a test passed to its candidate and returns the candidate's arguments, or
raises a ValueError; see `cnncourse.checks.kinds.calls`.
"""

from __future__ import annotations

from cnncourse.checks.kinds.calls import fits_padded, floats, option, parts, same_shape
from cnncourse.layers.conv.loops import output_size
from cnncourse.layers.shapes import pair


def relu_backward(dout, cache):
    (x,) = parts(cache, "(x,)")
    same_shape(floats(dout, "dout"), floats(x, "x").shape)
    return dout, cache


def max_pool2d_backward(dout, cache):
    x, kernel_size, stride = parts(cache, "(x, kernel_size, stride)")
    floats(dout, "dout", 4)
    floats(x, "x", 4)
    kernel, steps = (
        pair(option(value, name, least=1))
        for value, name in ((kernel_size, "kernel_size"), (stride, "stride"))
    )
    sizes = zip(x.shape[2:], kernel, steps, strict=True)
    counts = [output_size(size, one, stride=step) for size, one, step in sizes]
    same_shape(dout, (*x.shape[:2], *counts))
    return dout, (x, kernel, steps)


def conv2d_backward(dout, cache):
    form = "(x, w, b, stride, padding, dilation, groups)"
    x, w, b, stride, padding, dilation, groups = parts(cache, form)
    for value, name in ((dout, "dout"), (x, "x"), (w, "w")):
        floats(value, name, 4)
    if type(groups) is not int or groups < 1:
        raise ValueError("groups must be an integer, at least 1")
    if x.shape[1] != groups * w.shape[1] or w.shape[0] % groups:
        raise ValueError(f"x of shape {x.shape}, w of shape {w.shape} and groups={groups} disagree")
    if b is not None and floats(b, "b", 1).shape != w.shape[:1]:
        raise ValueError(f"b has shape {b.shape}, but w has {w.shape[0]} filters")
    strides = pair(option(stride, "stride", least=1))
    paddings, dilations = pair(option(padding, "padding")), pair(option(dilation, "dilation", 1))
    fits_padded(x.shape, paddings)
    axes = zip(x.shape[2:], w.shape[2:], strides, paddings, dilations, strict=True)
    counts = [
        output_size(size, kernel, stride=step, padding=zeros, dilation=gap)
        for size, kernel, step, zeros, gap in axes
    ]
    same_shape(dout, (len(x), len(w), *counts))
    return dout, cache
