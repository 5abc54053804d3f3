"""Handling batches that do not fit in a device's memory."""

from __future__ import annotations

import torch

from cnncourse.common.errors import NamesArguments, Refused
from cnncourse.common.texts import counted


class OutOfMemory(NamesArguments, MemoryError):
    """A batch does not fit in the device's memory; the message says what to do.

    The learner is unusable afterwards: resume from a checkpoint.
    """


def if_it_fits(compute, *arguments):
    """Call a function, and return None if the device runs out of memory.

    The exception keeps alive everything computed before it. It is released when this function
    returns; only then is there room for another attempt.
    """
    try:
        return compute(*arguments)
    except torch.OutOfMemoryError:
        return None


def too_large(batch_size, where, attempt=None):
    """Return the error for a batch that is too large, naming a size that fits.

    Parameters
    ----------
    batch_size : int
    where : str
        Describes the device.
    attempt : function, optional
        `attempt(size)` computes the gradients of a batch of that size. If omitted, no size is
        tried.

    Returns
    -------
    OutOfMemory
    """
    fits = batch_size // 2
    while attempt and fits and if_it_fits(attempt, fits) is None:
        fits //= 2
    advice = Refused("{batch_size}={fits} fits", fits=fits)
    if not fits:
        advice = "not even one image fits: choose a smaller network or smaller images"
    elif not attempt:
        advice = Refused("try {batch_size}={fits}", fits=fits)
    return OutOfMemory(
        "a batch of {images} does not fit in the memory of {where}: {advice}",
        images=counted(batch_size, "image"),
        where=where,
        advice=advice,
    )
