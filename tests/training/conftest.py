"""A small data set and settings for short runs, shared by the tests."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnncourse import data, train


@pytest.fixture(scope="session")
def digits():
    return data.digits()


@pytest.fixture(scope="session")
def few(digits):
    """96 digits to train on and 50 held out."""
    return replace(
        digits,
        train=data.Split(digits.train.images[:96], digits.train.targets[:96]),
        held_out=data.Split(digits.held_out.images[:50], digits.held_out.targets[:50]),
    )


@pytest.fixture
def short():
    return train.Settings(epochs=4, batch_size=20, lr=0.03, seed=5)
