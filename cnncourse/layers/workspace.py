"""Scratch memory that the fast paths use again and again."""

from __future__ import annotations

import math
import threading

import numpy as np

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
    ndarray of the shape and dtype, C-contiguous
    """
    buffers = _thread.__dict__.setdefault("buffers", {})
    size = math.prod(shape)
    key = (name, np.dtype(dtype))
    if key not in buffers or buffers[key].size < size:
        buffers[key] = np.empty(size, dtype=dtype)
    return buffers[key][:size].reshape(shape)


def release_workspaces():
    """Give this thread's scratch memory back."""
    _thread.__dict__.pop("buffers", None)
