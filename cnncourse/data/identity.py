"""Fingerprints: a few numbers by which a data set is known again."""

from __future__ import annotations

import hashlib

import numpy as np

LOOKED_AT = 64  # images, evenly spread
TOLERANCE = 1e-5  # other machines round otherwise


def fingerprint(dataset):
    """Describe a data set so briefly that a checkpoint can hold it.

    Parameters
    ----------
    dataset : Dataset

    Returns
    -------
    dict
        What `difference` compares, in words and numbers that survive JSON. Of some training
        images it holds one number each, a weighted mean of the pixels.
    """
    train, held_out = dataset.train, dataset.held_out
    places = np.linspace(0, len(train) - 1, LOOKED_AT).astype(int)
    pixels = train.images[places].reshape(len(places), -1).astype(np.float64)
    weights = np.linspace(1, 2, pixels.shape[1]) / pixels.shape[1]  # so that a mirror shows
    labels = np.concatenate([train.labels, held_out.labels]).astype("<i8")
    return {
        "classes": list(dataset.classes),
        "number of images": [len(train), len(held_out)],
        "labels": hashlib.sha256(labels.tobytes()).hexdigest()[:16],
        "images": (pixels @ weights).tolist(),
    }


def difference(old, new):
    """Name the first thing in which two fingerprints differ, or give None."""
    for name in ("classes", "number of images", "labels"):
        if old[name] != new[name]:
            return name
    same = np.allclose(old["images"], new["images"], rtol=TOLERANCE, atol=TOLERANCE)
    return None if same else "images"
