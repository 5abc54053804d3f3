"""Several processes that train one network together: `torchrun --nproc-per-node 2 -m cnncourse …`.

Each of the k processes holds a copy of the network and takes every k-th image of a batch. The
gradients are averaged, weighted by the number of images, so a step equals that of one process on
the whole batch. Batch norm is the exception: each process normalizes by the mean and variance of
its own images.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

import numpy as np
import torch
from torch import distributed


class Group:
    """The processes of one training run, seen from one of them.

    Attributes
    ----------
    rank, size : int
        The number of this process, from 0, and the number of processes. A single process is a
        group of size 1.
    """

    def __init__(self, rank=0, size=1):
        self.rank, self.size = rank, size

    def share(self, count):
        """Return the positions in a batch of this process's images.

        Parameters
        ----------
        count : int
            Images in the batch.

        Returns
        -------
        ndarray of int
            Never empty: if there are fewer images than processes, the idle ones take the first
            image with weight 0, because every process must take part in communication.
        """
        return np.arange(count)[self.rank :: self.size] if self.has_part(count) else np.arange(1)

    def has_part(self, count):
        """Return whether a batch has an image for this process."""
        return self.rank < count

    def weight(self, count):
        """Return the factor for this process's mean loss that makes the group's mean the batch's.

        Parameters
        ----------
        count : int
            Images in the batch.

        Returns
        -------
        float
            1 if the batch is shared evenly.
        """
        own = len(self.share(count)) if self.has_part(count) else 0
        return own * self.size / count

    def wrap(self, net, device):
        """Wrap a network so that its gradients are averaged over the group."""
        if self.size == 1:
            return net
        devices = [device] if device.type == "cuda" else None
        return torch.nn.parallel.DistributedDataParallel(net, device_ids=devices)

    def total(self, *numbers):
        """Sum numbers over the group.

        Parameters
        ----------
        *numbers : tensor
            Same shapes in every process.

        Returns
        -------
        list of tensor
        """
        if self.size == 1:
            return list(numbers)
        together = torch.cat([number.double().flatten() for number in numbers])
        distributed.all_reduce(together)
        parts = together.split([number.numel() for number in numbers])
        return [part.reshape(number.shape) for part, number in zip(parts, numbers, strict=True)]

    def gather(self, rows, count):
        """Collect the rows that each process computed for its `share`, in their original order.

        Parameters
        ----------
        rows : tensor of shape (share, ...)
        count : int
            Rows in total.

        Returns
        -------
        tensor of shape (count, ...)
        """
        if self.size == 1:
            return rows
        largest = -(-count // self.size)
        padded = rows.new_zeros(largest, *rows.shape[1:])
        padded[: len(rows)] = rows
        parts = [torch.empty_like(padded) for _ in range(self.size)]
        distributed.all_gather(parts, padded)
        return torch.stack(parts, dim=1).reshape(-1, *rows.shape[1:])[:count]

    @contextmanager
    def first_alone(self):
        """Let the first process do something, such as fetch data, before the others do it."""
        if self.rank > 0:
            distributed.barrier()
        yield
        if self.rank == 0 and self.size > 1:
            distributed.barrier()

    def copy_from_first(self, tensors):
        """Overwrite tensors with those of the first process."""
        if self.size > 1:
            for tensor in tensors:
                distributed.broadcast(tensor, 0)


def join(device_name="auto"):
    """Join the group that `torchrun` started; without `torchrun`, return a group of one.

    Parameters
    ----------
    device_name : str
        As in `Execution.device`; decides whether the processes communicate through GPUs.

    Returns
    -------
    group : Group
    device_name : str
        Device of this process; each process takes its own GPU.

    Raises
    ------
    ValueError
        If this machine has more processes than GPUs, or the processes cannot share the device.
    """
    if int(os.environ.get("WORLD_SIZE", 1)) == 1:
        return Group(), device_name
    on_gpus = device_name == "cuda" or (device_name == "auto" and torch.cuda.is_available())
    if on_gpus:
        place, count = int(os.environ["LOCAL_RANK"]), torch.cuda.device_count()
        if place >= count:
            raise ValueError(
                f"torchrun started process {place + 1} on this machine, which has {count} GPUs: "
                "lower --nproc-per-node or choose device cpu"
            )
        torch.cuda.set_device(place)
        device_name = f"cuda:{place}"
    elif device_name in ("auto", "cpu"):
        device_name = "cpu"
    else:
        raise ValueError(
            f"several processes cannot share device {device_name!r}: choose cuda, which gives "
            "each its own GPU, or cpu"
        )
    distributed.init_process_group("nccl" if on_gpus else "gloo")
    return Group(distributed.get_rank(), distributed.get_world_size()), device_name


def leave():
    """Leave the group at the end of a run."""
    if distributed.is_initialized():
        distributed.destroy_process_group()
