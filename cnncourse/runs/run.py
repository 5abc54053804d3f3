"""A run: training, and the folder that stores its results.

Files are written atomically; a run never leaves one half-written.
"""

from __future__ import annotations

import csv
import io

from cnncourse import train
from cnncourse.common import processes
from cnncourse.common.files import replacing
from cnncourse.data.identity import fingerprint
from cnncourse.runs import checkpoint

CHECKPOINT = "checkpoint.npz"


class Run:
    """A training run and its folder, at the end of an epoch.

    Attributes
    ----------
    request : Request
    folder : Path
    learner : NumpyLearner or TorchLearner
    summary : blueprint.Summary
        The cost of the network for one image.
    history : list of dict
        The epochs so far.
    """

    def __init__(self, request, folder, learner, summary, history):
        self.request = request
        self.folder = folder
        self.learner = learner
        self.summary = summary
        self.history = history

    @property
    def dataset(self):
        """The images, their targets and the task."""
        return self.learner.data

    @property
    def checkpoint(self):
        """The path of the checkpoint."""
        return self.folder / CHECKPOINT

    @property
    def parameters(self):
        """Number of parameters that the network learns."""
        return self.summary.parameters

    def train(self, *, after_batch=None, after_epoch=None):
        """Train to the last epoch, save a checkpoint after each, then draw the pictures.

        Of several processes, only the first writes files.

        Parameters
        ----------
        after_batch, after_epoch
            As in `train.fit`; `after_epoch` is called once the checkpoint is written.

        Returns
        -------
        evaluation : train.Evaluation
            On the held-out images.
        files : list of Path
            The files written; empty in all but the first process.
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
            self.request.settings,
            history=self.history,
            after_batch=after_batch,
            after_epoch=keep,
        )
        evaluation = train.evaluate(self.learner, self.dataset.held_out)
        if not processes.is_first():
            return evaluation, []
        return evaluation, [*self.save(), *self.draw(evaluation)]

    def save(self):
        """Write checkpoint and history, and return their paths."""
        about = self.request.recorded() | {"fingerprint": fingerprint(self.dataset)}
        paths = [self.checkpoint, self.folder / "history.csv"]
        checkpoint.save(paths[0], checkpoint.Checkpoint(about, self.history, self.learner.state()))
        if not self.history:
            return paths[:1]
        with replacing(paths[1]) as temporary:
            temporary.write_text(as_csv(self.history), encoding="utf-8")
        return paths

    def draw(self, evaluation):
        """Write the learning curve and the task's pictures, and return their paths."""
        # Imported here because matplotlib takes a second.
        from cnncourse.drawing.training_pictures import learning_curve

        task, data = self.dataset.task, self.dataset
        title = f"{self.request}: held-out {task.text_of_result(evaluation, len(data.held_out))}"
        pictures = {
            "learning_curve.png": learning_curve(self.history, task, title=title),
            **task.pictures(evaluation, data, title),
        }
        for file, figure in pictures.items():
            with replacing(self.folder / file) as temporary:
                figure.savefig(temporary, dpi=150)
        return [self.folder / file for file in pictures]


def as_csv(history):
    """Format a history as CSV with a header."""
    text = io.StringIO()
    table = csv.DictWriter(text, fieldnames=list(history[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(history)
    return text.getvalue()
