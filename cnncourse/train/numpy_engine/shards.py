"""A batch shared out over two threads, each with a network of its own that has the same weights."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from math import ceil

from threadpoolctl import threadpool_limits

from cnncourse import blueprint, nn
from cnncourse.common.nested import rows
from cnncourse.train.network import build

SHARDS = 2
WORTH = 2e7  # multiply-adds, forward, of a part that is worth a thread of its own


class Shards:
    """Networks that share their weights, so that each can work on a part of the batch.

    Half a batch a core is faster than a whole batch by matrix products on two cores: those of a
    small network take microseconds, and everything between them would stay on one. But threads
    wait for each other wherever Python itself runs, so small parts are slower together than alone.
    A batch is always cut alike, on whatever machine, so the bits do not depend on the number of
    cores.

    Parameters
    ----------
    make : function
        Gives a new network.
    smallest : int
        No part has fewer rows; see `smallest_part`.

    Attributes
    ----------
    nets : list of nn.Module
        `SHARDS` of them; one only where batch norm looks at the whole batch.
    """

    def __init__(self, make, smallest=1):
        self.smallest = smallest
        first = make()
        alone = any(
            isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)) for layer in first.modules()
        )
        others = [] if alone else [make() for _ in range(SHARDS - 1)]
        for other in others:
            share_weights(first, other)
        self.nets = [first, *others]
        self._pool = None

    def map(self, function, images, *others):
        """Call `function(net, images, *others)` for every network, with its rows of all arrays.

        Parameters
        ----------
        function : function
        images : ndarray
            Cut along the first axis into as many parts as there are networks, or fewer where
            they would be smaller than `smallest`.
        *others : ndarray, or tuple or dict of them
            Cut at the same rows.

        Returns
        -------
        list
            What the calls give, in the order of the rows.
        """
        count = max(1, min(len(self.nets), len(images) // self.smallest))
        cuts = [ceil(len(images) * i / count) for i in range(count + 1)]
        places = [slice(start, stop) for start, stop in itertools.pairwise(cuts)]
        parts = [
            (net, images[place], *(rows(other, place) for other in others))
            for net, place in zip(self.nets, places, strict=False)
        ]
        if count == 1 or self._pool is None:
            return [function(*part) for part in parts]
        mine, *rest = parts
        others = [self._pool.submit(function, *part) for part in rest]
        return [function(*mine), *(other.result() for other in others)]

    @contextmanager
    def threads(self):
        """Have a thread for every network while the context lasts, and one a matrix product."""
        with threadpool_limits(limits=1, user_api="blas"):
            if len(self.nets) == 1:
                yield
                return
            with ThreadPoolExecutor(len(self.nets) - 1) as self._pool:
                try:
                    yield
                finally:
                    self._pool = None


def smallest_part(model, data):
    """Say how many images are worth a thread.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset

    Returns
    -------
    int
        So many that the forward pass takes `WORTH` multiply-adds. Measured with LeNet-5 on two
        cores: two parts of 32 images took 5 % longer than one of 64, two parts of 64 a fifth less
        time than one of 128.
    """
    net = build(model, blueprint, data)
    multiply_adds = blueprint.summarize(net, data.image_shape).multiply_adds
    return ceil(WORTH / max(multiply_adds, 1))


def share_weights(net, other):
    """Let a network of the same architecture have the very arrays of the first."""
    twins = dict(other.named_modules())
    for place, layer in net.named_modules():
        for name in layer.parameter_names + layer.buffer_names:
            setattr(twins[place], name, getattr(layer, name))
