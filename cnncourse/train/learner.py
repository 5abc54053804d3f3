"""What `fit` asks of an engine."""

from __future__ import annotations

from typing import Any, Protocol


class Learner(Protocol):
    """A network with its optimizer and the images that it learns from.

    `fit` and `evaluate` know nothing else of an engine. Images, targets, losses and counts between
    `batch` and `step` are the engine's own: numpy's arrays, or tensors on some device.

    Attributes
    ----------
    data : Dataset
        With its task.
    steps_between_readings : int
        `fit` turns losses into numbers only after so many steps, since a device must stand
        still for that. 1 where it costs nothing.
    """

    data: Any
    steps_between_readings: int

    def begin_epoch(self, epoch):
        """Set all that the engine draws by itself, such as dropout, by seed and epoch.

        Parameters
        ----------
        epoch : int
            From 1.
        """

    def batch(self, indices, rng):
        """Give training images, augmented, and their targets.

        Parameters
        ----------
        indices : ndarray of int, shape (N,)
            Places of the images in `data.train`.
        rng : numpy.random.Generator
            Everything random about the images is drawn from it, in the same order by every
            engine, so that all see the same images up to rounding.

        Returns
        -------
        images : array of shape (N, C, H, W)
        targets : array of N rows, or tuple or dict of them
        """

    def step(self, images, targets, lr):
        """Learn from one batch.

        Parameters
        ----------
        images, targets
            As `batch` gives them.
        lr : float
            The learning rate of this step.

        Returns
        -------
        loss : scalar
            The task's `training_loss`, before the step.
        counts : array of shape (K,)
            What the task's `count` gives, before the step; `counts.tolist()` reads it.
        """

    def outputs(self, images):
        """Say what the network makes of images, without learning.

        Parameters
        ----------
        images : ndarray of float32, shape (N, C, H, W)

        Returns
        -------
        ndarray of N rows, or tuple or dict of them
        """

    def computing(self):
        """Give a context in which the engine has its threads; `fit` and `evaluate` work in it."""

    def state(self):
        """Give copies of all that the next epoch depends on.

        Returns
        -------
        dict of str to ndarray
            `"weights/NAME"` for every parameter and buffer; for every parameter
            `"velocity/NAME"` (SGD) or `"mean/NAME"` and `"square/NAME"` (Adam, AdamW), and for
            the latter two also `"steps"`. The same for all engines.
        """

    def load_state(self, state):
        """Go back to what `state` gave.

        Raises
        ------
        ValueError
            If names or shapes are not those of this network; nothing is changed then.
        """
