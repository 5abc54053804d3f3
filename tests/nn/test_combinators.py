"""Residual, Concat, Scale and Select: their errors, and LeNet-5's connection table."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from engines import assert_same_step, torch_twin

from cnncourse import blueprint, layers, nn, torch_nn

X = np.random.default_rng(0).standard_normal((2, 4, 5, 6))


def test_keys_contain_the_names_of_the_members():
    net = nn.Sequential(
        nn.Residual(nn.Sequential(nn.Conv2d(4, 4, 1)), nn.Conv2d(4, 4, 1, bias=False), nn.PReLU()),
        nn.Concat(nn.Identity(), nn.Linear(2, 2)),
        nn.Scale(nn.Linear(1, 1, bias=False)),
    )
    assert list(net.state_dict()) == [
        "0.body.0.weight",
        "0.body.0.bias",
        "0.shortcut.weight",
        "0.activation.weight",
        "1.1.weight",
        "1.1.bias",
        "2.gate.weight",
    ]


def test_a_residual_around_the_identity_doubles_its_input():
    np.testing.assert_array_equal(nn.Residual(nn.Identity())(X), 2 * X)
    np.testing.assert_array_equal(nn.Concat(nn.Identity(), nn.Identity())(X)[:, 4:], X)
    np.testing.assert_array_equal(nn.Scale(nn.Identity())(X), X * X)
    np.testing.assert_array_equal(nn.Select([2, 0])(X), X[:, [2, 0]])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: nn.Residual(nn.Conv2d(4, 3, 1).to(float))(X),
            ValueError,
            r"Residual cannot add .* shape \(2, 3, 5, 6\), and .* shortcut, shape \(2, 4, 5, 6\)",
        ),
        (
            lambda: nn.Concat(nn.Identity(), nn.MaxPool2d(2))(X),
            ValueError,
            r"Concat cannot stack .*: \[\(2, 4, 5, 6\), \(2, 4, 2, 3\)\]",
        ),
        (lambda: nn.Concat(), ValueError, r"Concat needs at least one branch"),
        (
            lambda: nn.Scale(nn.MaxPool2d(2))(X),
            ValueError,
            r"Scale's gate must give one factor .* x \(2, 4, 5, 6\), got shape \(2, 4, 2, 3\)",
        ),
        (
            lambda: torch_nn.Scale(torch_nn.MaxPool2d(2))(torch.tensor(X)),
            ValueError,
            r"Scale's gate must give one factor .* x \(2, 4, 5, 6\), got shape \(2, 4, 2, 3\)",
        ),
        (
            lambda: torch_nn.Scale(torch_nn.Conv2d(1, 4, 1))(torch.zeros(2, 1, 5, 6)),
            ValueError,
            r"Scale's gate must give one factor .* x \(2, 1, 5, 6\), got shape \(2, 4, 5, 6\)",
        ),
        (
            lambda: blueprint.summarize(blueprint.Scale(blueprint.MaxPool2d(2)), (4, 5, 6)),
            ValueError,
            r"Scale cannot multiply shape \(4, 5, 6\) by shape \(4, 2, 3\)",
        ),
        (lambda: nn.Select([4])(X), ValueError, r"needs channel 4, but x .* has only 4"),
        (lambda: nn.Select([0, 0]), ValueError, r"each of them once; got \[0, 0\]"),
        (lambda: nn.Select([]), ValueError, r"at least one"),
        (lambda: nn.Select([-1]), ValueError, r"channels must be at least 0, got -1"),
        (lambda: nn.Select([1.0]), TypeError, r"channels must be integers, got 1.0"),
        (
            lambda: nn.ZeroPadShortcut(4, 3),
            ValueError,
            r"out_channels must be at least in_channels, got in_channels=4, out_channels=3",
        ),
        (
            lambda: nn.ZeroPadShortcut(3, 4)(X),
            ValueError,
            r"expects 3 channels, but x has shape \(2, 4, 5, 6\)",
        ),
        (
            lambda: torch_nn.ZeroPadShortcut(3, 4)(torch.zeros(X.shape)),
            ValueError,
            r"expects 3 channels, but x has shape \(2, 4, 5, 6\)",
        ),
        (lambda: nn.Residual(torch_nn.ReLU()), TypeError, r"layer body is a torch.nn"),
        (lambda: nn.Scale(len), TypeError, r"layer gate is a builtins.builtin_function"),
    ],
)
def test_an_error_names_what_does_not_fit(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    "net",
    [
        nn.Residual(nn.ReLU()),
        nn.Concat(nn.ReLU()),
        nn.Scale(nn.ReLU()),
        nn.Select([1]),
        nn.Negate(),
        nn.ZeroPadShortcut(4, 6),
    ],
)
def test_a_gradient_of_another_shape_raises_an_error(net):
    with pytest.raises(RuntimeError, match="run a forward pass before backward"):
        net.backward(X)
    net(X)
    with pytest.raises(ValueError, match=r"dout must have shape .* got shape \(2, 5, 5, 6\)"):
        net.backward(np.zeros((2, 5, 5, 6)))


def test_a_shortcut_without_parameters_keeps_every_other_pixel_and_adds_zeros():
    shortcut = nn.ZeroPadShortcut(4, 6, stride=2)
    out = shortcut(X)
    assert out.shape == (2, 6, 3, 3) and shortcut.parameters() == []
    np.testing.assert_array_equal(out[:, :4], X[:, :, ::2, ::2])
    assert not out[:, 4:].any()
    dout = np.random.default_rng(1).standard_normal(out.shape)
    dx = shortcut.backward(dout)
    np.testing.assert_array_equal(dx[:, :, ::2, ::2], dout[:, :4])
    assert np.count_nonzero(dx) == 2 * 4 * 9


def test_one_layer_in_two_places_raises_an_error():
    relu = nn.ReLU()
    message = (
        r"Sequential holds the same ReLU twice, as 0.1 and as 2; .* separate layer for each place"
    )
    with pytest.raises(ValueError, match=message):
        nn.Sequential(nn.Sequential(nn.Tanh(), relu), nn.Tanh(), relu)
    with pytest.raises(ValueError, match=r"Residual holds the same ReLU twice"):
        nn.Residual(relu, relu)


def connected(engine):
    """Build LeNet-5's third layer: sixteen small convolutions over the maps in the table."""
    seen = [np.flatnonzero(column) for column in layers.connection_table().T]
    return engine.Concat(
        *(engine.Sequential(engine.Select(maps), engine.Conv2d(len(maps), 1, 5)) for maps in seen)
    )


