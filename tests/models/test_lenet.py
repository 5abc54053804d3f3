"""LeNet-5: one definition, three engines, the same network."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnncourse import blueprint, models, nn, torch_nn
from cnncourse.layers import softmax_cross_entropy
from cnncourse.models import lenet5


@pytest.mark.parametrize(
    ("options", "image"),
    [({}, (1, 32, 32)), ({"padding": 2}, (1, 28, 28)), ({"in_channels": 3}, (3, 32, 32))],
)
@pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_numpy_and_torch_agree_on_outputs_and_every_gradient(options, image, dtype, close):
    ours, theirs = lenet5(nn, **options), lenet5(torch_nn, **options)
    ours.reset_parameters(np.random.default_rng(0))
    ours.to(dtype)
    theirs.to(torch.from_numpy(np.zeros(0, dtype)).dtype)
    theirs.load_state_dict({name: torch.tensor(v) for name, v in ours.state_dict().items()})

    rng = np.random.default_rng(1)
    x, labels = rng.standard_normal((5, *image)).astype(dtype), rng.integers(0, 10, 5)
    tx = torch.tensor(x, requires_grad=True)
    expected = theirs(tx)
    expected_loss = torch.nn.functional.cross_entropy(expected, torch.tensor(labels))
    expected_loss.backward()

    logits = ours(x)
    loss, dlogits = softmax_cross_entropy(logits, labels)
    pairs = [
        (logits, expected.detach()),
        (loss, expected_loss.detach()),
        (ours.backward(dlogits), tx.grad),
        *zip(ours.gradients(), [p.grad for p in theirs.parameters()], strict=True),
    ]
    assert len(pairs) == 3 + 10
    for value, oracle in pairs:
        scale = float(oracle.abs().max())
        np.testing.assert_allclose(value, oracle, rtol=0, atol=close * scale)


@pytest.mark.parametrize(("padding", "size"), [(0, 32), (2, 28)])
def test_the_counts_are_those_of_the_book(padding, size):
    net = lenet5(nn, padding=padding)
    assert sum(value.size for value in net.parameters()) == 61_706
    assert net(np.zeros((1, 1, size, size), np.float32)).shape == (1, 10)
    summary = blueprint.summarize(lenet5(blueprint, padding=padding), (1, size, size))
    assert summary.parameters == 61_706
    assert summary.multiply_adds == 416_520
    assert summary.layers[-1].output_shape == (10,)


def test_classes_and_channels_are_options():
    net = lenet5(nn, num_classes=3, in_channels=2)
    assert net(np.zeros((4, 2, 32, 32), np.float32)).shape == (4, 3)
    assert net(np.zeros((0, 2, 32, 32), np.float32)).shape == (0, 3)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((2, 1, 28, 28), r"x of shape \(2, 256\) has 256 .* w of shape \(120, 400\) expects 400"),
        ((2, 1, 8, 8), r"kernel of 5x5 does not fit into an image of 2x2"),
        ((2, 3, 32, 32), r"w of shape \(6, 1, 5, 5\) .* does not fit x of shape \(2, 3, 32, 32\)"),
        ((2, 32, 32), r"x must have the axes \(N, C_in, H, W\), got shape \(2, 32, 32\)"),
    ],
)
def test_an_image_that_does_not_fit_is_refused(shape, message):
    with pytest.raises(ValueError, match=message):
        lenet5(nn)(np.zeros(shape, np.float32))


def test_the_accounting_engine_says_where_an_image_vanished():
    with pytest.raises(
        ValueError, match=r"layer 3, Conv2d\(6, 16, .*cannot take shape \(6, 2, 2\)"
    ):
        blueprint.summarize(lenet5(blueprint), (1, 8, 8))


def test_a_model_is_found_by_its_name():
    assert "lenet5" in models.names()
    for name in models.names():
        assert models.find(name).__name__ == name


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lenet", r"no model is called 'lenet'; did you mean lenet5\?"),
        ("LeNet5", r"no model is called 'LeNet5'; did you mean lenet5\?"),
        ("find", r"no model is called 'find'; there are: lenet5"),
        ("", r"no model is called ''; there are: lenet5"),
    ],
)
def test_an_unknown_model_is_refused_with_the_near_ones(name, message):
    with pytest.raises(ValueError, match=message):
        models.find(name)
