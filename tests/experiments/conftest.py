"""Experiments cut down to seconds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnncourse import data, experiments


@pytest.fixture(scope="session")
def few():
    """The first 32 digits of 16x16 pixels to learn from, and 20 held out."""
    digits = data.digits(16)
    return replace(
        digits,
        train=data.Split(digits.train.images[:32], digits.train.targets[:32]),
        held_out=data.Split(digits.held_out.images[:20], digits.held_out.targets[:20]),
    )


@pytest.fixture
def tiny(few, monkeypatch):
    """Make an experiment tiny: 32 digits, two epochs, and networks of few channels."""
    monkeypatch.setattr(data, "find", lambda name: lambda image_size: few)

    def cut(name):
        whole = experiments.known()[name]

        def trials(full, seeds):
            return [
                replace(
                    trial,
                    settings=replace(
                        trial.settings, epochs=min(2, trial.settings.epochs), batch_size=16
                    ),
                )
                for trial in whole.trials(full, seeds)
            ]

        return replace(whole, trials=trials)

    return cut
