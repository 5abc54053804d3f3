"""The published files themselves, if CNNCOURSE_DATA has them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from cnncourse import data


def need(*names):
    """Skip unless one of these is in CNNCOURSE_DATA."""
    folder = os.environ.get("CNNCOURSE_DATA")
    if not folder or not any(Path(folder, name).exists() for name in names):
        pytest.skip(f"needs {' or '.join(names)} in the folder that CNNCOURSE_DATA names")


@pytest.mark.parametrize(
    ("name", "folder", "labels", "mean", "std"),
    [
        # The first labels, and the mean and standard deviation commonly used with torch.
        ("mnist", "mnist", [5, 0, 4, 1, 9, 2, 1, 3, 1, 4], 0.1307, 0.3081),
        ("fashion_mnist", "fashion-mnist", [9, 0, 0, 3, 0, 2, 7, 2, 5, 5], 0.2860, 0.3530),
    ],
)
def test_mnist_and_fashion_mnist(name, folder, labels, mean, std):
    need(folder)
    found = data.find(name)()
    assert len(found.train) == 60000 and len(found.held_out) == 10000
    assert found.image_shape == (1, 28, 28) and len(found.classes) == 10
    assert found.train.targets[:10].tolist() == labels
    if name == "fashion_mnist":  # equally many of each class, except for the digits
        np.testing.assert_array_equal(np.bincount(found.held_out.targets), 1000)
    assert found.background == pytest.approx(-mean / std, abs=1e-3)
    assert abs(found.train.images.mean(dtype=float)) < 1e-6
    assert abs(found.train.images.std(dtype=float) - 1) < 1e-6


def test_cifar10():
    need("cifar-10-batches-bin", "cifar-10-binary.tar.gz")
    found = data.cifar10()
    assert found.train.images.shape == (50000, 3, 32, 32)
    np.testing.assert_array_equal(np.bincount(found.train.targets), 5000)
    np.testing.assert_array_equal(np.bincount(found.held_out.targets), 1000)
    assert found.train.targets[:5].tolist() == [6, 9, 9, 4, 1]
