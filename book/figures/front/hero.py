"""The picture on the front page: a photograph that turns into the edges that kernels see in it.

python -m book.figures.front.hero
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.colors import hsv_to_rgb
from PIL import Image
from sklearn.datasets import load_sample_image

from cnncourse.layers import conv2d_forward


def edges(photo):
    """Colour every edge by its direction and light it by its strength.

    Parameters
    ----------
    photo : ndarray of shape (H, W, 3), between 0 and 1

    Returns
    -------
    ndarray of shape (H, W, 3), between 0 and 1
    """
    column = np.array([[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]) / 8
    w = np.stack([column, column.T])[:, np.newaxis]
    x = photo.mean(axis=2)[np.newaxis, np.newaxis]
    out, _ = conv2d_forward(np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), "edge"), w, None)
    across, down = out[0]
    hue = np.arctan2(down, across) / np.pi % 1.0
    strength = np.clip(np.hypot(across, down) * 5 - 0.05, 0, 1) ** 0.8
    return hsv_to_rgb(np.stack([hue, np.full_like(hue, 0.62), strength], axis=2))


def main():
    photo = load_sample_image("china.jpg")[8:368] / 255.0
    H, W, _ = photo.shape
    line = 0.33 * W + 0.16 * (np.arange(H)[:, np.newaxis] - H / 2) * -1
    share = np.clip((np.arange(W) - line) / 14 + 0.5, 0, 1)[..., np.newaxis]
    ground = np.array([0.055, 0.075, 0.105])
    seen = 1 - (1 - edges(photo)) * (1 - ground)
    picture = (1 - share) * photo + share * seen
    image = Image.fromarray((picture * 255).round().astype(np.uint8))
    image = image.resize((2 * W, 2 * H), Image.Resampling.LANCZOS)
    path = Path(__file__).with_name("hero.jpg")
    image.save(path, quality=82, optimize=True, progressive=True)


if __name__ == "__main__":
    main()
