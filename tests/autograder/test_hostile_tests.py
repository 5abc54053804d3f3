"""Hostile tests of students earn nothing; an honest one in their place earns its points."""

from __future__ import annotations

import re

import numpy as np
import pytest
from corpus.of_tests import GOOD, HOSTILE, RELU
from isolated import needs_sandbox
from trial import Trial

from cnncourse.checks import PUBLIC_SEED, find
from cnncourse.checks.engine.prepared import draw

pytestmark = needs_sandbox
GIVEN = "import numpy as np\nfrom cnncourse.exercises.forward_passes import relu_forward\n"


@pytest.fixture
def trial(monkeypatch):
    def of(name):
        return Trial(monkeypatch, find(name), GIVEN, ["cnncourse.exercises.forward_passes"])

    return of


def with_public_knowledge(code):
    """Fill in what anybody can read off a notebook about the public candidates and their order."""
    candidates = [case.args[0] for case in draw(find(RELU), PUBLIC_SEED)[:-1]]
    truth = [one.is_right for one in candidates]
    probe = np.arange(6.0).reshape(2, 3)
    first = candidates[0]((probe - 2.5, (probe - 3,)), {})["value"]
    known = {
        "FIRST_RIGHT": 1 + truth.index(True),
        "TRUTH_OF_PUBLIC": truth,
        "FIRST_ANSWER": first.tolist(),
    }
    for name, value in known.items():
        code = code.replace(name, repr(value))
    return code


def test_the_honest_one_earns_all_points(trial):
    trial(RELU).passes(GOOD + f"\n\ndef {RELU}(candidate):\n    _good(candidate)")


@pytest.mark.parametrize("one", HOSTILE, ids=lambda one: f"{one.item}: {one.title}")
def test_a_hostile_one_earns_nothing(trial, one):
    score = trial(one.check).grade(with_public_knowledge(one.code))
    assert score["points"] == 0 and not score["passed"], score["message"]
    message = " ".join(score["message"].split())
    assert re.search(one.told, message), message
    assert one.untold not in message, message
    assert bool(score["review"]) is one.review, score["review"]


def test_every_attack_is_another_one():
    assert len({(one.item, one.title) for one in HOSTILE}) == len(HOSTILE)
    assert all(one.why for one in HOSTILE)
