"""LeNet-5, as taught and as published: one definition gives the same network in three engines."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
import torch

from cnncourse import blueprint, nn, torch_nn
from cnncourse.layers import connection_table, softmax_cross_entropy
from cnncourse.models import lenet5, lenet5_1998
from cnncourse.models.parts.digit_pictures import digit_centres


@pytest.mark.parametrize(
    ("options", "image"),
    [({}, (1, 32, 32)), ({"image_size": 28}, (1, 28, 28)), ({"in_channels": 3}, (3, 32, 32))],
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


@pytest.mark.parametrize("size", [32, 28])
def test_the_counts_agree_with_the_book(size):
    net = lenet5(nn, image_size=size)
    assert sum(value.size for value in net.parameters()) == 61_706
    assert net(np.zeros((1, 1, size, size), np.float32)).shape == (1, 10)
    summary = blueprint.summarize(lenet5(blueprint, image_size=size), (1, size, size))
    assert summary.parameters == 61_706
    assert summary.multiply_adds == 416_520
    assert summary.layers[-1].output_shape == (10,)


def test_padding_may_be_given():
    net = lenet5(nn, image_size=28, padding=0)
    assert net.c5.in_features == 16 * 4 * 4
    assert lenet5(nn, image_size=30, padding=1).c5.in_features == 16 * 5 * 5


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
def test_an_image_that_does_not_fit_raises_an_error(shape, message):
    with pytest.raises(ValueError, match=message):
        lenet5(nn)(np.zeros(shape, np.float32))


def test_the_accounting_engine_names_the_layer_where_an_image_vanishes():
    with pytest.raises(
        ValueError, match=r"layer c3, Conv2d\(6, 16, .*cannot take shape \(6, 2, 2\)"
    ):
        blueprint.summarize(lenet5(blueprint), (1, 8, 8))


def test_the_published_lenet_has_the_papers_layers():
    summary = blueprint.summarize(lenet5_1998(blueprint), (1, 32, 32))
    learned = [row for row in summary.layers if row.parameters]
    by_layer = {
        "C1": [row for row in learned if row.name == "c1"],
        "S2": [row for row in learned if row.name == "s2"],
        "C3": [row for row in learned if row.name.startswith("c3.")],
        "S4": [row for row in learned if row.name == "s4"],
        "C5": [row for row in learned if row.name == "c5"],
        "F6": [row for row in learned if row.name == "f6"],
    }
    counts = {name: sum(row.parameters for row in rows) for name, rows in by_layer.items()}
    assert counts == {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164}
    assert summary.parameters == 60_000
    assert len(by_layer["C3"]) == 16
    # Section II.B counts connections, including biases: C1, C3, C5 and F6.
    connections = {
        name: sum(
            row.multiply_adds + row.output_shape[0] * (prod(row.output_shape[1:]))
            for row in by_layer[name]
        )
        for name in ("C1", "C3", "C5", "F6")
    }
    assert connections == {"C1": 122_304, "C3": 151_600, "C5": 48_120, "F6": 10_164}


def test_a_map_of_c3_depends_only_on_the_maps_in_the_table():
    c3 = lenet5_1998(nn).c3.to(np.float64)
    x = np.random.default_rng(0).standard_normal((1, 6, 14, 14))
    before, moves = c3(x), np.zeros((6, 16), bool)
    for source in range(6):
        changed = x.copy()
        changed[:, source] += 1
        moves[source] = np.abs(c3(changed) - before).max(axis=(0, 2, 3)) > 1e-9
    np.testing.assert_array_equal(moves, connection_table())


def test_the_published_lenet_returns_negated_distances_to_the_digits():
    net = lenet5_1998(nn).to(np.float64)
    x = np.random.default_rng(0).standard_normal((4, 1, 32, 32))
    f6 = net[:13](x)
    assert f6.shape == (4, 84) and np.abs(f6).max() < 1.7159
    distances = ((f6[:, np.newaxis] - digit_centres()) ** 2).sum(axis=2)
    np.testing.assert_allclose(net(x), -distances, rtol=1e-12)
    np.testing.assert_allclose(net[:-1](x), distances, rtol=1e-12)
    assert [name for name, _ in net.named_buffers()] == ["output.centres"]


def test_the_pictures_of_the_digits_are_far_apart():
    centres = digit_centres()
    assert centres.shape == (10, 84) and set(centres.ravel()) == {-1.0, 1.0}
    apart = [(a != b).sum() for place, a in enumerate(centres) for b in centres[:place]]
    assert min(apart) >= 7


def test_the_published_lenet_accepts_fewer_classes_and_other_sizes():
    net = lenet5_1998(nn, num_classes=3, image_size=24)
    assert net(np.zeros((2, 1, 24, 24), np.float32)).shape == (2, 3)
    with pytest.raises(ValueError, match=r"num_classes must be at most 10, .* got 11"):
        lenet5_1998(nn, num_classes=11)
    with pytest.raises(TypeError, match=r"num_classes must be an integer, got '3'"):
        lenet5_1998(nn, num_classes="3")


@pytest.mark.parametrize("model", [lenet5, lenet5_1998])
def test_an_image_that_is_too_small_raises_an_error_on_construction(model):
    assert model(nn, image_size=16)(np.zeros((1, 1, 16, 16), np.float32)).shape == (1, 10)
    message = r"image_size=15 is too small: layer .* cannot take shape .*; image_size=16 would do"
    with pytest.raises(ValueError, match=message):
        model(nn, image_size=15)
