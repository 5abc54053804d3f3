"""Runs: a training and the folder that keeps what it makes.

A run is begun or resumed by `begin` or `resume`, or whichever of them it needs, carried out by
`Run.train`, and never leaves a half-written file: what is wrong is found before the first byte is
written, and every file appears whole.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, replace

from cnncourse import train
from cnncourse.common import processes
from cnncourse.common.errors import Refused
from cnncourse.common.files import replacing
from cnncourse.data.identity import difference, fingerprint
from cnncourse.models.lookup import summarize
from cnncourse.runs import checkpoint
from cnncourse.runs.request import Choice, prepare, same

CHECKPOINT = "checkpoint.npz"


class Run:
    """A training in its folder, at the end of an epoch.

    Attributes
    ----------
    choice : Choice
    folder : Path
    dataset : Dataset
    learner : NumpyLearner or TorchLearner
    history : list of dict
        The epochs so far.
    """

    def __init__(self, choice, folder, dataset, learner, history):
        self.choice = choice
        self.folder = folder
        self.dataset = dataset
        self.learner = learner
        self.history = history

    @property
    def checkpoint(self):
        """The path of the checkpoint."""
        return self.folder / CHECKPOINT

    @property
    def parameters(self):
        """How many numbers the network learns."""
        shape, classes = self.dataset.image_shape, len(self.dataset.classes)
        options = self.choice.options
        return summarize(self.choice.model, shape, num_classes=classes, options=options).parameters

    def train(self, *, after_batch=None, after_epoch=None):
        """Train to the last epoch, with a checkpoint after each, then draw the pictures.

        Of several processes only the first writes.

        Parameters
        ----------
        after_batch, after_epoch
            As of `train.fit`; `after_epoch` is called when the checkpoint is written.

        Returns
        -------
        evaluation : train.Evaluation
            On the held-out images.
        files : list of Path
            What lies in the folder now.
        """

        def keep(history):
            self.history = history
            if processes.is_first():
                self.save()
            if after_epoch:
                after_epoch(history)

        train.fit(
            self.learner,
            self.dataset,
            self.choice.settings,
            history=self.history,
            after_batch=after_batch,
            after_epoch=keep,
        )
        evaluation = train.evaluate(self.learner, self.dataset.held_out)
        if not processes.is_first():
            return evaluation, []
        return evaluation, [*self.save(), *self.draw(evaluation)]

    def save(self):
        """Write checkpoint and history, and list their paths."""
        run = asdict(self.choice) | {"fingerprint": fingerprint(self.dataset)}
        paths = [self.checkpoint, self.folder / "history.csv"]
        checkpoint.save(paths[0], checkpoint.Checkpoint(run, self.history, self.learner.state()))
        if not self.history:
            return paths[:1]
        with replacing(paths[1]) as temporary:
            temporary.write_text(as_csv(self.history), encoding="utf-8")
        return paths

    def draw(self, evaluation):
        """Write the learning curve and the confusion matrix, and list their paths."""
        from cnncourse.drawing import (
            training,  # here: matplotlib has its own word to say when it starts
        )

        labels = self.dataset.held_out.labels
        name = f"{self.choice.model} on {self.choice.data}"
        right = int((evaluation.predictions == labels).sum())
        curve = training.learning_curve(
            self.history,
            title=f"{name}: {100 * evaluation.accuracy:.1f} % of the held-out images right",
        )
        matrix = training.confusion_matrix(
            labels,
            evaluation.predictions,
            self.dataset.classes,
            title=f"{name}: {right} of {len(labels)} held-out images right",
        )
        pictures = {"learning_curve.png": curve, "confusion_matrix.png": matrix}
        for file, figure in pictures.items():
            with replacing(self.folder / file) as temporary:
                figure.savefig(temporary, dpi=150)
        return [self.folder / file for file in pictures]


def begin(choice, folder, execution=None):
    """Begin a run in a folder that holds none, with a checkpoint of the initial weights.

    Parameters
    ----------
    choice : Choice
    folder : Path
        Made where it is missing.
    execution : dict, optional
        As of `choice.prepare`.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        If the choice cannot be trained, or the folder holds a run or cannot be written.
    """
    if processes.is_first() and (folder / CHECKPOINT).exists():
        raise Refused(
            f"{folder} already holds a run: add --resume to go on with it, "
            "or begin another with --out DIR"
        )
    dataset, learner = prepare(choice, execution)
    choice = replace(choice, image_size=dataset.image_shape[1])
    run = Run(choice, folder, dataset, learner, [])
    return written(run, "choose another folder with --out DIR")


def written(run, advice):
    """Write the checkpoint of a run before training, so that what cannot be written shows."""
    if processes.is_first():
        try:
            run.folder.mkdir(parents=True, exist_ok=True)
            run.save()
        except OSError as error:
            raise Refused(f"cannot write to {run.folder} ({error.strerror}): {advice}") from error
    return run


def resume(wishes, folder, execution=None):
    """Go on with a run from its last checkpoint.

    Parameters
    ----------
    wishes : dict
        What is asked for: fields of `Choice` and of `Settings` by name, as far as they are
        given. The others are as the run began.
    folder : Path
    execution : dict, optional
        As of `choice.prepare`; it may differ from that with which the run began.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        If there is no run, or one of another choice or on images that have changed, or its
        checkpoint is damaged or cannot be written.
    """
    path = folder / CHECKPOINT
    try:
        kept = checkpoint.load(path)
        images = kept.run.pop("fingerprint")
        choice = Choice(**{**kept.run, "settings": train.Settings(**kept.run["settings"])})
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(f"{folder} holds no run: leave out --resume to begin one") from None
    except OSError as error:
        raise Refused(f"cannot read {path} ({error.strerror})") from error
    except checkpoint.Damaged as error:
        raise Refused(f"{error}: delete {folder} and begin again without --resume") from error
    except (TypeError, KeyError, ValueError) as error:
        raise Refused(f"{path} describes no run that this program knows: {error}") from error
    begun = {**asdict(choice), **asdict(choice.settings)}
    for name, wish in wishes.items():
        if not same(name, wish, begun):
            raise Refused(
                f"{path} is of a run with {name} {begun[name]}, not {wish}: "
                "resume it as it began, or begin another without --resume in --out DIR"
            )
    dataset, learner = prepare(choice, execution)
    if changed := difference(images, fingerprint(dataset)):
        raise Refused(
            f"{choice.data} has changed since the run of {path} began, in its {changed}: bring "
            "the images back, or begin another run without --resume in --out DIR"
        )
    try:
        learner.load_state(kept.state)
    except ValueError as error:
        raise Refused(f"{path} is of another network than {choice.model}: {error}") from error
    run = Run(choice, folder, dataset, learner, kept.history)
    return written(run, "make it writable, or copy it and resume the copy with --out DIR")


def begin_or_resume(choice, folder, execution=None):
    """Begin a run, or go on with it where its folder holds one: for notebooks, where a cell is run
    again after the machine was lost.

    Parameters
    ----------
    choice : Choice
    folder : Path
    execution : dict, optional
        As of `choice.prepare`.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        As by `begin` and `resume`; so a folder with a run of another choice is left alone.
    """
    if not (folder / CHECKPOINT).exists():
        return begin(choice, folder, execution)
    wishes = asdict(choice)
    wishes |= wishes.pop("settings")
    if choice.image_size is None:  # what the data has, which the run has written down
        del wishes["image_size"]
    return resume(wishes, folder, execution)


def as_csv(history):
    """Write a history as a table with a heading."""
    text = io.StringIO()
    table = csv.DictWriter(text, fieldnames=list(history[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(history)
    return text.getvalue()