def test_the_connection_table_has_1516_parameters_in_every_engine():
    ours, rng = connected(nn).to(np.float64), np.random.default_rng(0)
    x = rng.standard_normal((2, 6, 14, 14))
    assert_same_step(ours, torch_twin(connected, ours), x, rng=rng, close=1e-12)
    assert ours(x).shape == (2, 16, 10, 10)
    assert sum(value.size for value in ours.parameters()) == 1516
    summary = blueprint.summarize(connected(blueprint), (6, 14, 14))
    assert (summary.parameters, summary.multiply_adds) == (1516, 150_000)
    assert summary.layers[-1].output_shape == (16, 10, 10)


GATES = {
    "a channel": lambda e: [e.AdaptiveAvgPool2d(1), e.Flatten(), e.Linear(4, 4)],
    "an image": lambda e: [e.AdaptiveAvgPool2d(1), e.Flatten(), e.Linear(4, 1)],
    "a pixel": lambda e: [e.Conv2d(4, 1, 3, padding=1)],
    "a row": lambda e: [e.AdaptiveAvgPool2d((5, 1)), e.Conv2d(4, 4, 1)],
    "a number": lambda e: [e.Conv2d(4, 4, 3, padding=1)],
}


@pytest.mark.parametrize("gate", GATES.values(), ids=GATES)
def test_every_engine_accepts_the_same_gates(gate):
    def make(e):
        return e.Scale(e.Sequential(*gate(e), e.Sigmoid()))

    ours = make(nn).to(np.float64)
    assert_same_step(ours, torch_twin(make, ours), X, rng=np.random.default_rng(0), close=1e-12)
    summary = blueprint.summarize(make(blueprint), X.shape[1:])
    assert summary.layers[-1].output_shape == X.shape[1:]
    assert summary.parameters == sum(value.size for value in ours.parameters())
