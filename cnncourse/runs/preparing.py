"""From a request to the first step: data, network and engine, once it is clear that they fit."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from math import prod

from cnncourse import blueprint, train
from cnncourse.common import processes
from cnncourse.common.errors import Refused, refusing
from cnncourse.common.texts import counted
from cnncourse.data.pixels import SHARE, memory
from cnncourse.models.building import with_options
from cnncourse.models.lookup import summarize
from cnncourse.train.engines import torch_engine
from cnncourse.train.optimizers import OPTIMIZERS

NORMS = (blueprint.BatchNorm1d, blueprint.BatchNorm2d)


def prepare(request, execution=None):
    """Load the data and build the network of a request, once it is clear that they fit.

    Parameters
    ----------
    request : Request
    execution : dict, optional
        Where and how torch computes: fields of `torch_engine.Execution`.

    Returns
    -------
    learner : Learner
        With its data.
    summary : blueprint.Summary
        What the network costs.

    Raises
    ------
    Refused
        If the images do not fit the data or the network, the network the memory, the batches the
        network, the settings any of them, or the machine does not compute like that.
    """
    with refusing(ValueError):
        make_learner, first_alone = engine(request.engine, execution or {})
        with first_alone:
            dataset = request.load(request.image_size)
        options = dataset.task.model_arguments(dataset)
        network = with_options(request.architecture, request.options)
        summary = summarize(network, dataset.image_shape, options)
        need_memory_for_training(request, summary)
        refuse_batches_of_one(summary, len(dataset.train), request.settings.batch_size)
        return make_learner(network, dataset, request.settings), summary


def engine(name, execution):
    """Give what makes a learner, and a context in which one process goes before the others.

    Raises
    ------
    Refused
        If the engine is not there, or not for several processes.
    ValueError
        If the machine does not compute like that.
    """
    if name == "numpy":
        if processes.count() > 1:
            raise Refused("several processes train together with {engine} torch only")
        return train.NumpyLearner, nullcontext()
    torch = torch_engine()
    group, device = torch.group.join(execution.get("device", "auto"))
    execution = torch.Execution(**{**execution, "device": device})
    return partial(torch.TorchLearner, execution=execution, group=group), group.first_alone()


def need_memory_for_training(request, summary):
    """Raise an error for a network that needs more memory than there is."""
    moments = OPTIMIZERS[request.settings.optimizer].moments
    arrays = 2 + len(moments)  # weights and gradients, too
    needed, there = 4 * arrays * summary.parameters, memory()
    if needed > SHARE * there:
        raise Refused(
            "{model} has {parameters:,} parameters here, which take {needed:.1f} GB in training, "
            "and this machine has {there:.1f} GB for everything: choose a smaller network or "
            "smaller images",
            model=request.names[0],
            parameters=summary.parameters,
            needed=needed / 1e9,
            there=there / 1e9,
        )


def refuse_batches_of_one(summary, images, batch_size):
    """Refuse a batch of one image where batch norm would see one number a channel."""
    batches = (min(batch_size, images), images % batch_size or batch_size)
    if 1 not in (max(1, batch // processes.count()) for batch in batches):
        return
    for row in summary.layers:
        if isinstance(row.layer, NORMS) and prod(row.output_shape[1:]) == 1:
            raise Refused(
                "with {batch_size} {size}, one of the batches of {images} leaves one "
                "image to a network, and batch norm (layer {layer}) cannot learn from one "
                "number a channel: choose another {batch_size}",
                size=batch_size,
                images=counted(images, "image"),
                layer=row.name,
            )
