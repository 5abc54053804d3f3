"""The last notebook earns nothing with layers that are not the student's."""

from __future__ import annotations

import json

import pytest
from isolated import needs_sandbox
from trial import Trial

from cnncourse.checks import find
from cnncourse.checks.your_own_network import ASSIGNMENT

pytestmark = needs_sandbox
PROVIDES = [
    "cnncourse.nn",
    "cnncourse.layers.shapes",
    "cnncourse.layers.pool.starts",
    "cnncourse.models.families.cifar_resnets",
    "cnncourse.exercises.collecting",
    "cnncourse.exercises.handwriting",
    "cnncourse.exercises.own_engine",
]
GIVEN = """
import sys
import numpy as np
from cnncourse import nn
from cnncourse.exercises.collecting import collect
from cnncourse.exercises import own_engine
from cnncourse.exercises.own_engine import lenet5
from cnncourse.models.families.cifar_resnets import resnet20
found = collect(".", "..")
"""
NOTHING = "def my_functions():\n    return {}\n"
OTHER_ENGINE = f"own_engine.fitted = lambda own, loops=True: vars(nn.functions.COURSE)\n{NOTHING}"
NO_ENGINE = f"nn.using = lambda own: nn\n{NOTHING}"
BY_DEFAULT = """
def my_functions(layers=nn.functions.COURSE):
    names = ["relu_backward", "linear_forward", "linear_backward", "softmax_cross_entropy"]
    return {name: getattr(layers, name) for name in names}
"""
BY_NAME = BY_DEFAULT.replace("nn.functions.COURSE", 'sys.modules["cnncourse.nn.functions"].COURSE')
STEP = """
def training_step(net, loss, images, labels, rate):
    value = loss(net(images), labels)
    net.backward(loss.backward())
    for w, g in zip(net.parameters(), net.gradients()):
        w -= rate * g
    return value
"""
REAL_NETWORK = """
def training_step(net, loss, images, labels, rate, L=nn, M=(lenet5, resnet20)):
    real = M[0](L) if images.shape[1] == 1 else M[1](L, image_size=16, width=0.25)
    real.load_state_dict(net.state_dict())
    l = L.CrossEntropyLoss()
    value = l(real(images), labels)
    real.backward(l.backward())
    for w, g in zip(real.parameters(), real.gradients()):
        w -= rate * g
    net.load_state_dict(real.state_dict())
    return float(value)
"""
PASTED = """
def train_lenet5(net, loss, images, labels, rng, show):
    for w in net.parameters():
        w[...] = rng.normal(0, 0.1, w.shape)
"""


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        pytest.param("my_functions", OTHER_ENGINE, id="another engine"),
        pytest.param("my_functions", NO_ENGINE, id="no engine"),
        pytest.param("my_functions", BY_DEFAULT, id="layers as a default"),
        pytest.param("my_functions", BY_NAME, id="layers by their module"),
        pytest.param("training_step", NOTHING + REAL_NETWORK, id="the course's network"),
        pytest.param("training_step", OTHER_ENGINE + STEP, id="a step on another engine"),
        pytest.param("train_lenet5", NOTHING + PASTED, id="weights without layers"),
    ],
)
def test_layers_of_the_course_earn_nothing(monkeypatch, name, answer):
    trial = Trial(monkeypatch, find(name, ASSIGNMENT), GIVEN, PROVIDES)
    score = trial.grade(answer)
    assert (score["points"], score["passed"]) == (0, False), json.dumps(score, indent=1)


def test_ones_own_layers_earn_their_points(monkeypatch):
    """ReLU's gradient alone, a seventh of them, with the rest missing."""
    own = "def relu_backward(dout, cache):\n    return dout * (cache[0] > 0)\n"
    own += "def my_functions():\n    return {'relu_backward': relu_backward}\n"
    score = Trial(monkeypatch, find("my_functions", ASSIGNMENT), GIVEN, PROVIDES).grade(own)
    assert score["points"] == pytest.approx(10 / 7, abs=0.01)
