"""Tasks other than one class per image, as a course author would write them, with data and
networks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnncourse import data
from cnncourse.data import Split
from cnncourse.nn import Loss
from cnncourse.tasks import Metric, Task

# Segmentation: one class per pixel.


class Pixels(Task):
    """Cross-entropy per pixel, the share of correct pixels, and the mean IoU of the classes."""

    metrics = (
        Metric("accuracy", "pixels misclassified", share=True),
        Metric("iou", "area missed, 1 - IoU", share=True),
    )
    loss_title = "cross-entropy loss in nats"
    moves_with_image = True

    def loss(self, nn):
        return nn.CrossEntropyLoss()

    def predict(self, outputs):
        return outputs.argmax(1)  # (N, C, H, W) to (N, H, W)

    def count(self, outputs, targets):
        found, (H, W) = self.predict(outputs), targets.shape[1:]
        classes = range(outputs.shape[1])
        both = [((found == c) & (targets == c)).sum() for c in classes]
        either = [((found == c) | (targets == c)).sum() for c in classes]
        return ((found == targets).sum() / (H * W), *both, *either)

    def measure(self, counts, images):
        right, *areas = counts
        both, either = np.reshape(areas, (2, -1))
        return right / images, np.mean(both / np.maximum(either, 1))

    def pictures(self, evaluation, data, title):
        from matplotlib.figure import Figure

        figure = Figure()
        figure.suptitle(title)
        figure.subplots().imshow(np.hstack([data.held_out.targets[0], evaluation.predictions[0]]))
        return {"masks.png": figure}


def fully_convolutional(nn, *, num_classes, in_channels):
    """A network from an image to logits of the same height and width."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, padding=2, bias=False),
        nn.BatchNorm2d(4),
        nn.ReLU(),
        nn.Conv2d(4, num_classes, 5, padding=2),
    )


def inked(image_size=None):
    """Digits with masks of their ink: 0 is paper, 1 the ink of an even digit, 2 of an odd one."""

    def masks(images, labels):
        kinds = (1 + labels % 2).astype(np.uint8)
        return (images[:, 0] > 0.5) * kinds[:, np.newaxis, np.newaxis]

    found = small_digits(image_size, masks, Pixels())
    return replace(found, classes=("paper", "even", "odd"))


# Localization: two heads, one for what it is and one for where.


class WhatAndWhere(Task):
    """The class of an image, and the centre of what it shows."""

    metrics = (
        Metric("accuracy", "images misclassified", share=True),
        Metric("distance", "distance from the centre in pixels"),
    )
    moves_with_image = True

    def loss(self, nn):
        return nn.HeadsLoss(
            {"what": nn.CrossEntropyLoss(), "where": nn.MSELoss()}, weights={"where": 0.5}
        )

    def predict(self, outputs):
        return {"what": outputs["what"].argmax(1), "where": outputs["where"]}

    def count(self, outputs, targets):
        found, apart = self.predict(outputs), outputs["where"] - targets["where"]
        return (found["what"] == targets["what"]).sum(), ((apart**2).sum(1) ** 0.5).sum()


def two_heads(nn, *, num_classes, in_channels):
    """A network with one head for the class and one for the position."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, stride=3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Heads(what=nn.Linear(64, num_classes), where=nn.Linear(64, 2)),
    )


def placed(image_size=None):
    """Digits with their class and the centre of their ink."""

    def middles(images, labels):
        ink = np.maximum(images[:, 0], 0)
        rows, columns = ink.sum(axis=2), ink.sum(axis=1)
        where = [(x @ np.arange(x.shape[1])) / x.sum(axis=1) for x in (rows, columns)]
        return {"what": labels, "where": np.stack(where, axis=1).astype(np.float32)}

    return small_digits(image_size, middles, WhatAndWhere())


# Classification by a network with an auxiliary head; this needs no new task.


def with_auxiliary_head(nn, *, num_classes, in_channels):
    """A network with a second classifier behind its first convolution."""
    chain = nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, stride=3),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3),
        nn.Tanh(),
        nn.Flatten(),
        nn.Linear(16, num_classes),
    )
    head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, num_classes))
    return nn.Auxiliary(chain, {"aux": ("1", head)})


def labelled(image_size=None):
    """Digits with their classes."""
    return small_digits(image_size, lambda images, labels: labels, data.digits(8).task)


# A loss that neither engine has, with a gradient written by hand.


class CoshLoss(Loss):
    """The mean of log(cosh(difference)): quadratic near 0, linear further out."""

    def __call__(self, outputs, targets):
        apart = outputs - targets
        self._gradient = np.tanh(apart) / apart.size
        return np.log(np.cosh(apart)).mean()


class Middle(Task):
    """The centre of what an image shows, without any metric but the loss."""

    moves_with_image = True

    def model_arguments(self, data):
        return {"num_classes": 2}

    def loss(self, nn):
        return CoshLoss()


def plain(nn, *, num_classes, in_channels):
    """A small network with one output."""
    return nn.Sequential(
        nn.Conv2d(in_channels, 4, 5, stride=3), nn.ReLU(), nn.Flatten(), nn.Linear(64, num_classes)
    )


def middles(image_size=None):
    """Digits with only the centre of their ink."""
    found = placed(image_size)
    splits = [Split(s.images, s.targets["where"]) for s in (found.train, found.held_out)]
    return replace(found, train=splits[0], held_out=splits[1], classes=(), task=Middle())


def small_digits(image_size, targets, task):
    """96 digits of 16x16 pixels to train on and 50 held out, with other targets."""
    digits = data.digits(image_size or 16)

    def split(whole, count):
        images, labels = whole.images[:count], whole.targets[:count]
        return Split(images, targets(images, labels))

    held_out = split(digits.held_out, 50)
    return replace(digits, train=split(digits.train, 96), held_out=held_out, task=task)


# The network, and the function that loads the data.
EVERY = {
    "pixels": (fully_convolutional, inked),
    "named heads": (two_heads, placed),
    "auxiliary head": (with_auxiliary_head, labelled),
    "custom loss": (plain, middles),
}
