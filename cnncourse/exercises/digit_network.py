"""A network for small digits as a function of its weights, given to the notebook on training.

The layers keep their weights inside; here the weights come from outside, in a list, so that
whoever trains the network owns them: initialization, steps and loop are the student's.
"""

from __future__ import annotations

import numpy as np


class DigitNetwork:
    """Two convolutions and a linear layer: 8×8 pixels in, ten scores out.

    Parameters
    ----------
    nn : module
        `cnncourse.nn`.

    Attributes
    ----------
    shapes : list of tuple of int
        Of the weights, in order: the shape of a weight has two axes or more, that of a bias one.
    """

    def __init__(self, nn):
        self._net = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(32 * 4 * 4, 10),
        )
        self._loss = nn.CrossEntropyLoss()
        self.shapes = [parameter.shape for parameter in self._net.parameters()]

    def scores(self, weights, images):
        """Compute ten scores for every image.

        Parameters
        ----------
        weights : list of ndarray
            Of the shapes in `shapes`; unchanged, and computed with in float32.
        images : ndarray of shape (N, 1, 8, 8)

        Returns
        -------
        ndarray of float32, shape (N, 10)

        Raises
        ------
        ValueError
            If a weight is missing or has the wrong shape.
        """
        if len(weights) != len(self.shapes):
            raise ValueError(f"expected {len(self.shapes)} arrays of weights, got {len(weights)}")
        for number, (shape, weight) in enumerate(zip(self.shapes, weights, strict=True)):
            if np.shape(weight) != shape:
                raise ValueError(f"weights[{number}] has shape {np.shape(weight)}, not {shape}")
        for parameter, weight in zip(self._net.parameters(), weights, strict=True):
            parameter[...] = weight
        return self._net(images.astype(np.float32))

    def loss_and_gradients(self, weights, images, labels):
        """Compute the mean cross-entropy of a batch, and its gradients.

        Parameters
        ----------
        weights, images
            As for `scores`.
        labels : ndarray of int, shape (N,)
            From 0 to 9.

        Returns
        -------
        loss : float
        gradients : list of ndarray of float32
            New arrays, in the order and the shapes of the weights.

        Raises
        ------
        ValueError
            See `scores`.
        """
        loss = self._loss(self.scores(weights, images), labels)
        self._net.backward_parameters(self._loss.backward())
        return float(loss), [gradient.copy() for gradient in self._net.gradients()]
