"""Architecture checks: a student's builder runs in the sandbox with the referee's weights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from trial import Trial

from cnncourse import nn
from cnncourse.checks import Check
from cnncourse.checks.kinds.architecture import network_case, problem
from cnncourse.checks.kinds.harnesses import network, network_on_engines, network_on_nn
from cnncourse.models import lenet5

ENGINES = ["cnncourse.nn", "cnncourse.blueprint"]
LENET = """
def lenet5(nn, *, num_classes=10, in_channels=1):
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, num_classes),
    )
"""


def _lenets(rng):
    for group, options in (("plain", {}), ("options", {"num_classes": 7, "in_channels": 3})):
        net = lenet5(nn, **options)
        yield network_case(group, net, rng, (options.get("in_channels", 1), 32, 32), **options)


CHECK = Check(
    "lenet5",
    "00_trial",
    lenet5,
    _lenets,
    given=("cnncourse.nn",),
    harness=network_on_engines,
    arguments=("images", "weights"),
    accept=problem,
)


def block(nn, channels):
    """Build a block with batch norm and a shortcut: the reference."""
    return nn.Sequential(
        nn.Conv2d(2, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Residual(
            nn.Sequential(
                nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
            )
        ),
        nn.ReLU(),
    )


def my_block(channels):
    return block(nn, channels)


def _blocks(rng):
    for channels in (3, 5):
        net = my_block(channels)
        yield network_case("plain", net, rng, (2, 6, 7), channels=channels)


BLOCK_CHECK = Check(
    "my_block",
    "00_trial",
    my_block,
    _blocks,
    given=("cnncourse.nn",),
    harness=network,
    arguments=("images", "weights"),
    accept=problem,
)
BLOCK = """
from cnncourse import nn

def my_block(channels):
    body = nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels)
    )
    return nn.Sequential(
        nn.Conv2d(2, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU(),
        nn.Residual(body), nn.ReLU(),
    )
"""


OWN_LAYER = """
def lenet5(nn, *, num_classes=10, in_channels=1):
    class Row(nn.Module):
        def forward(self, x):
            return x.reshape(len(x), -1)

    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        Row(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, num_classes),
    )
"""


@pytest.fixture
def lenet(monkeypatch):
    return Trial(monkeypatch, CHECK, provides=ENGINES)


@pytest.fixture
def residual(monkeypatch):
    return Trial(monkeypatch, BLOCK_CHECK, provides=["cnncourse.nn"])


def changed(old, new, source=LENET):
    assert old in source
    return source.replace(old, new, 1)


NESTED = """
def lenet5(nn, num_classes=10, in_channels=1):
    def stage(before, after):
        return nn.Sequential(nn.Conv2d(before, after, 5), nn.ReLU(), nn.MaxPool2d(2))

    sizes = [16 * 5 * 5, 120, 84, num_classes]
    dense = [nn.Linear(n, m) for n, m in zip(sizes, sizes[1:])]
    head = nn.Sequential(dense[0], nn.ReLU(), nn.Sequential(dense[1], nn.ReLU()), dense[2])
    return nn.Sequential(nn.Sequential(stage(in_channels, 6), stage(6, 16)), nn.Flatten(), head)
