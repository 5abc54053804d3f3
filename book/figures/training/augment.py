"""What each kind of augmentation does to the same three images.

python -m book.figures.training.augment
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

from book.figures.draw import canvas, save, write
from cnncourse import data
from cnncourse.augment import parse
from cnncourse.data.pixels import normalize, statistics

SIDE, GAP, HEAD = 64, 0.12, 1.6
# Stronger than in training, so that each is visible.
PIECES = ("affine=1.5", "crop=8", "flip", "cutout=24", "jitter=0.5", "lighting=0.6")


def photographs():
    """Cut a temple and a flower, (2, 3, 64, 64), from photographs that come with scikit-learn."""
    cuts = {"china.jpg": (10, 60, 330, 380), "flower.jpg": (150, 40, 530, 420)}
    images = [
        Image.fromarray(load_sample_image(name)).crop(cut).resize((SIDE, SIDE), Image.LANCZOS)
        for name, cut in cuts.items()
    ]
    return np.stack([np.asarray(image).transpose(2, 0, 1) for image in images])


def changed(images, background, seed):
    """Return the images unchanged, and after each kind of augmentation."""
    rng = np.random.default_rng(seed)
    pipelines = [parse(text).fitted(images) for text in ("none", *PIECES)]
    return [pipeline(images, rng, background=background) for pipeline in pipelines]


def main():
    photos = photographs()
    mean, std = statistics(photos)
    rows = [
        np.clip(np.stack(columns) * std[:, None, None] + mean[:, None, None], 0, 255) / 255
        for columns in zip(*changed(normalize(photos, mean, std), 0.0, seed=21), strict=True)
    ]
    digits = data.digits(SIDE)
    three = digits.train.images[digits.train.targets == 3][:1]
    written = np.stack(changed(three, digits.background, seed=21))[:, 0]
    ink = (written - digits.background) / (three.max() - digits.background)
    rows.append(np.repeat(np.clip(ink, 0, 1), 3, axis=1))  # (7, 3, 64, 64)

    step = 1 + GAP
    figure, axes = canvas(HEAD + 3 * step - GAP, 7 * step - GAP, inch=0.8)
    for row, name in enumerate(("as it is", *PIECES)):
        write(axes, HEAD - 0.15, row * step + 0.5, name.replace("=", " = "), align="right")
        for column, images in enumerate(rows):
            x, y = HEAD + column * step, row * step
            axes.imshow(
                images[row].transpose(1, 2, 0),
                extent=(x, x + 1, y + 1, y),
                interpolation="none",
            )
    axes.set(xlim=(0, HEAD + 3 * step - GAP), ylim=(7 * step - GAP, 0))
    save(figure, "training/augment.svg")


if __name__ == "__main__":
    main()
