"""What happens where a batch does not fit into a device's memory."""

from __future__ import annotations

import torch

from cnncourse.common.errors import NamesArguments, Refused
from cnncourse.common.texts import counted


class OutOfMemory(NamesArguments, MemoryError):
    """A batch does not fit into the device's memory; the message says what to do.

    The learner is of no use afterwards: resume from a checkpoint.
    """


def if_it_fits(compute, *arguments):
    """Call a function, and give None where the device's memory does not suffice.

    The error itself keeps alive all that was computed before it: only when it is gone, which is
    when this returns, is there room for another attempt.
    """
    try:
        return compute(*arguments)
    except torch.OutOfMemoryError:
        return None


def too_large(batch_size, where, attempt=None):
    """Say that a batch is too large, and which one would do, by trying smaller ones.

    Parameters
    ----------
    batch_size : int
    where : str
        Describes the device.
    attempt : function, optional
        `attempt(size)` computes what a batch of that size asks for. Without it nothing is tried.

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
        "a batch of {images} does not fit into the memory of {where}: {advice}",
        images=counted(batch_size, "image"),
        where=where,
        advice=advice,
    )