"""
POOLED_FIRST = LENET.replace("nn.ReLU(), nn.MaxPool2d(2)", "nn.MaxPool2d(2), nn.ReLU()")


@pytest.mark.parametrize("answer", [LENET, NESTED, POOLED_FIRST])
def test_right_networks_in_any_style_get_the_points(lenet, answer):
    lenet.passes(answer)


def test_a_network_with_layers_of_its_own_runs_on_the_numpy_engine(monkeypatch):
    trial = Trial(monkeypatch, replace(CHECK, harness=network_on_nn), provides=["cnncourse.nn"])
    trial.passes(OWN_LAYER)
    trial.passes(LENET)
    told = trial.grade(changed("nn.MaxPool2d", "nn.AvgPool2d", OWN_LAYER))["message"]
    told = " ".join(told.split())
    assert "Parameters are right: look at the layers without parameters" in told, told
    trial.fails(changed("(len(x), -1)", "(-1, 200)", OWN_LAYER), "expects 400")


WRONG = [
    ("6, 16, 5), nn.ReLU()", "6, 16, 3), nn.ReLU()", "`3.weight`, array 3 of 10 in order, has"),
    ("Linear(400, 120)", "Linear(256, 120)", "(120, 256), expected (120, 400); 44,426 parameters"),
    ("Linear(84, num_classes)", "Linear(84, 10)", "`11.weight`, array 9 of 10 in order"),
    ("in_channels, 6, 5)", "in_channels, 6, 5, bias=False)", "is there a bias too many or too few"),
    ("(120, 84), nn.ReLU(),", "(120, 84),", "with the same weights, the output first differs"),
    ("nn.MaxPool2d(2)", "nn.AvgPool2d(2)", "the layers without parameters (activations"),
    ("nn.ReLU(), nn.MaxPool2d", "nn.Tanh(), nn.MaxPool2d", "with the same weights, the output"),
    ("nn.Linear(84, num_classes),", "", "after its 8 arrays, `output.weight` of shape (10, 84) is"),
    (
        "nn.Linear(84, num_classes)",
        "nn.Linear(84, num_classes), nn.Linear(num_classes, 10)",
        "`12.weight` of shape (10, 10) is one too many",
    ),
    ("nn.Linear(84, num_classes),", "nn.Linear(84, num_classes), nn.Softmax(1),", "same weights"),
    (
        "return nn.Sequential",
        "return lambda x: nn.Sequential",
        "expected a network, got a function",
    ),
    ("return nn", "nn", "expected a network, got None"),
    ("nn.Flatten(), ", "", "Linear"),
    ("5), nn.ReLU(), nn.MaxPool2d(2),\n        nn.F", "5), nn.ReLU(),\n        nn.F", "ValueError"),
]


@pytest.mark.parametrize(("old", "new", "told"), WRONG)
def test_messages_say_where_networks_are_wrong(lenet, old, new, told):
    score = lenet.grade(changed(old, new))
    message = " ".join(score["message"].split())
    assert not score["passed"] and score["review"] is None and told in message, message
    assert not lenet.notebook(changed(old, new)).passed


def test_the_stub_fails(lenet):
    lenet.fails(lenet.stub, "still raises NotImplementedError")


def test_different_strides_cost_different_multiply_adds(lenet):
    """A stride replaces pooling, and the parameters stay the same."""
    answer = changed(
        "in_channels, 6, 5), nn.ReLU(), nn.MaxPool2d(2)", "in_channels, 6, 5, 2), nn.ReLU()"
    )
    lenet.fails(answer, "it takes 328,320 multiply-adds per image, expected 416,520")


LIES = """
class Liar:
    right = [(6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,), (120, 400), (120,), (84, 120), (84,)]

    def state_dict(self):
        shapes = [*self.right, (10, 84), (10,)]
        return {f"{i}.weight": np.zeros(shape) for i, shape in enumerate(shapes)}

    def parameters(self):
        return list(self.state_dict().values())

    def load_state_dict(self, state):
        pass

    def eval(self):
        return self

    def __call__(self, images):
        return np.zeros((len(images), 10), np.float32)

from types import SimpleNamespace

def lenet5(nn, **options):
    if nn.__name__ == "cnncourse.nn":
        return Liar()
    return nn.Sequential(nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, 10))
