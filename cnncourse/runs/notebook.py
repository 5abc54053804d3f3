"""Training in a notebook: a folder that outlives the machine, and live learning curves.

    run = runs.begin_or_resume(request, notebook.runs_folder() / "lenet5-mnist")
    evaluation, files = run.train(after_epoch=notebook.LearningCurve(run))
    notebook.show(training_pictures.confusion_matrix(...))

Outside a notebook, `LearningCurve` prints one line per epoch.
"""

from __future__ import annotations

import atexit
import io
import shutil
import sys
import tempfile
from pathlib import Path

from cnncourse.drawing import training_pictures

DRIVE = Path("/content/drive/MyDrive")  # where Colab mounts Google Drive


def runs_folder(*, tiny=False):
    """Choose the folder for runs.

    Parameters
    ----------
    tiny : bool
        Whether the run is a trial that nobody will resume.

    Returns
    -------
    Path
        `cnncourse` on Google Drive if that is mounted, so that a disconnect loses nothing;
        otherwise `runs` in the current folder. For a trial, a new folder that is removed when
        Python exits.
    """
    if tiny:
        folder = tempfile.mkdtemp(prefix="cnncourse-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)
    return DRIVE / "cnncourse" if DRIVE.is_dir() else Path("runs")


class LearningCurve:
    """Redraw the learning curve of a run in place after every epoch.

    Pass it to `Run.train` as `after_epoch`. A resumed run starts with its curve so far.

    Parameters
    ----------
    run : runs.Run
    """

    def __init__(self, run):
        self.epochs = run.request.settings.epochs
        self.task = run.dataset.task
        self.handle = None
        if run.history:
            self(run.history)

    def __call__(self, history):
        """Draw a history, or print its last epoch outside a notebook."""
        last = history[-1]
        held_out = self.task.text_of_epoch(last) or f"loss {last['held_out_loss']:.3f}"
        title = f"epoch {last['epoch']} of {self.epochs}: held-out {held_out}"
        if not in_notebook():
            print(f"{title}, training loss {last['train_loss']:.3f}", flush=True)
            return
        figure = training_pictures.learning_curve(history, self.task, title=title, size=(4.7, 5.4))
        if self.handle:
            self.handle.update(picture(figure), raw=True)
        else:
            self.handle = show(figure)


def show(figure):
    """Show a figure below the running notebook cell; do nothing outside a notebook.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    IPython.display.DisplayHandle or None
        Replaces the picture: `handle.update(picture(figure), raw=True)`.
    """
    if not in_notebook():
        return None
    from IPython.display import display

    return display(picture(figure), raw=True, display_id=True)


def picture(figure):
    """Convert a figure to a notebook's output data, as SVG, which is sharp at any size."""
    svg = io.StringIO()
    figure.savefig(svg, format="svg", metadata={"Date": None})
    return {"image/svg+xml": svg.getvalue(), "text/plain": "a figure"}


def in_notebook():
    """Return whether this code runs in a notebook."""
    ipython = sys.modules.get("IPython")  # always imported in a notebook
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
