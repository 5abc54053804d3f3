"""Experiments: a question, training runs that could answer it either way, and the finding.

    python -m cnncourse experiment            # lists them
    python -m cnncourse experiment depth      # carries one out

Each is a file of this package that defines `EXPERIMENT`; `find(name)` looks one up.
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
    surface,
)
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.runner import Laboratory

__all__ = ["Experiment", "Finding", "Laboratory", "Trial", "find", "known"]

FILES = (activation, kernels, depth, gradients, initialization, downsampling, surface)


def known():
    """Return all experiments by name.

    Returns
    -------
    dict of str to Experiment
    """
    return {file.EXPERIMENT.name: file.EXPERIMENT for file in FILES}


def find(name):
    """Look up an experiment by name.

    Parameters
    ----------
    name : str

    Returns
    -------
    Experiment

    Raises
    ------
    ValueError
        If the name is unknown; the message suggests the nearest ones.
    """
    experiments = known()
    if name in experiments:
        return experiments[name]
    raise ValueError(f"no experiment is called {name!r}; {advice(name, experiments)}")