"""


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (LIES, "with the same weights, the output first differs at index (0, 0)"),
        (
            LIES.replace("return np.zeros((len(images), 10), np.float32)", "return Everything()")
            + "\nclass Everything(np.ndarray):\n    def __new__(c): return np.zeros(20).view(c)\n"
            "    def __eq__(s, o): return True\n",
            "the output is an Everything, expected an array of shape (2, 10)",
        ),
        (LIES.replace("np.float32)", "np.float32) * np.nan"), "the output holds nan"),
        (LIES.replace("return Liar()", "return (1, 2, 3)"), "expected a network, got a tuple"),
        (LIES.replace("    def eval(self):\n        return self\n", ""), "has no attribute 'eval'"),
        (LIES.replace("zip(shape)", "").replace("        pass", "        1 / 0"), "ZeroDivision"),
        ("def lenet5(nn, **o):\n    import os; os._exit(0)", "ended the whole Python process"),
        ("from cnncourse.models import lenet5", "cnncourse.models is not available"),
        ("import cnncourse.models\ndef lenet5(nn): pass", "cnncourse.models is not available"),
        ("from cnncourse.nn import Sequential as lenet5", "comes from the package `cnncourse`"),
        (
            "import cnncourse.nn, cnncourse.blueprint\n"
            "cnncourse.blueprint.summarize = lambda *a: type('S', (), {'multiply_adds': 416520})\n"
            + changed("(120, 84), nn.ReLU()", "(120, 84)"),
            "with the same weights, the output",
        ),
    ],
)
def test_a_network_that_lies_gets_nothing(lenet, answer, told):
    lenet.fails(answer, told)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (LIES, "with the same weights, the output first differs at index (0, 0)"),
        (
            LIES.replace("np.float32)", "np.float64)[:, :1]"),
            "the output has shape (2, 1), expected",
        ),
        (LIES.replace("np.float32)", "np.float32) * np.nan"), "the output holds nan"),
    ],
)
def test_a_network_that_lies_fails_in_the_notebook(lenet, answer, told):
    verdict = lenet.notebook(answer)
    assert not verdict.passed and told in " ".join(verdict.message.split()), verdict.message


def test_the_answer_is_nowhere_in_the_sandbox(lenet):
    """Neither the models nor the checks that name them are on its disk."""
    hunt = """
import os
found = [
    os.path.join(place, name)
    for top in ("/course", "/trusted", "/site-packages/cnncourse", "/site-packages/autograder")
    for place, _, names in os.walk(top)
    for name in names
    if name.startswith(("lenets", "resnets", "alexnets", "catalogue", "convolution"))
    or "models" in place or "solutions" in place
]
"""
    score = lenet.grade(hunt + LENET + "\n    raise RuntimeError(found)")
    assert score["passed"]
    bad = hunt + "def lenet5(nn, **options):\n    raise RuntimeError(f'found {found} there')"
    lenet.fails(bad, "found [] there")


def test_running_statistics_count(residual):
    residual.passes(BLOCK)
    answer = changed("bias=False), nn.BatchNorm2d(channels)\n", "bias=False)\n", BLOCK)
    residual.fails(answer, "after its 7 arrays")
    in_training = (
        changed("return nn.Sequential(", "kept = nn.Sequential(\n", BLOCK)
        + "    kept.eval = lambda: kept.train()\n    return kept\n"
    )
    residual.fails(in_training, "with the same weights, the output first differs")
    residual.fails(changed("nn.Residual(body), nn.ReLU(),", "body, nn.ReLU(),", BLOCK), "differs")
    unbiased = changed(
        "nn.BatchNorm2d(channels), nn.ReLU()",
        "nn.BatchNorm2d(channels, eps=1e-3), nn.ReLU()",
        BLOCK,
    )
    residual.fails(unbiased, "with the same weights, the output first differs")


def test_a_module_that_the_assignment_forgot_to_provide_is_not_the_students_fault(monkeypatch):
    trial = Trial(monkeypatch, CHECK, provides=["cnncourse.nn"])
    score = trial.grade(LENET)
    assert score["points"] == 0
    assert "the assignment does not provide cnncourse.blueprint" in score["review"]


@pytest.mark.parametrize(
    "value",
    [
        None,
        (),
        ([], 0, None, None, None),
        ([("a", [1])], 0, None, None),
        ([("a", (1.0,))], 0, None, None),
        ([(1, (1,))], 0, None, None),
        ([("a", (True,))], 0, None, None),
        ((), 0, None, None),
        ([], 0.0, None, None),
        ([], 0, 1.0, None),
        ([], 0, None, np.zeros((2, 10))),
    ],
)
def test_a_malformed_reply_is_a_problem(value):
    expected = ([("0.weight", (1,))], 1, 5, np.zeros((2, 10), np.float32))
    assert problem(None, expected, value) is not None
    assert problem(None, expected, expected) is None


def test_verify_runs_builders(lenet):
    lenet.verify(
        [LENET, NESTED, POOLED_FIRST], [*(changed(old, new) for old, new, _ in WRONG), LIES]
    )
