"""Training: how many held-out images does the student's trained network get right?

    Check("train_classifier", ASSIGNMENT, reference,
          cases_of(images, labels, train=300, held_out=100, asked=(0.7, 0.85)),
          accept=problem, seconds=30)

Without a harness, the function gets training images with labels and held-out images without, and
returns a class for every held-out image. With `predictions_of_trained` (and `arguments=("images",
"labels", "held_out")`), it gets only the training images and returns a network. The labels of the
held-out images stay with the judge. Where the network is the course's own, let the function return
weights, pass the cases through `kept_by_judge`, and compute the predictions in `accept`, as
`checks.training.trained` does: then the held-out images stay with the judge, too.

The seed decides which images are held out, renames the classes and adds noise to the pixels, so
that neither a table of the public images nor a network trained elsewhere knows the answers. If
students could paste the data in, generate images from the seed instead. Nothing in this file runs
in the sandbox.

The assignment must not provide the data set that the images come from: `engine.ready_made` lists
those of scikit-learn, which the sandbox hides.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cnncourse.checks.engine.check import Case
from cnncourse.checks.engine.differences import kind, openly


def cases_of(images, labels, *, train, held_out, asked, noise=0.05):
    """Make the `cases` for a check that trains once.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    labels : ndarray of int of shape (N,)
    train, held_out : int
        How many images to train on and to predict; together at most N.
    asked : sequence of float
        Required accuracies on the held-out images, lowest first, such as (0.8, 0.9): each is a
        group, so each earns its part of the points.
    noise : float
        Standard deviation of the noise added to every pixel, relative to that of all pixels.

    Returns
    -------
    callable
        `cases(rng)`.
    """

    def cases(rng):
        sizes = {"train": train, "held_out": held_out}
        yield from split(images, labels, rng, **sizes, asked=asked, noise=noise)

    return cases


def split(images, labels, rng, *, train, held_out, asked, noise=0.05):
    """Draw the held-out images, and yield the cases of one training run; see `cases_of`.

    Yields
    ------
    Case
        With the arguments `(images, labels, held_out)`; `known` holds the labels of the held-out
        images and the required accuracy.
    """
    if train + held_out > len(images):
        raise ValueError(f"train + held_out is {train + held_out}, but images holds {len(images)}")
    order = rng.permutation(len(images))[: train + held_out]
    classes = np.unique(labels)
    renamed = rng.permutation(classes)[np.searchsorted(classes, labels[order])]
    spread = noise * images.std()
    blurred = images[order] + rng.normal(0, spread, images[order].shape)
    blurred, renamed = blurred.astype(images.dtype), renamed.astype(np.int64)
    args, options = (blurred[:train], renamed[:train], blurred[train:]), {}
    for number, share in enumerate(asked):
        known = renamed[train:], share
        yield Case(f"{share:.0%} right", args, options, known=known, same_call=number > 0)


def kept_by_judge(cases):
    """Take the held-out images out of the arguments of cases and put them first in `known`.

    Parameters
    ----------
    cases : iterable of Case
        From `split`.

    Yields
    ------
    Case
        With the arguments `(images, labels)`; `known` holds the held-out images, their labels and
        the required accuracy.
    """
    for case in cases:
        *given, held_out = case.args
        yield replace(case, args=tuple(given), known=(held_out, *case.known))


def problem(case, expected, value):
    """Say what is wrong with predictions.

    Parameters
    ----------
    case : Case
    expected : (ndarray of int, float)
        The labels, and the required accuracy.
    value : object

    Returns
    -------
    Difference or None
    """
    labels, asked = expected
    form = _form_problem(value, len(labels), len(case.args[0]))
    if form is not None:
        return form
    right = float(np.mean(value == labels))
    if right >= asked:
        return None
    return openly(
        f"{right:.1%} of {len(labels)} held-out images are right, expected at least {asked:.0%}",
        _hint(value, labels, right),
        general=f"less than {asked:.0%} of the held-out images are right",
    )


def _form_problem(value, count, trained):
    wanted = f"an array of {count} whole numbers, a class for every held-out image"
    general = f"it returned something other than {wanted}"
    if type(value) is not np.ndarray:
        hint = "Put the classes into an array: np.array(...)." if type(value) is list else None
        return openly(f"it returned {kind(value)}, expected {wanted}", hint, general=general)
    if value.dtype.kind not in "iu":
        hint = None
        if value.ndim == 2 and len(value) == count:
            hint = "These look like scores: the class is the index of the largest, argmax(axis=1)."
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            hint = "It holds nan or inf: training has diverged. Is the learning rate too large?"
        told = f"it returned {kind(value)}, dtype {value.dtype}, expected {wanted}"
        return openly(told, hint, general=general)
    if value.shape != (count,):
        hint = None
        if value.shape == (trained,):
            hint = "This is one class per training image: predict the held-out ones."
        elif value.size == count:
            hint = "Reshape it: one axis is enough."
        return openly(f"it returned {kind(value)}, expected {wanted}", hint, general=general)
    return None


def _hint(value, labels, right):
    """Look for the cause of too few right predictions."""
    if (value == value[0]).all():
        return (
            "Every image gets the same class: does the loss fall at all? Too large a learning "
            "rate, or a ReLU that is dead everywhere, looks like this."
        )
    classes = np.unique(labels)
    if not np.isin(value, classes).all():
        return f"Some classes are not labels: labels go from {classes[0]} to {classes[-1]}."
    if right < 1.5 / len(classes):
        return (
            "That is no better than guessing: do images and labels stay together when they are "
            "shuffled, and does every step go against the gradient?"
        )
    return "It has learned something: train longer, or change the learning rate or its schedule."
