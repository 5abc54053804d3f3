"""Weights that nobody trained earn nothing, whatever the student's process does to look trained."""

from __future__ import annotations

import pytest
from isolated import needs_sandbox
from trial import Trial

from cnncourse.checks import find
from cnncourse.checks.training import ASSIGNMENT

pytestmark = needs_sandbox
PROVIDES = ["cnncourse.nn", "cnncourse.exercises.digit_network"]
GIVEN = """
import sys
import numpy as np
from cnncourse.exercises.digit_network import DigitNetwork
"""
TRAIN = "def train_network(network, images, labels, rng):\n"
OVERFIT = "def overfit_batch(network, weights, images, labels):\n"
ANY = "[rng.standard_normal(shape) for shape in network.shapes]"

OTHER_SCORES = f"""
{TRAIN}
    def scores(self, weights, others):
        near = [((images - other) ** 2).sum(axis=(1, 2, 3)).argmin() for other in others]
        return np.eye(10)[labels[near]]

    DigitNetwork.scores = scores
    network.scores = scores.__get__(network)
    return {ANY}
"""
OTHER_LAYERS = f"""
{TRAIN}
    class Neighbour:
        def __call__(self, others):
            near = [((images - other) ** 2).sum(axis=(1, 2, 3)).argmin() for other in others]
            return np.eye(10)[labels[near]]

        def parameters(self):
            return [np.zeros(shape) for shape in network.shapes]

    network._net = Neighbour()
    return {ANY}
"""
ARRAYS_THAT_LOOK = f"""
class Looks(np.ndarray):
    def __array_finalize__(self, other):
        frame = sys._getframe()
        while frame is not None:
            found = [v for v in frame.f_locals.values() if type(v) is np.ndarray]
            if any(v.shape[:1] == (500,) for v in found):
                raise RuntimeError("held out")
            frame = frame.f_back

{TRAIN}
    return [one.view(Looks) for one in {ANY}]
"""
OBJECTS = f"""
class Looks:
    def __init__(self, shape):
        self.shape, self.dtype = shape, np.dtype(float)

    def __array__(self, *args, **options):
        raise RuntimeError("asked for its numbers")

{TRAIN}
    return [Looks(shape) for shape in network.shapes]
"""
SEARCH = f"""
{TRAIN}
    import gc

    found, frame = [], sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            found += value if type(value) in (tuple, list) else [value]
        frame = frame.f_back
    found += gc.get_objects()
    if any(type(one) is np.ndarray and one.shape[:1] == (500,) for one in found):
        raise RuntimeError("found something")
    raise KeyError("nothing found")
"""
TABLE = f"""
{TRAIN}
    table = dict(zip(map(bytes, images), labels.tolist()))
    network.scores = lambda weights, others: np.eye(10)[[table[bytes(one)] for one in others]]
    return {ANY}
"""
OTHER_LOSS = f"""
{OVERFIT}
    first, gradients = network.loss_and_gradients(weights, images, labels)
    DigitNetwork.loss_and_gradients = lambda *args: (0.001, gradients)
    return [1 * w for w in weights], [first, 0.001]
"""
OTHER_LABELS = f"""
{OVERFIT}
    first, _ = network.loss_and_gradients(weights, images, labels)
    labels = network.scores(weights, images).argmax(axis=1)
    losses = []
    while not losses or losses[-1] >= 0.01:
        loss, gradients = network.loss_and_gradients(weights, images, labels)
        weights = [w - 0.1 * g for w, g in zip(weights, gradients)]
        losses.append(loss)
    return weights, [first, *losses[1:]]
"""
FORGED_SHAPES = f"""
{OVERFIT}
    first, _ = network.loss_and_gradients(weights, images, labels)
    return [np.zeros(0) for w in weights], [first, 0.001]
"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        pytest.param(OTHER_SCORES, "less than 90% of the held-out", id="other scores"),
        pytest.param(OTHER_LAYERS, "less than 90% of the held-out", id="other layers"),
        pytest.param(TABLE, "less than 90% of the held-out", id="a table of images"),
        pytest.param(ARRAYS_THAT_LOOK, "one of the weights is no array", id="arrays that look"),
        pytest.param(OBJECTS, "one of the weights is no array", id="objects"),
        pytest.param(SEARCH, "it raised a KeyError", id="a search in memory"),
        pytest.param(OTHER_LOSS, "the weights returned have the loss", id="another loss"),
        pytest.param(OTHER_LABELS, "the weights returned have the loss", id="other labels"),
        pytest.param(FORGED_SHAPES, "expected floats of shape (16, 1, 3, 3)", id="forged shapes"),
    ],
)
def test_a_hostile_answer_earns_nothing(monkeypatch, answer, told):
    name = "train_network" if "def train_network" in answer else "overfit_batch"
    Trial(monkeypatch, find(name, ASSIGNMENT), GIVEN, PROVIDES).fails(answer, told)


def test_an_honest_answer_earns_all_points(monkeypatch):
    line = "    labels = network.scores(weights, images).argmax(axis=1)\n"
    assert line in OTHER_LABELS
    trial = Trial(monkeypatch, find("overfit_batch", ASSIGNMENT), GIVEN, PROVIDES)
    score = trial.grade(OTHER_LABELS.replace(line, ""))
    assert (score["points"], score["passed"]) == (10, True), score["message"]
