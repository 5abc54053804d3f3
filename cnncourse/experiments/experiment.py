"""What an experiment is: trials to carry out, and functions that interpret and draw the results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from cnncourse import blueprint
from cnncourse.train import Settings, build


@dataclass(frozen=True)
class Trial:
    """One network to train or measure, and everything that decides its numbers.

    Attributes
    ----------
    arm : str
        The side of the comparison that it belongs to, as shown in the table and figure.
    model : function
        `model(nn, *, num_classes, in_channels, ...)`, as in `cnncourse.models`.
    settings : train.Settings
        Includes the seed.
    data : str
        A name that `data.find` knows.
    image_size : int or None
    details : dict
        Anything else that decides the numbers: strings and numbers by name.
    """

    arm: str
    model: Callable
    settings: Settings
    data: str = "digits"
    image_size: int | None = 16
    details: Mapping = field(default_factory=dict)

    def described(self, dataset, computed):
        """Return everything that decides the numbers, ready for JSON.

        Parameters
        ----------
        dataset : Dataset
            The data set for `data` and `image_size`.
        computed : dict
            Engine and device.

        Returns
        -------
        dict
            Trials with equal descriptions have equal numbers. The architecture is represented by
            its parameters and multiply-adds.
        """
        shape = dataset.image_shape
        counts = blueprint.summarize(build(self.model, blueprint, dataset), shape)
        return {
            "arm": self.arm,
            **self.details,
            "data": self.data,
            "image_shape": list(shape),
            "training_images": len(dataset.train),
            "held_out_images": len(dataset.held_out),
            **computed,
            "parameters": counts.parameters,
            "multiply_adds": counts.multiply_adds,
            "settings": asdict(self.settings),
        }


@dataclass(frozen=True)
class Finding:
    """The outcome of an experiment.

    Attributes
    ----------
    sentence : str
        Computed from the numbers.
    table : list of dict of str to str
        One row per arm, keyed by column heading.
    """

    sentence: str
    table: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Experiment:
    """A question, and the trials that answer it.

    Attributes
    ----------
    name : str
    question : str
        One line.
    trials : function
        `trials(full, seeds)` lists the `Trial`s; `full` asks for the larger networks and data that
        suit a GPU, `seeds` are the random seeds.
    measure : function
        `measure(trial, dataset, make_learner, after_epoch)` carries out a trial and returns its
        numbers, ready for JSON.
    find : function
        `find(results)` returns the `Finding`. A result is a dict with `"run"`, as returned by
        `Trial.described`, `"numbers"` and `"seconds"`.
    draw : function
        `draw(results)` returns a matplotlib figure.
    seeds : int
        Default number of seeds.
    engines : tuple of str
        Engines that can carry it out; the first is the default.
    """

    name: str
    question: str
    trials: Callable
    measure: Callable
    find: Callable
    draw: Callable
    seeds: int = 3
    engines: tuple[str, ...] = ("numpy", "torch")
