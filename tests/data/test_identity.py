"""Fingerprints: what they notice, and what they overlook."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from cnncourse import data
from cnncourse.data.identity import difference, fingerprint


@pytest.fixture(scope="module")
def few(digits):
    """The first 96 digits to learn from, and 50 held out."""
    return replace(
        digits,
        train=data.Split(digits.train.images[:96], digits.train.labels[:96]),
        held_out=data.Split(digits.held_out.images[:50], digits.held_out.labels[:50]),
    )


def changed(dataset, **parts):
    split = replace(dataset.train, **parts)
    return difference(fingerprint(dataset), fingerprint(replace(dataset, train=split)))


def test_a_fingerprint_names_what_has_changed(few):
    images, labels = few.train.images, few.train.labels
    assert difference(fingerprint(few), json.loads(json.dumps(fingerprint(few)))) is None
    assert changed(few, images=images * np.float32(1 + 1e-7)) is None  # rounding
    assert changed(few, images=images[..., ::-1]) == "images"
    assert changed(few, images=images[::-1]) == "images"
    assert changed(few, labels=labels[::-1]) == "labels"
    assert changed(few, images=images[:90], labels=labels[:90]) == "number of images"
    other = replace(few, classes=tuple("abcdefghij"))
    assert difference(fingerprint(few), fingerprint(other)) == "classes"
