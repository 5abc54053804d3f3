"""A batch split over two threads, each with its own network; the networks share their weights."""

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
WORTH = 2e7  # forward multiply-adds that justify a thread


class Shards:
    """Networks that share their weights, so that each can process a part of the batch.

    Half a batch per core is faster than a whole batch with two-core matrix products: in a small
    network each product takes microseconds, and everything between the products would run on one
    core. But threads wait for each other wherever Python itself runs, so splitting a small batch
    makes it slower. A batch is split in the same way on every machine, so the bits do not depend on
    the number of cores.

    Parameters
    ----------
    make : function
        Returns a new network.
    smallest : int
        The fewest rows in a part; see `smallest_part`.

    Attributes
    ----------
    nets : list of nn.Module
        `SHARDS` networks, or just one if the network has batch norm, which needs the whole batch.
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
        """Call `function(net, images, *others)` for every network, each with its part of the rows.

        Parameters
        ----------
        function : function
        images : ndarray
            Split along the first axis into one part per network, or fewer if the parts would be
            smaller than `smallest`.
        *others : ndarray, or tuple or dict of them
            Split at the same rows.

        Returns
        -------
        list
            The results of the calls, in the order of the rows.
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
        """Run one thread per network inside the context, and matrix products on one thread each."""
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
    """Return the smallest number of images that justifies a thread.

    Parameters
    ----------
    model : function
        For example `models.lenet5`.
    data : Dataset

    Returns
    -------
    int
        With this many images, a forward pass takes `WORTH` multiply-adds. Measured with LeNet-5 on
        two cores: two parts of 32 images took 5 % longer than one of 64; two parts of 64 took a
        fifth less time than one of 128.
    """
    net = build(model, blueprint, data)
    multiply_adds = blueprint.summarize(net, data.image_shape).multiply_adds
    return ceil(WORTH / max(multiply_adds, 1))


def share_weights(net, other):
    """Make `other`, of the same architecture, use the very arrays of `net`."""
    twins = dict(other.named_modules())
    for place, layer in net.named_modules():
        for name in layer.parameter_names + layer.buffer_names:
            setattr(twins[place], name, getattr(layer, name))
