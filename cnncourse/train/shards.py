"""A batch shared out over two threads, each with a network of its own that has the same weights."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
from threadpoolctl import threadpool_limits

from cnncourse import nn

SHARDS = 2


class Shards:
    """Networks that share their weights, so that each can work on a part of the batch.

    Half a batch a core is faster than a whole batch by matrix products on two cores: those of a
    small network take microseconds, and everything between them would stay on one. A batch is
    always cut alike, on whatever machine, so the bits do not depend on the number of cores.

    Parameters
    ----------
    build : function
        Gives a new network.

    Attributes
    ----------
    nets : list of nn.Module
        `SHARDS` of them; one only where batch norm looks at the whole batch.
    """

    def __init__(self, build):
        first = build()
        alone = any(
            isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d))
            for layer in first.named_modules().values()
        )
        others = [] if alone else [build() for _ in range(SHARDS - 1)]
        for other in others:
            share_weights(first, other)
        self.nets = [first, *others]
        self._pool = None

    def map(self, function, *arrays):
        """Call `function(net, *parts)` for every network, with its part of every array.

        Parameters
        ----------
        function : function
        *arrays : ndarray
            Cut along the first axis into as many parts as there are networks, or fewer where
            there are too few rows.

        Returns
        -------
        list
            What the calls give, in the order of the rows.
        """
        count = max(1, min(len(self.nets), len(arrays[0])))
        parts = zip(self.nets, *(np.array_split(a, count) for a in arrays), strict=False)
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


def share_weights(net, other):
    """Let a network of the same architecture have the very arrays of the first."""
    twins = other.named_modules()
    for place, layer in net.named_modules().items():
        for name in layer.parameter_names + layer.buffer_names:
            setattr(twins[place], name, getattr(layer, name))
