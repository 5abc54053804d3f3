"""Scratch memory that the fast paths reuse."""

from __future__ import annotations

import math
import threading

import numpy as np

LINE = 64  # bytes in a cache line

_thread = threading.local()


def workspace(name, shape, dtype):
    """Return a scratch array with arbitrary contents.

    A later request by the same thread for the same name reuses the memory, so do not keep or
    return the array. The memory grows to the largest request. Reuse is faster than a fresh
    allocation, which pays for page faults.

    Parameters
    ----------
    name : str
        What the array is for; arrays with different names never overlap.
    shape : tuple of int
    dtype : dtype

    Returns
    -------
    ndarray
        C-contiguous and aligned to a cache line, because vectors that straddle two lines are slow
        to read.
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
    """Release this thread's scratch memory."""
    _thread.__dict__.pop("buffers", None)
