"""Fingerprints: which changes they detect, and which they ignore."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from cnncourse import data
from cnncourse.data.identity import difference, fingerprint
from cnncourse.tasks import Classification


@pytest.fixture(scope="module")
def few(digits):
    """Return the first 96 training digits, and 50 held out."""
    return replace(
        digits,
        train=data.Split(digits.train.images[:96], digits.train.targets[:96]),
        held_out=data.Split(digits.held_out.images[:50], digits.held_out.targets[:50]),
    )


def changed(dataset, **parts):
    split = replace(dataset.train, **parts)
    return difference(fingerprint(dataset), fingerprint(replace(dataset, train=split)))


def test_a_fingerprint_names_what_has_changed(few):
    images, targets = few.train.images, few.train.targets
    assert difference(fingerprint(few), json.loads(json.dumps(fingerprint(few)))) is None
    assert changed(few, images=images * np.float32(1 + 1e-7)) is None  # rounding
    assert changed(few, images=images[..., ::-1]) == "images"
    assert changed(few, images=images[::-1]) == "images"
    assert changed(few, targets=targets[::-1]) == "targets"
    assert changed(few, images=images[:90], targets=targets[:90]) == "number of images"
    other = replace(few, classes=tuple("abcdefghij"))
    assert difference(fingerprint(few), fingerprint(other)) == "classes"
    other = replace(few, task=Classification(auxiliary_weight=0.5))
    assert difference(fingerprint(few), fingerprint(other)) == "task"


def test_a_fingerprint_of_targets_of_any_form(few):
    """Integers must be equal; other numbers may be rounded differently on another machine."""
    boxes = np.random.default_rng(0).uniform(0, 32, (96, 4)).astype(np.float32)
    masks = np.random.default_rng(1).integers(0, 3, (96, 8, 8), np.uint8)

    def with_targets(boxes, masks):
        return replace(few, train=replace(few.train, targets={"box": boxes, "mask": masks}))

    kept = json.loads(json.dumps(fingerprint(with_targets(boxes, masks))))
    assert difference(kept, fingerprint(with_targets(boxes * np.float32(1 + 1e-7), masks))) is None
    moved = fingerprint(with_targets(boxes + 1, masks))
    assert difference(kept, moved) == "numbers in its targets"
    masks[50, 3, 3] += 1
    assert difference(kept, fingerprint(with_targets(boxes, masks))) == "targets"
