"""Check, before training, that a network, a task and a data set fit together."""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.common.errors import Refused
from cnncourse.common.nested import rows
from cnncourse.models.building import name_of

# What comparing outputs with targets of another structure or shape raises.
MISFITS = (TypeError, ValueError, IndexError, KeyError, AttributeError)


def require_fit(learner, model):
    """Run two images of each split through a new network and compare its outputs with the targets.

    Parameters
    ----------
    learner : Learner
        Left unchanged.
    model : function
        The architecture of the learner's network.

    Raises
    ------
    Refused
        If the task cannot compare them; the message names all three.
    """
    data, task = learner.data, learner.data.task
    criterion = task.loss(nn)
    for split in (data.train, data.held_out):
        few = slice(2)
        images = split.images[few].astype(np.float32)  # the dtype of a new network's weights
        targets = rows(split.targets, few)
        with learner.computing(), np.errstate(over="ignore", invalid="ignore"):
            outputs = learner.outputs(images)
            try:
                task.require_outputs(outputs, data)
                criterion(outputs, targets)
                task.count(outputs, targets)
            except MISFITS as error:
                raise Refused(
                    "the task {task} cannot compare the output of {model} for one image, {given}, "
                    "with a target of {data}, {wanted} ({error}): choose a network for this task, "
                    "or give the data set the task that suits its targets",
                    task=type(task).__name__,
                    model=name_of(model),
                    given=_form(outputs),
                    data=data.name,
                    wanted=_form(targets),
                    error=" ".join(str(error).split()),
                ) from error


def _form(structure):
    """Describe one row: `"shape (3, 8, 8)"`, `"what: one number, where: shape (2,)"`."""
    if isinstance(structure, dict):
        return ", ".join(f"{name}: {_form(part)}" for name, part in structure.items())
    if isinstance(structure, tuple):
        return f"{len(structure)} arrays ({', '.join(map(_form, structure))})"
    shape = np.shape(structure)[1:]
    return f"shape {shape}" if shape else "one number"
