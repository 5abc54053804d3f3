"""The weights and the samples of the live figure `book/live/digit`, and how well it reads.

    python -m cnncourse train lenet5 --data mnist --engine torch --epochs 12 \\
        --augment affine=1 --out runs/digit
    python -m book.figures.lenet.digit runs/digit

The first command trains LeNet-5 on MNIST, in a few minutes on a processor. The second rounds its
weights to eight bits, and writes them, the samples and the measured accuracies. Without a folder
it only prints the accuracies of the committed weights.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from book.figures.lenet import pen, weights
from book.figures.lenet.hand import WAYS, by_hand, drawn_digits
from cnncourse import data, models, nn
from cnncourse.runs.checkpoint import load

SAMPLES = weights.FILE.with_name("samples.js")
SAMPLES_HEAD = """/* Drawn by a script, not by people; written by book/figures/lenet/digit.py. */
const digitSamples = {"""
RESULTS = weights.BOOK / "measured" / "digit" / "accuracy.json"
COUNT, SEED = 20, 1  # drawn digits for each way of writing
RADII = (0.8, 1.1, pen.RADIUS, 1.7, 2.0)
SLOPPY = (1.0, 2.0, 3.0)
SLOPPY_SAMPLES = (1, 4, 9)
BATCH = 500


def predictions(net, images):
    """Return the digits that a network reads in images of shape (N, 1, 28, 28)."""
    parts = range(0, len(images), BATCH)
    return np.concatenate([net(images[start : start + BATCH]).argmax(axis=1) for start in parts])


def strokes_right(net, mean, std, *, sloppy=1.0, radius=pen.RADIUS):
    """Count the drawn digits that a network reads right.

    Returns
    -------
    right, total : int
    """
    drawn = drawn_digits(COUNT, seed=SEED, sloppy=sloppy)
    images = np.stack([pen.picture(strokes, radius=radius) for _, _, strokes in drawn])
    x = ((images[:, np.newaxis] - mean) / std).astype(np.float32)
    digits = np.array([digit for digit, _, _ in drawn])
    return int((predictions(net, x) == digits).sum()), len(drawn)


def mnist_right(net):
    """Count the images of MNIST's test set that a network reads right."""
    held_out = data.mnist().held_out
    return int((predictions(net, held_out.images) == held_out.targets).sum()), len(held_out)


def pixel_statistics(images):
    """Return mean and standard deviation, from 0 to 1, that MNIST was normalized with."""
    dark, bright = float(images.min()), float(images.max())  # 0 and 1 before
    return -dark / (bright - dark), 1 / (bright - dark)


def samples(net, mean, std):
    """Choose ten drawings for the figure, and sloppy ones that the network reads wrong.

    Returns
    -------
    dict of str to list
        Strokes, rounded to thousandths of the pad, by the name of the drawing.
    """
    rng = np.random.default_rng(5)
    chosen = {str(digit): by_hand(ways[-1], rng, sloppy=0.7) for digit, ways in WAYS.items()}
    for digit, _, strokes in drawn_digits(COUNT, seed=SEED, sloppy=2.0):
        name = f"a sloppy {digit}"
        x = ((pen.picture(strokes) - mean) / std).astype(np.float32)
        if name not in chosen and digit in SLOPPY_SAMPLES and net(x[None, None]).argmax() != digit:
            chosen[name] = strokes
    return {name: in_the_middle(strokes) for name, strokes in chosen.items()}


def read_samples():
    """Read the committed drawings, by name."""
    text = SAMPLES.read_text(encoding="utf-8").removeprefix(SAMPLES_HEAD)
    return json.loads("{" + text.rstrip(";}\n, ") + "}")


def in_the_middle(strokes):
    """Scale a drawing to nine tenths of the pad, and move it to the middle."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 0.9 / (high - low).max()
    framed = [(stroke - (low + high) / 2) * scale + 0.5 for stroke in strokes]
    return [stroke.round(3).tolist() for stroke in framed]


def measure(state):
    """Measure the committed weights, and the weights before rounding if they are given."""
    net, mean, std = weights.network(nn)
    results = {"mnist": mnist_right(net)}
    if state:
        full = models.lenet5(nn, image_size=28)
        full.load_state_dict(state)
        results["mnist before rounding"] = mnist_right(full.eval())
    for sloppy in SLOPPY:
        results[f"strokes, sloppy {sloppy:g}"] = strokes_right(net, mean, std, sloppy=sloppy)
    for radius in RADII:
        name = f"strokes, pen {radius:g}"
        results[name] = strokes_right(net, mean, std, radius=radius)
    return {name: {"right": right, "of": total} for name, (right, total) in results.items()}


def main(folder=None):
    state = {}
    if folder:
        kept = load(Path(folder) / "checkpoint.npz").state
        prefix = "weights/"
        state = {k.removeprefix(prefix): v for k, v in kept.items() if k.startswith(prefix)}
        weights.FILE.write_text(
            weights.pack(state, *pixel_statistics(data.mnist().train.images)), encoding="utf-8"
        )
        chosen = samples(*weights.network(nn))
        lines = [f"  {json.dumps(name)}: {json.dumps(s)}," for name, s in chosen.items()]
        text = "\n".join([SAMPLES_HEAD, *lines, "};", ""])
        SAMPLES.write_text(text, encoding="utf-8")
    results = json.dumps(measure(state), indent=1)
    if folder:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(results + "\n", encoding="utf-8")
    print(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
