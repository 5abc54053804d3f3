"""Random arrays and random geometries for the layers' tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from hypothesis import strategies as st

torch.set_num_threads(1)  # on arrays this small, waking other threads costs more than it saves


def read_only(array):
    """Make an array read-only, so that a layer that modifies its input fails."""
    array.flags.writeable = False
    return array


def random(rng, *shape, dtype=np.float64):
    return read_only(rng.standard_normal(shape).astype(dtype))


def awkward(array):
    """Return the same numbers in memory that is strided, reversed and out of order."""
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    view = np.moveaxis(np.moveaxis(wide, 0, -1).copy(), -1, 0)[..., ::-2]
    view[...] = array
    return read_only(view)


def as_torch(array):
    """Copy an array to a torch tensor that requires a gradient; None stays None."""
    return None if array is None else torch.tensor(np.array(array), requires_grad=True)


@dataclass(frozen=True)
class ConvCase:
    x: np.ndarray
    w: np.ndarray
    b: np.ndarray | None
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int
    rng: np.random.Generator

    @property
    def options(self):
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }


def per_axis(axes, low, high):
    """Draw one integer for every spatial axis."""
    return st.tuples(*[st.integers(low, high)] * axes)


@st.composite
def conv_cases(draw, axes=2):
    """Draw a convolution whose kernel fits; all sizes may differ between the spatial axes."""
    groups = draw(st.integers(1, 3))
    kernel = draw(per_axis(axes, 1, 4))
    stride, dilation = draw(per_axis(axes, 1, 3)), draw(per_axis(axes, 1, 3))
    padding, beyond = draw(per_axis(axes, 0, 3)), draw(per_axis(axes, 0, 5))
    size = (
        max(1, d * (k - 1) + 1 - 2 * p) + more
        for k, d, p, more in zip(kernel, dilation, padding, beyond, strict=True)
    )
    N, block, filters = draw(st.integers(0, 3)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    return ConvCase(
        x=random(rng, N, groups * block, *size),
        w=random(rng, groups * filters, block, *kernel),
        b=random(rng, groups * filters) if draw(st.booleans()) else None,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        rng=rng,
    )


@dataclass(frozen=True)
class PoolCase:
    x: np.ndarray
    options: dict
    rng: np.random.Generator


@st.composite
def pool_cases(draw, axes=2):
    """Draw a pooling case with overlap or gaps, padding, windows beyond the end, and ties."""
    kernel = draw(per_axis(axes, 1, 4))
    stride = draw(st.none() | per_axis(axes, 1, 5))
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    size = tuple(
        max(1, k - 2 * p) + draw(st.integers(0, 6)) for k, p in zip(kernel, padding, strict=True)
    )
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    shape = (draw(st.integers(0, 3)), draw(st.integers(1, 3)), *size)
    x = rng.standard_normal(shape)
    if draw(st.booleans()):
        x = np.round(x)  # many equal numbers
    options = {
        "kernel_size": kernel,
        "stride": stride,
        "padding": padding,
        "ceil_mode": draw(st.booleans()),
    }
    return PoolCase(read_only(x), options, rng)
