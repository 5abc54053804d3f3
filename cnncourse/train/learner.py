"""What `fit` needs from an engine."""

from __future__ import annotations

from typing import Any, Protocol


class Learner(Protocol):
    """A network, its optimizer and the images it learns from.

    `fit` and `evaluate` use nothing else of an engine. The images, targets, losses and counts that
    pass between `batch` and `step` are the engine's own: numpy arrays, or tensors on a device.

    Attributes
    ----------
    data : Dataset
        Includes its task.
    steps_between_readings : int
        `fit` reads losses only once in this many steps, because reading one makes a GPU wait. 1
        where reading is free.
    """

    data: Any
    steps_between_readings: int

    def begin_epoch(self, epoch):
        """Seed the engine's own random numbers, such as dropout masks, from seed and epoch.

        Parameters
        ----------
        epoch : int
            From 1.
        """

    def batch(self, indices, rng):
        """Return augmented training images and their targets.

        Parameters
        ----------
        indices : ndarray of int, shape (N,)
            Positions of the images in `data.train`.
        rng : numpy.random.Generator
            Source of all randomness in the images. Every engine draws in the same order, so all
            see the same images up to rounding.

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
            As returned by `batch`.
        lr : float
            The learning rate of this step.

        Returns
        -------
        loss : scalar
            The task's `training_loss`, before the step.
        counts : array of shape (K,)
            The task's `count`, before the step; read with `counts.tolist()`.
        """

    def outputs(self, images):
        """Compute the network's outputs for images, without learning.

        Parameters
        ----------
        images : ndarray of float32, shape (N, C, H, W)

        Returns
        -------
        ndarray of N rows, or tuple or dict of them
        """

    def computing(self):
        """Return a context that provides the engine's threads; `fit` and `evaluate` enter it."""

    def state(self):
        """Return a copy of everything the next epoch depends on.

        Returns
        -------
        dict of str to ndarray
            `"weights/NAME"` for every parameter and buffer; for every parameter also
            `"velocity/NAME"` (SGD) or `"mean/NAME"` and `"square/NAME"` (Adam, AdamW). Adam and
            AdamW add `"steps"`. The same for all engines.
        """

    def load_state(self, state):
        """Restore what `state` returned.

        Raises
        ------
        ValueError
            If the names or shapes are not those of this network; nothing is changed.
        """
