"""Pictures of training: learning curves, confusion matrix, worst mistakes.

Every public function returns a `matplotlib.figure.Figure` and leaves global state alone.
"""

from __future__ import annotations

from textwrap import fill

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from cnncourse.drawing.colours import (
    CARD,
    FAINT,
    HELD_OUT,
    INK,
    LINE,
    ON_COLOUR,
    RIGHT,
    TRAINING,
    WRONG,
)

WIDTH = 4.5  # inches: on a phone, 360 pixels wide, text of 10.5 points has 11 pixels or more
LETTERS = 10.5  # points
WIDEST = 30.0  # inches: maximum width of a confusion matrix

SMALLEST_LOSS, SMALLEST_ERROR = 1e-6, 0.05  # because a logarithmic axis has no 0


def learning_curve(history, task, *, title="", size=(9, 4)):
    """Draw the loss and the metrics epoch by epoch.

    Losses and errors have logarithmic axes: going from 10 % to 5 % error covers the same distance
    as going from 2 % to 1 %.

    Parameters
    ----------
    history : list of dict
        As returned by `train.fit`.
    task : Task
        Gives the metrics and the titles of the curves.
    title : str
    size : (float, float)
        Width and height in inches. The curves are side by side, or stacked if the figure is taller
        than it is wide.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If the history is empty.
    """
    if not history:
        raise ValueError("history is empty: there is no epoch to draw")
    epochs = [row["epoch"] for row in history]
    figure = Figure(figsize=size, layout="constrained", facecolor="white")
    count = 1 + len(task.metrics)
    grid = (count, 1) if size[1] > size[0] else (1, count)
    first, *others = figure.subplots(*grid, squeeze=False).flat
    figure.suptitle(title, color=INK, fontsize=13, x=0.01, ha="left")

    losses = both_parts(history, "loss")
    if min(min(line) for line in losses.values()) >= 0:
        losses = at_least(SMALLEST_LOSS, losses)
    plot_pair(first, epochs, losses, task.loss_title)
    for axes, metric in zip(others, task.metrics, strict=True):
        values = both_parts(history, metric.name)
        if metric.share:
            errors = {part: [100 * (1 - v) for v in line] for part, line in values.items()}
            plot_pair(axes, epochs, at_least(SMALLEST_ERROR, errors), metric.title, unit=" %")
        else:
            plot_pair(axes, epochs, values, metric.title, logarithmic=False)
    return figure


def both_parts(history, name):
    """Return a quantity of the history on the training and on the held-out images."""
    return {part: [row[f"{part}_{name}"] for row in history] for part in ("train", "held_out")}


def at_least(smallest, lines):
    """Clip the values of all lines from below."""
    return {part: [max(smallest, value) for value in line] for part, line in lines.items()}


def plot_pair(axes, epochs, lines, label, *, unit="", logarithmic=True):
    """Draw one quantity on the training and on the held-out images, labelled at the ends.

    The axis is logarithmic if `logarithmic` is true and all numbers are positive.
    """
    upper = max(lines, key=lambda part: lines[part][-1])
    for part, name, colour, style in (
        ("train", "training", TRAINING, "--"),
        ("held_out", "held out", HELD_OUT, "-"),
    ):
        axes.plot(
            epochs,
            lines[part],
            style,
            color=colour,
            linewidth=2,
            marker="o",
            markersize=3,
            clip_on=False,
        )
        axes.annotate(
            name,
            (epochs[-1], lines[part][-1]),
            xytext=(7, 6 if part == upper else -6),
            textcoords="offset points",
            color=colour,
            va="center",
            annotation_clip=False,
        )
    axes.margins(y=0.1)
    axes.set_xlim(epochs[0] - 0.5, epochs[-1])  # grid lines end where the labels begin
    numbers = [number for line in lines.values() for number in line]
    if logarithmic and min(numbers) > 0:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(FixedLocator(round_numbers(min(numbers), max(numbers))))
        axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}{unit}"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
    axes.set_xlabel("epoch", color=INK)
    axes.set_title(label, color=INK, fontsize=11, loc="left")
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)


def round_numbers(smallest, largest):
    """List 1, 2, 5, 10, 20, ... from at most one number to at least another.

    Over more than four decades, only the powers of ten; over less than half a decade, 3, 4, 6 and 8
    times these as well.
    """
    decades = range(int(np.floor(np.log10(smallest))), int(np.ceil(np.log10(largest))) + 1)
    digits = (1, 2, 5) if len(decades) < 6 else (1,)
    if largest < 5 * smallest:
        digits = (1, 2, 3, 4, 5, 6, 8)
    steps = [float(f"{digit}e{decade}") for decade in decades for digit in digits]
    first = max(i for i, step in enumerate(steps) if step <= smallest)
    last = min(i for i, step in enumerate(steps) if step >= largest)
    return steps[first : last + 1]


