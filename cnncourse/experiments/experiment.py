"""What an experiment is: trials to carry out, and functions that read and draw their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from cnncourse import blueprint
from cnncourse.train import Settings, build


@dataclass(frozen=True)
class Trial:
    """One network to train or to measure, and all that decides its numbers.

    Attributes
    ----------
    arm : str
        Which side of the comparison it is on, in the words of table and figure.
    model : function
        `model(nn, *, num_classes, in_channels, ...)`, as in `cnncourse.models`.
    settings : train.Settings
        With the seed.
    data : str
        A name that `data.find` knows.
    image_size : int or None
    details : dict
        What else decides the numbers: words and numbers by name.
    """

    arm: str
    model: Callable
    settings: Settings
    data: str = "digits"
    image_size: int | None = 16
    details: Mapping = field(default_factory=dict)

    def described(self, dataset, computed):
        """Give all that decides the numbers, as JSON can hold it.

        Parameters
        ----------
        dataset : Dataset
            What `data` and `image_size` stand for.
        computed : dict
            Engine and device.

        Returns
        -------
        dict
            Two trials with equal descriptions have equal numbers. The counts of the network stand
            for its architecture.
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
    """What the numbers of an experiment say.

    Attributes
    ----------
    sentence : str
        Computed from the numbers.
    table : list of dict of str to str
        One row an arm, a heading for every cell.
    """

    sentence: str
    table: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Experiment:
    """A question, and how networks are asked.

    Attributes
    ----------
    name : str
    question : str
        One line.
    trials : function
        `trials(full, seeds)` lists the `Trial`s; `full` says whether a GPU and larger data are at
        hand, `seeds` are the numbers to begin from.
    measure : function
        `measure(trial, dataset, make_learner, after_epoch)` carries one out and gives its numbers,
        as JSON can hold them.
    find : function
        `find(results)` gives the `Finding`. A result is a dict: `"run"`, as `Trial.described` gives
        it, `"numbers"` and `"seconds"`.
    draw : function
        `draw(results)` gives a matplotlib figure.
    seeds : int
        How many; the default.
    engines : tuple of str
        That can carry it out; the first is the default.
    """

    name: str
    question: str
    trials: Callable
    measure: Callable
    find: Callable
    draw: Callable
    seeds: int = 3
    engines: tuple[str, ...] = ("numpy", "torch")
