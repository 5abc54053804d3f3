"""What is trained: a network, images, an engine and settings, by their names."""

from __future__ import annotations

from dataclasses import dataclass

from cnncourse import data, models, train
from cnncourse.errors import Refused
from cnncourse.fitting import summarize


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
    """

    model: str
    data: str
    engine: str
    image_size: int | None
    settings: train.Settings


def prepare(choice):
    """Load the data and build the network of a choice.

    Returns
    -------
    dataset : Dataset
    learner : NumpyLearner or TorchLearner

    Raises
    ------
    Refused
        If a name is unknown, or the images do not fit the data or the network.
    """
    model, load = find(choice.model, choice.data)
    try:
        dataset = load(choice.image_size)
    except ValueError as error:
        raise Refused(str(error)) from error
    summarize(choice.model, dataset.image_shape, num_classes=len(dataset.classes))
    try:
        return dataset, learner_of(choice.engine)(model, dataset, choice.settings)
    except ValueError as error:  # settings that this model or these images cannot follow
        raise Refused(error) from error


def learner_of(engine):
    """Give the learner of an engine."""
    if engine == "numpy":
        return train.NumpyLearner
    try:
        from cnncourse import torch_train  # here: it takes seconds, and numpy needs none of it
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Refused("--engine torch needs torch: pip install torch") from None
    return torch_train.TorchLearner


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