def confusion_matrix(labels, predictions, classes, *, title=""):
    """Draw how often each class was predicted as each other class.

    Correct answers are on the diagonal, in blue; mistakes are orange, darker where there are more.
    The last column is the share of each class that was classified correctly. The figure is as large
    as its numbers and names require.

    Parameters
    ----------
    labels, predictions : ndarray of int, shape (N,)
        True and predicted classes.
    classes : sequence of str
    title : str

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If `labels` and `predictions` differ in length.
    """
    if np.shape(labels) != np.shape(predictions):
        raise ValueError(
            f"labels {np.shape(labels)} and predictions {np.shape(predictions)} differ in shape"
        )
    counts = count_confusions(labels, predictions, len(classes))
    size = len(classes)
    side = _matrix_size(counts, classes)
    figure = Figure(figsize=(side, side), layout="constrained", facecolor="white")
    figure.suptitle(title, color=INK, fontsize=13, x=0.01, ha="left")
    axes = figure.subplots()
    cells = paint(counts)
    for true in range(size):
        of_class = counts[true].sum()
        for predicted in range(size):
            count = counts[true, predicted]
            diagonal = true == predicted
            corner, colour = (predicted - 0.47, true - 0.47), cells[true, predicted]
            axes.add_patch(Rectangle(corner, 0.94, 0.94, color=colour, linewidth=0))
            axes.text(
                predicted,
                true,
                str(count) if count or diagonal else "·",
                ha="center",
                va="center",
                color=ON_COLOUR if count or diagonal else FAINT,
                fontweight="normal" if diagonal or not count else "bold",
                fontsize=LETTERS,
            )
        share = f"{counts[true, true] / of_class:.0%}".replace("%", " %") if of_class else "none"
        axes.text(size - 0.3, true, share, va="center", color=FAINT, fontsize=LETTERS)
    axes.text(size - 0.3, -0.75, "correct", va="center", color=FAINT, fontsize=LETTERS)
    turned = max(map(len, classes)) > 3
    axes.set_xticks(range(size), classes, rotation=90 if turned else 0, fontsize=LETTERS)
    axes.set_yticks(range(size), classes, fontsize=LETTERS)
    axes.set(xlim=(-0.5, size - 0.5), ylim=(size - 0.5, -0.5), aspect="equal", facecolor="none")
    axes.set_xlabel("predicted class", color=INK, fontsize=LETTERS)
    axes.set_ylabel("true class", color=INK, fontsize=LETTERS)
    axes.tick_params(colors=INK, length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure


def _matrix_size(counts, classes):
    """Return the side of a confusion matrix in inches, so that the largest number fits its cell."""
    cell = max(0.36, 0.1 * len(str(counts.max(initial=0))) + 0.06)
    return min(max(WIDTH, cell * len(classes) + 0.09 * max(map(len, classes)) + 0.8), WIDEST)


def count_confusions(labels, predictions, num_classes):
    """Count the images by true class (row) and predicted class (column).

    Parameters
    ----------
    labels, predictions : ndarray of int, shape (N,)
    num_classes : int

    Returns
    -------
    ndarray of int, shape (num_classes, num_classes)
    """
    counts = np.zeros((num_classes, num_classes), int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def paint(counts):
    """Return the colours of a confusion matrix's cells: (classes, classes, 4)."""
    right = np.diag(np.diag(counts))
    wrong = counts - right
    cells = WRONG(wrong / max(wrong.max(), 5))  # a single mistake stays pale
    cells[counts == 0] = to_rgba(CARD)
    diagonal = np.arange(len(counts))
    cells[diagonal, diagonal] = RIGHT(np.diag(counts) / np.maximum(1, counts.sum(axis=1)))
    return cells


def worst_mistakes(images, labels, logits, classes, *, count=12):
    """Show the images that a network misclassified with the most confidence.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
        One channel or three; values are stretched to the full range.
    labels : ndarray of int, shape (N,)
    logits : ndarray of shape (N, num_classes)
    classes : sequence of str
    count : int
        Maximum number of images.

    Returns
    -------
    Figure
        Worst first. Above each image: its class, the predicted class, and the probability that the
        network gave to the prediction.
    """
    logits = logits - logits.max(axis=1, keepdims=True)
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    confidence = probabilities[np.arange(len(labels)), predicted]
    worst = wrong[np.argsort(-confidence[wrong], kind="stable")][:count]
    columns = 3
    rows = max(1, -(-len(worst) // columns))
    figure = Figure(figsize=(WIDTH, 2.3 * rows), layout="constrained", facecolor="white")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    if len(worst) == 0:
        grid[0, 0].text(0, 0.5, "No image was misclassified.", color=INK)
    shown = stretched(images, worst)
    for axes, place, image in zip(grid.flat, worst, shown, strict=False):
        axes.imshow(image, cmap="gray", vmin=0, vmax=1)
        sure = f"{100 * confidence[place]:.0f} %"
        lines = classes[labels[place]], f"seen as {classes[predicted[place]]}", f"{sure} sure"
        text = "\n".join(fill(line, 18) for line in lines)
        axes.set_title(text, color=INK, fontsize=LETTERS)
    return figure


def stretched(images, places):
    """Scale images to the range 0 to 1, each channel by its range over all images.

    Parameters
    ----------
    images : ndarray of shape (N, C, H, W)
    places : ndarray of int
        Which images to return.

    Returns
    -------
    ndarray of shape (places, H, W, 3), or (places, H, W) for one channel
    """
    low, high = (of(images, axis=(0, 2, 3))[:, None, None] for of in (np.min, np.max))
    shown = (images[places] - low) / np.maximum(high - low, 1e-12)
    return shown[:, 0] if shown.shape[1] == 1 else shown.transpose(0, 2, 3, 1)
