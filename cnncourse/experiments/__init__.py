"""Experiments: a question, training runs that could answer it either way, and what they say.

    python -m cnncourse experiment            # lists them
    python -m cnncourse experiment depth      # carries one out

Each is a file of this package that ends in an `Experiment`. `find(name)` looks one up.
"""

from __future__ import annotations

from cnncourse.common.names import advice
from cnncourse.experiments import (
    activation,
    depth,
    downsampling,
    gradients,
    initialization,
    kernels,
)
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.runner import Laboratory

__all__ = ["Experiment", "Finding", "Laboratory", "Trial", "find", "known"]

FILES = (activation, kernels, depth, gradients, initialization, downsampling)


def known():
    """Give all experiments by their names.

    Returns
    -------
    dict of str to Experiment
    """
    return {file.EXPERIMENT.name: file.EXPERIMENT for file in FILES}


def find(name):
    """Look an experiment up by its name.

    Parameters
    ----------
    name : str

    Returns
    -------
    Experiment

    Raises
    ------
    ValueError
        If there is none of that name; the message offers the nearest ones.
    """
    experiments = known()
    if name in experiments:
        return experiments[name]
    raise ValueError(f"no experiment is called {name!r}; {advice(name, experiments)}")
