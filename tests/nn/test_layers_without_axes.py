"""Layers and losses compute with arrays of shape (), or raise an error that names them."""

from __future__ import annotations

import numpy as np
import pytest
from engines import LAYERS

from cnncourse import nn

NUMBER = np.array(0.3)
X = np.random.default_rng(0).standard_normal((2, 4, 6, 6))


@pytest.mark.parametrize("name", LAYERS)
def test_layers_compute_or_raise_an_error(name):
    make, shape = LAYERS[name]
    for numbers in (NUMBER, NUMBER.astype(np.float32)):
        net = make(nn)
        try:
            out = net(numbers)
        except ValueError as error:
            assert " x " in f" {error}" and "shape ()" in str(error)
            out = net(np.ones(shape, np.float32))
            with pytest.raises(ValueError, match=r"dout must have .*shape \(\)"):
                net.backward(numbers)
        else:
            dx = net.backward(numbers)
            assert type(out) is type(dx) is np.ndarray
            assert out.shape == dx.shape == () and out.dtype == dx.dtype == numbers.dtype


def heads(**named):
    return nn.Heads(**named) if named else nn.Heads(nn.ReLU(), nn.Tanh())


@pytest.mark.parametrize(
    "net",
    [
        heads(),
        heads(a=nn.ReLU(), b=nn.Tanh()),
        nn.Auxiliary(nn.Sequential(nn.ReLU(), nn.Tanh()), {"early": ("0", nn.Sigmoid())}),
    ],
)
def test_networks_with_several_outputs_raise_an_error(net):
    with pytest.raises(ValueError, match=r"^x must have the axes \(N, \.\.\.\), got shape \(\)"):
        net(NUMBER)
    net(X)
    with pytest.raises(ValueError, match=r"needs .*gradients \(dout\).*, got nd"):
        net.backward(NUMBER)


ONE, TWO = nn.MSELoss(), nn.CrossEntropyLoss()


@pytest.mark.parametrize(
    ("loss", "outputs", "targets", "message"),
    [
        (TWO, NUMBER, np.array([1]), r"logits must have the axes \(N, C\), got shape \(\)"),
        (TWO, X[0, 0], np.array(1), r"labels must have the axes \(N\), got shape \(\)"),
        (TWO, X, np.array(1), r"labels must have shape \(2, 6, 6\), .* got shape \(\)"),
        (ONE, X, NUMBER, r"targets must have shape .* got shape \(\)"),
        (nn.BCEWithLogitsLoss(), X, NUMBER, r"targets must have shape .* got shape \(\)"),
        (nn.AuxiliaryLoss(TWO), NUMBER, np.array([1]), r"logits must have the axes \(N, C\)"),
        (nn.AuxiliaryLoss(ONE), (X, X), NUMBER, r"targets must have shape .* got shape \(\)"),
        (nn.HeadsLoss((ONE, ONE)), NUMBER, (X, X), "HeadsLoss needs 2 outputs, got ndarray"),
        (nn.HeadsLoss((ONE, ONE)), (X, X), NUMBER, "HeadsLoss needs 2 targets, got ndarray"),
        (nn.HeadsLoss({"a": ONE}), {"a": X}, NUMBER, "HeadsLoss needs the targets a, got ndarray"),
    ],
)
def test_losses_raise_an_error(loss, outputs, targets, message):
    with pytest.raises(ValueError, match=message):
        loss(outputs, targets)


def test_the_loss_of_one_number_has_a_gradient():
    loss = nn.MSELoss()
    assert loss(NUMBER, np.array(0.1)) == pytest.approx(0.04)
    assert loss.backward() == pytest.approx(0.4) and loss.backward().shape == ()
