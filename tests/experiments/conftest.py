"""Experiments cut down to run in seconds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnncourse import data, experiments


@pytest.fixture(scope="session")
def few():
    """32 digits of 16x16 pixels to train on and 20 held out."""
    digits = data.digits(16)
    return replace(
        digits,
        train=data.Split(digits.train.images[:32], digits.train.targets[:32]),
        held_out=data.Split(digits.held_out.images[:20], digits.held_out.targets[:20]),
    )


@pytest.fixture
def tiny(few, monkeypatch):
    """Cut an experiment down to 32 digits and two epochs."""
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
