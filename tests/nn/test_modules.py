"""The numpy engine: torch's names, arguments, keys, defaults and numbers."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from cnncourse import layers, nn, torch_nn

# One of each layer, with every option away from its default, and the shape that it takes.
EXAMPLES = [
    ("Conv2d", (4, 6, (3, 2)), {"stride": (2, 1), "padding": (1, 2), "groups": 2}, (2, 4, 7, 6)),
    ("Conv2d", (3, 5, 2), {"dilation": (2, 3), "bias": False}, (2, 3, 7, 6)),
    ("Conv2d", (3, 5, 3, 2, 1), {}, (2, 3, 7, 6)),
    ("MaxPool2d", (2,), {}, (2, 3, 7, 6)),
    ("MaxPool2d", ((3, 2), (1, 2), (1, 1)), {"ceil_mode": True}, (2, 3, 7, 6)),
    ("AvgPool2d", (2,), {}, (2, 3, 7, 6)),
    ("AvgPool2d", (3, 2, 1, True, False), {}, (2, 3, 7, 6)),
    ("Linear", (5, 3), {}, (4, 5)),
    ("Linear", (5, 3), {"bias": False}, (4, 5)),
    ("ReLU", (), {}, (4, 5, 2)),
    ("Tanh", (), {}, (4, 5, 2)),
    ("Flatten", (), {}, (2, 3, 7, 6)),
]


def build(engine, name, args, options):
    return getattr(engine, name)(*args, **options)


@pytest.mark.parametrize(("name", "args", "options", "shape"), EXAMPLES)
def test_a_layer_is_that_of_torch(name, args, options, shape):
    ours = build(nn, name, args, options).to(np.float64)
    theirs = build(torch_nn, name, args, options).double()
    assert list(ours.state_dict()) == list(theirs.state_dict())
    ours.load_state_dict(theirs.state_dict())

    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape)
    tx = torch.tensor(x, requires_grad=True)
    expected = theirs(tx)
    dout = rng.standard_normal(expected.shape)
    expected.backward(torch.tensor(dout))

    np.testing.assert_allclose(ours(x), expected.detach(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.backward(dout), tx.grad, rtol=1e-12, atol=1e-12)
    for gradient, parameter in zip(ours.gradients(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(gradient, parameter.grad, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("name", "args", "options", "shape"), EXAMPLES)
def test_a_layer_takes_an_empty_batch(name, args, options, shape):
    layer = build(nn, name, args, options)
    x = np.zeros((0, *shape[1:]), np.float32)
    out = layer(x)
    assert out.shape == (0, *layer(np.zeros(shape, np.float32)).shape[1:])
    layer(x)
    assert layer.backward(out).shape == x.shape
    assert all(not gradient.any() for gradient in layer.gradients())


@pytest.mark.parametrize("make", [lambda e: e.Conv2d(8, 50, 3), lambda e: e.Linear(72, 400)])
def test_initialization_is_that_of_torch(make):
    ours, theirs = make(nn), make(torch_nn)
    for value, parameter in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert value.dtype == np.float32
        assert np.abs(value).max() <= 1 / np.sqrt(72)
        tolerance = 4 * value.std() / np.sqrt(value.size)
        assert abs(value.mean()) < tolerance
        assert abs(value.std() - parameter.std().item()) < 2 * tolerance


def test_a_generator_gives_the_same_bits_in_place():
    a = nn.Sequential(nn.Linear(3, 4), nn.Conv2d(1, 2, 3))
    b = nn.Sequential(nn.Linear(3, 4), nn.Conv2d(1, 2, 3))
    held = b.parameters()
    assert not np.array_equal(a[0].weight, b[0].weight)
    for net in (a, b):
        net.reset_parameters(np.random.default_rng(5))
    for ours, theirs, before in zip(a.parameters(), b.parameters(), held, strict=True):
        np.testing.assert_array_equal(ours, theirs)
        assert theirs is before
    assert not np.array_equal(a[0].weight[0], a[0].weight[1])


def small_net():
    return nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.Sequential(nn.ReLU(), nn.Flatten()), nn.Linear(8, 3)
    )


def test_nested_keys_are_those_of_torch():
    keys = ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert list(small_net().state_dict()) == keys
    nested = nn.Sequential(nn.Sequential(nn.ReLU(), nn.Linear(2, 3, bias=False)))
    assert list(nested.state_dict()) == ["0.1.weight"]


def test_a_state_is_a_copy_and_loading_keeps_the_arrays():
    net, other = small_net(), small_net()
    held, state = other.parameters(), net.state_dict()
    other.load_state_dict(state)
    for value, before, source in zip(other.parameters(), held, net.parameters(), strict=True):
        assert value is before
        np.testing.assert_array_equal(value, source)
    state["0.weight"][...] = 0
    assert net[0].weight.all() and other[0].weight.all()


def test_loading_names_every_wrong_key_and_changes_nothing():
    net = small_net()
    before, state = net.state_dict(), small_net().state_dict()
    del state["0.bias"]
    state["1.bias"] = np.zeros(3)
    state["2.weight"] = np.zeros((3, 9))
    message = (
        r"does not fit this Sequential: missing 0.bias; unexpected 1.bias; "
        r"2.weight has shape \(3, 9\) instead of \(3, 8\)"
    )
    with pytest.raises(ValueError, match=message):
        net.load_state_dict(state)
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


def test_train_and_eval_reach_every_layer():
    net = small_net()
    assert net.training and net[1][0].training
    assert net.eval() is net
    assert not net.training and not net[1][0].training
    assert net.train() is net
    assert net[1][0].training


def test_order_of_passes_is_asked_for():
    net = small_net()
    with pytest.raises(RuntimeError, match=r"Linear\(.*\): backward needs a forward pass"):
        net.backward(np.zeros((1, 3), np.float32))
    net(np.zeros((1, 1, 4, 4), np.float32))
    with pytest.raises(RuntimeError, match=r"Conv2d\(.*\): gradients need a backward pass"):
        net.gradients()


def test_a_gradient_replaces_that_of_the_last_batch():
    net = small_net()
    x = np.random.default_rng(0).standard_normal((2, 1, 4, 4)).astype(np.float32)
    dout = net(x)
    net.backward(dout)
    once = [gradient.copy() for gradient in net.gradients()]
    net(x)
    net.backward(dout)
    for gradient, expected in zip(net.gradients(), once, strict=True):
        np.testing.assert_array_equal(gradient, expected)


def test_a_part_of_a_network_shares_its_weights():
    net = small_net()
    assert len(net) == 3 and list(net)[2] is net[-1]
    assert net[:1][0] is net[0]


def test_repr_reads_like_torch():
    assert repr(small_net()) == (
        "Sequential(\n"
        "  (0): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))\n"
        "  (1): Sequential(\n"
        "    (0): ReLU()\n"
        "    (1): Flatten()\n"
        "  )\n"
        "  (2): Linear(in_features=8, out_features=3, bias=True)\n"
        ")"
    )
    options = {"stride": 2, "padding": (1, 0), "dilation": 2, "groups": 2, "bias": False}
    ours, theirs = (repr(engine.Conv2d(2, 4, 3, **options)) for engine in (nn, torch_nn))
    assert ours == theirs


def test_a_few_steps_learn_a_few_images_by_heart():
    rng = np.random.default_rng(0)
    net = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(36, 10)
    )
    net.reset_parameters(rng)
    x, labels = rng.standard_normal((8, 1, 8, 8)).astype(np.float32), rng.integers(0, 10, 8)
    losses = []
    for _ in range(150):
        loss, dlogits = layers.softmax_cross_entropy(net(x), labels)
        net.backward(dlogits)
        for value, gradient in zip(net.parameters(), net.gradients(), strict=True):
            value -= 0.5 * gradient
        losses.append(loss)
    assert losses[0] == pytest.approx(np.log(10), abs=0.5)
    assert losses[-1] < 0.02


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: nn.Conv2d(0, 6, 5), ValueError, r"in_channels must be at least 1, got 0"),
        (lambda: nn.Conv2d(1, 6.0, 5), TypeError, r"out_channels must be an integer, got 6.0"),
        (lambda: nn.Conv2d(1, 6, 0), ValueError, r"kernel_size must be at least 1"),
        (lambda: nn.Conv2d(1, 6, 3, stride=-1), ValueError, r"stride must be at least 1, got -1"),
        (lambda: nn.Conv2d(4, 6, 3, groups=4), ValueError, r"groups must divide .* groups=4"),
        (lambda: nn.Conv2d(1, 6, 3, dtype=int), TypeError, r"dtype must be one of floating-point"),
        (lambda: nn.Linear(3, 4).to(np.int8), TypeError, r"dtype must be one of floating-point"),
        (lambda: nn.Linear(-3, 4), ValueError, r"in_features must be at least 1, got -3"),
        (lambda: nn.MaxPool2d(2, 0), ValueError, r"stride must be at least 1, got 0"),
        (lambda: nn.Sequential(nn.ReLU(), nn.ReLU), TypeError, r"layer 1 is a .*type"),
        (lambda: nn.Sequential(torch_nn.ReLU()), TypeError, r"layer 0 is a torch.nn"),
    ],
)
def test_an_error_names_the_argument(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_the_numpy_engine_does_without_torch():
    program = (
        "import sys, cnncourse.nn, cnncourse.models, cnncourse.blueprint\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
