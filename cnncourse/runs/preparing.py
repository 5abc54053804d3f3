"""Prepare a run: load the data, build the network, and check that everything fits together."""

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
    """Load the data of a request and build its network, after checking that they fit together.

    Parameters
    ----------
    request : Request
    execution : dict, optional
        Where and how torch computes: fields of `torch_engine.Execution`.

    Returns
    -------
    learner : Learner
        Holds the data.
    summary : blueprint.Summary
        The cost of the network.

    Raises
    ------
    Refused
        If the image size does not suit the data or the network, the network does not fit in memory,
        a batch is too small for batch norm, a setting does not apply, or the machine does not
        support the execution.
    """
    with refusing(ValueError):
        make_learner, first_alone = engine(request.engine, execution or {})
        with first_alone:
            dataset = request.load(request.image_size)
        options = dataset.task.model_arguments(dataset)
        network = with_options(request.architecture, request.options)
        summary = summarize(network, dataset.image_shape, options)
        require_memory_for_training(request, summary)
        refuse_batches_of_one(summary, len(dataset.train), request.settings.batch_size)
        return make_learner(network, dataset, request.settings), summary


def engine(name, execution):
    """Return a function that makes learners, and a context that lets the first process go first.

    Raises
    ------
    Refused
        If the engine is not installed, or does not support several processes.
    ValueError
        If the machine does not support the execution.
    """
    if name == "numpy":
        if processes.count() > 1:
            raise Refused("training in several processes needs {engine} torch")
        return train.NumpyLearner, nullcontext()
    torch = torch_engine()
    group, device = torch.group.join(execution.get("device", "auto"))
    execution = torch.Execution(**{**execution, "device": device})
    return partial(torch.TorchLearner, execution=execution, group=group), group.first_alone()


def require_memory_for_training(request, summary):
    """Raise an error for a network that needs more memory than the machine has."""
    moments = OPTIMIZERS[request.settings.optimizer].moments
    arrays = 2 + len(moments)  # the 2 are weights and gradients
    needed, there = 4 * arrays * summary.parameters, memory()
    if needed > SHARE * there:
        raise Refused(
            "{model} has {parameters:,} parameters here, which take {needed:.1f} GB in training, "
            "but this machine has {there:.1f} GB in all: choose a smaller network or smaller "
            "images",
            model=request.names[0],
            parameters=summary.parameters,
            needed=needed / 1e9,
            there=there / 1e9,
        )


def refuse_batches_of_one(summary, images, batch_size):
    """Raise an error for batches of one image if batch norm would see one value per channel."""
    batches = (min(batch_size, images), images % batch_size or batch_size)
    if 1 not in (max(1, batch // processes.count()) for batch in batches):
        return
    for row in summary.layers:
        if isinstance(row.layer, NORMS) and prod(row.output_shape[1:]) == 1:
            raise Refused(
                "with {batch_size} {size} and {images}, a network gets a batch of one image, and "
                "batch norm (layer {layer}) cannot learn from one value per channel: choose "
                "another {batch_size}",
                size=batch_size,
                images=counted(images, "image"),
                layer=row.name,
            )
