"""Scratch memory that the fast paths use again and again."""

from __future__ import annotations

import math
import threading

import numpy as np

LINE = 64  # bytes in a line of the processor's cache

_thread = threading.local()


def workspace(name, shape, dtype):
    """Lend a scratch array; its contents are arbitrary.

    A second request of the same name, by the same thread, gives the same memory again, so the
    array must not be kept or returned. The memory grows to the largest request. The operating
    system hands fresh memory out page by page, at a cost; memory that is used again has paid it.

    Parameters
    ----------
    name : str
        What it is for; arrays of different names never overlap.
    shape : tuple of int
    dtype : dtype

    Returns
    -------
    ndarray of the shape and dtype, C-contiguous, from the start of a cache line on: a vector that
    lies in two lines is read twice
    """
    buffers = _thread.__dict__.setdefault("buffers", {})
    size, dtype = math.prod(shape), np.dtype(dtype)
    key = (name, dtype)
    if key not in buffers or buffers[key].size < size:
        memory = np.empty(size * dtype.itemsize + LINE, dtype=np.uint8)
        start = -memory.ctypes.data % LINE
        buffers[key] = memory[start : start + size * dtype.itemsize].view(dtype)
    return buffers[key][:size].reshape(shape)


def release_workspaces():
    """Give this thread's scratch memory back."""
    _thread.__dict__.pop("buffers", None)
