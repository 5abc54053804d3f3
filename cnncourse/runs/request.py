"""What is trained: a network, images, an engine and settings, by their names."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial, update_wrapper
from math import prod

from cnncourse import blueprint, data, models, train
from cnncourse.common import processes
from cnncourse.common.errors import Refused
from cnncourse.data.pixels import SHARE, memory
from cnncourse.models.lookup import check_options, defaults, summarize
from cnncourse.train.state import MOMENTS

NORMS = (blueprint.BatchNorm1d, blueprint.BatchNorm2d)


@dataclass(frozen=True)
class Choice:
    """What is trained, on what, by what and how.

    Attributes
    ----------
    model, data : str
        Names that `models.find` and `data.find` know.
    engine : str
        `"numpy"` or `"torch"`.
    image_size : int or None
        Height and width that the images are brought to; None leaves them as the data set has
        them.
    settings : train.Settings
    options : dict
        Other arguments of the model, such as `{"width": 0.5}`; numbers and words.
    """

    model: str
    data: str
    engine: str
    image_size: int | None
    settings: train.Settings
    options: dict = field(default_factory=dict)


def same(name, wish, begun):
    """Say whether a field of a choice, or of its settings, is as it is wished.

    Parameters
    ----------
    name : str
    wish : object
    begun : dict
        The fields of the choice and of its settings.

    Returns
    -------
    bool
        True also for another way to write a folder, and for options that are the model's own.
    """
    if name == "data":
        return data.same(wish, begun[name])
    if name == "options":
        check_options(begun["model"], wish)
        usual = defaults(begun["model"])
        unusual = [{n: v for n, v in x.items() if v != usual[n]} for x in (wish, begun[name])]
        return unusual[0] == unusual[1]
    return wish == begun[name]


def prepare(choice, execution=None):
    """Load the data and build the network of a choice.

    Parameters
    ----------
    choice : Choice
    execution : dict, optional
        Where and how torch computes: fields of `torch_execution.Execution`.

    Returns
    -------
    dataset : Dataset
    learner : NumpyLearner or TorchLearner

    Raises
    ------
    Refused
        If a name is unknown, or the images do not fit the data or the network, or the network
        does not fit into memory or the batches not the network, or the machine does not compute
        like that.
    """
    model, load = find(choice.model, choice.data)
    try:
        learner_class, first_alone = learner_of(choice.engine, execution or {})
        with first_alone:
            dataset = load(choice.image_size)
    except ValueError as error:
        raise Refused(str(error)) from error
    summary = summarize(
        choice.model,
        dataset.image_shape,
        num_classes=len(dataset.classes),
        options=choice.options,
    )
    check_memory(choice, summary)
    check_batches(summary, len(dataset.train), choice.settings.batch_size)
    model = update_wrapper(partial(model, **choice.options), model)
    try:
        return dataset, learner_class(model, dataset, choice.settings)
    except ValueError as error:  # settings that this model or these images cannot follow
        raise Refused(error) from error


def check_memory(choice, summary):
    """Refuse a network for which there is not enough memory."""
    arrays = 2 + len(MOMENTS[choice.settings.optimizer])  # weights, gradients and moments
    needed, there = 4 * arrays * summary.parameters, memory()
    if needed > SHARE * there:
        raise Refused(
            f"{choice.model} has {summary.parameters:,} parameters here, which take "
            f"{needed / 1e9:.1f} GB in training, and this machine has {there / 1e9:.1f} GB for "
            "everything: choose a smaller network or smaller images"
        )


def check_batches(summary, images, batch_size):
    """Refuse a batch of one image where batch norm would see one number a channel."""
    batches = (min(batch_size, images), images % batch_size or batch_size)
    if 1 not in (max(1, batch // processes.count()) for batch in batches):
        return
    for row in summary.layers:
        if isinstance(row.layer, NORMS) and prod(row.output_shape[1:]) == 1:
            raise Refused(
                f"with batch_size {batch_size}, one of the batches of {images} images leaves one "
                f"image to a network, and batch norm (layer {row.name}) cannot learn from one "
                "number a channel: choose another batch_size"
            )


def learner_of(engine, execution):
    """Give the learner of an engine, and a context in which one process goes before the others.

    Raises
    ------
    Refused
        If the engine is not there, or not for several processes.
    ValueError
        If the machine does not compute like that.
    """
    if engine == "numpy":
        if processes.count() > 1:
            raise Refused("several processes train together with --engine torch only")
        return train.NumpyLearner, nullcontext()
    try:
        from cnncourse.train.torch_engine import group as torch_group  # here: it takes seconds
        from cnncourse.train.torch_engine import learner as torch_learner
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Refused("--engine torch needs torch: pip install torch") from None
    group, device = torch_group.join(execution.get("device", "auto"))
    execution = torch_learner.Execution(**{**execution, "device": device})
    learner_class = partial(torch_learner.TorchLearner, execution=execution, group=group)
    return learner_class, group.first_alone()


def find(model, dataset):
    """Look up a model and a data set, and refuse names that there are not.

    Returns
    -------
    model, dataset : function
    """
    try:
        return models.find(model), data.find(dataset)
    except ValueError as error:
        raise Refused(error) from error
