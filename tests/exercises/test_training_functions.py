"""The exercises on training against torch, the package, or a direct computation."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits
from sklearn.metrics import confusion_matrix as sklearn_confusion_matrix

from cnncourse import nn
from cnncourse.exercises import training as exercises
from cnncourse.exercises.digit_network import DigitNetwork
from cnncourse.train import initialization, schedules

SHAPES = [(4, 2, 3, 3), (5, 7), (6, 3, 4), (2, 1, 1, 5)]
STEPS = 6


def generator():
    return np.random.default_rng(0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["he_normal", "glorot_uniform"])
def test_weights_are_those_of_the_package(name, shape):
    expected = np.empty(shape)
    getattr(initialization, name)(expected, generator())
    np.testing.assert_allclose(getattr(exercises, name)(shape, generator()), expected, rtol=1e-14)


def test_weights_have_torchs_spread():
    torch.manual_seed(0)
    shape = 40, 20, 3, 3
    he, glorot = torch.empty(shape), torch.empty(shape)
    torch.nn.init.kaiming_normal_(he, nonlinearity="relu")
    torch.nn.init.xavier_uniform_(glorot)
    assert exercises.he_normal(shape, generator()).std() == pytest.approx(float(he.std()), rel=0.03)
    ours = exercises.glorot_uniform(shape, generator())
    assert ours.std() == pytest.approx(float(glorot.std()), rel=0.03)
    assert abs(ours).max() == pytest.approx(float(glorot.abs().max()), rel=0.01)


def test_equal_probabilities_have_the_loss_at_start():
    for classes in (2, 10, 1000):
        logits, label = torch.zeros(1, classes, dtype=torch.float64), torch.tensor([classes - 1])
        expected = torch.nn.functional.cross_entropy(logits, label).item()
        assert exercises.loss_at_start(classes) == pytest.approx(expected)


def follow(torch_class, step, options):
    """Take some steps with torch and with ours, each with its own gradient."""
    rng = generator()
    w = rng.standard_normal((3, 4))
    theirs = torch.from_numpy(w.copy()).requires_grad_()
    optimizer = torch_class([theirs], lr=0.05, **options)
    for t in range(1, STEPS + 1):
        g = rng.standard_normal(w.shape)
        theirs.grad = torch.from_numpy(g.copy())
        optimizer.step()
        w = step(w, g, t)
        np.testing.assert_allclose(w, theirs.detach(), rtol=1e-12)


@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
@pytest.mark.parametrize("momentum, nesterov", [(0.0, False), (0.9, False), (0.8, True)])
def test_sgd_follows_torch(momentum, nesterov, weight_decay):
    options = {"momentum": momentum, "nesterov": nesterov, "weight_decay": weight_decay}
    velocity = np.zeros((3, 4))

    def step(w, g, t):
        nonlocal velocity
        w, velocity = exercises.sgd_step(w, g, velocity, rate=0.05, **options)
        return w

    follow(torch.optim.SGD, step, options)


@pytest.mark.parametrize("decoupled", [False, True])
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
@pytest.mark.parametrize("betas, eps", [((0.9, 0.999), 1e-8), ((0.5, 0.8), 0.1)])
def test_adam_follows_torch(betas, eps, weight_decay, decoupled):
    options = {"betas": betas, "eps": eps, "weight_decay": weight_decay}
    means = np.zeros((2, 3, 4))

    def step(w, g, t):
        nonlocal means
        w, *means = exercises.adam_step(w, g, *means, t, rate=0.05, decoupled=decoupled, **options)
        return w

    follow(torch.optim.AdamW if decoupled else torch.optim.Adam, step, options)


def rates(make, steps):
    """List the rates of a schedule of torch."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.4)
    schedule, found = make(optimizer), []
    for _ in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return found


def test_cosine_rate_follows_torch_and_the_package():
    expected = rates(
        lambda optimizer: torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 20, eta_min=0.1),
        20,
    )
    ours = [exercises.cosine_rate(step, 20, 0.4, 0.1) for step in range(20)]
    np.testing.assert_allclose(ours, expected)
    assert ours == [schedules.cosine(step, 20, start=0.4, end=0.1) for step in range(20)]


@pytest.mark.parametrize("steps, rise", [(10, 0.3), (33, 0.3), (50, 0.17)])
def test_one_cycle_rate_follows_torch_and_the_package(steps, rise):
    ours = [exercises.one_cycle_rate(step, steps, 0.4, rise) for step in range(steps)]
    package = [schedules.one_cycle(step, steps, peak=0.4, rise=rise) for step in range(steps)]
    np.testing.assert_allclose(ours, package)
    theirs = rates(
        lambda optimizer: torch.optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr=0.4, total_steps=steps, pct_start=rise
        ),
        steps - 1,
    )
    np.testing.assert_allclose(ours[:-1], theirs)
    assert ours[-1] == pytest.approx(0.4 / 25 / 1e4)


@settings(max_examples=30, deadline=None)
@given(st.tuples(*[st.integers(1, 4)] * 4), st.integers(0, 2), st.integers(0, 99))
def test_a_crop_is_a_window_of_the_padded_image(shape, pad, seed):
    images = generator().standard_normal(shape)
    out = exercises.random_crop(images, pad, np.random.default_rng(seed))
    assert out.shape == shape and out.dtype == images.dtype
    _, _, H, W = shape
    padded = np.pad(images, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    for n, image in enumerate(out):
        places = itertools.product(range(2 * pad + 1), repeat=2)
        assert any((image == padded[n, :, i : i + H, j : j + W]).all() for i, j in places)


def test_every_place_is_chosen_and_half_of_the_images_are_mirrored():
    images = np.arange(1.0, 10.0).reshape(1, 1, 3, 3).repeat(2000, axis=0)
    crops = exercises.random_crop(images, 1, generator())
    _, counts = np.unique(crops, axis=0, return_counts=True)
    assert len(counts) == 9 and abs(counts / 2000 - 1 / 9).max() < 0.03
    flipped = exercises.random_flip(images, generator())
    chosen = (flipped == images[..., ::-1]).all(axis=(1, 2, 3))
    assert 0.45 < chosen.mean() < 0.55
    np.testing.assert_array_equal(flipped[~chosen], images[~chosen])


def test_smoothed_targets_give_torchs_loss():
    rng = generator()
    logits, labels = rng.standard_normal((6, 5)), rng.integers(0, 5, 6)
    targets = exercises.label_smoothing_targets(labels, 5, 0.2)
    expected = torch.nn.functional.cross_entropy(
        torch.from_numpy(logits), torch.from_numpy(labels), label_smoothing=0.2
    )
    logarithms = torch.log_softmax(torch.from_numpy(logits), dim=1).numpy()
    assert -(targets * logarithms).sum(axis=1).mean() == pytest.approx(expected.item())


def test_confusion_matrix_agrees_with_scikit_learn():
    labels, predictions = generator().integers(0, 6, (2, 200))
    np.testing.assert_array_equal(
        exercises.confusion_matrix(labels, predictions, 8),
        sklearn_confusion_matrix(labels, predictions, labels=range(8)),
    )


@pytest.fixture(scope="module")
def digits():
    pictures, labels = load_digits(return_X_y=True)
    return pictures.reshape(-1, 1, 8, 8).astype(np.float32) / 16, labels


def first_weights(network, rng):
    return [rng.standard_normal(s) / np.sqrt(np.prod(s[1:])) for s in network.shapes]


def test_gradients_of_the_digit_network_are_slopes(digits):
    network, rng = DigitNetwork(nn), generator()
    weights = first_weights(network, rng)
    images, labels = digits[0][:4], digits[1][:4]
    loss, gradients = network.loss_and_gradients(weights, images, labels)
    logits = torch.from_numpy(network.scores(weights, images))
    expected = torch.nn.functional.cross_entropy(logits, torch.from_numpy(labels))
    assert loss == pytest.approx(expected.item(), rel=1e-5)
    kept = [gradient.copy() for gradient in gradients]
    ways = [rng.standard_normal(w.shape) for w in weights]
    slope = sum((g * d).sum() for g, d in zip(gradients, ways, strict=True))
    ends = [
        network.loss_and_gradients(
            [w + sign * 1e-4 * d for w, d in zip(weights, ways, strict=True)], images, labels
        )[0]
        for sign in (1, -1)
    ]
    assert (ends[0] - ends[1]) / 2e-4 == pytest.approx(slope, rel=0.02)
    assert all(map(np.array_equal, kept, gradients)), "a later call changed earlier gradients"


def test_the_digit_network_names_a_wrong_weight():
    network = DigitNetwork(nn)
    weights = [np.zeros(shape) for shape in network.shapes]
    image = np.zeros((1, 1, 8, 8))
    with pytest.raises(ValueError, match="expected 6 arrays of weights, got 5"):
        network.scores(weights[:5], image)
    weights[2] = np.zeros((16, 32, 3, 3))
    with pytest.raises(ValueError, match=r"weights\[2\] has shape \(16, 32, 3, 3\), not \(32,"):
        network.scores(weights, image)


def test_eight_images_are_learned_by_heart(digits):
    network = DigitNetwork(nn)
    first = first_weights(network, generator())
    kept = [w.copy() for w in first]
    images, labels = digits[0][:8], digits[1][:8]
    weights, losses = exercises.overfit_batch(network, first, images, labels)
    assert losses[-1] < 0.01 <= losses[-2]
    assert (network.scores(weights, images).argmax(axis=1) == labels).all()
    assert all(map(np.array_equal, kept, first))


def test_training_reads_digits_that_it_has_not_seen(digits):
    network, (images, labels) = DigitNetwork(nn), digits
    weights = exercises.train_network(network, images[:1297], labels[:1297], generator())
    scores = network.scores(weights, images[1297:])
    assert (scores.argmax(axis=1) == labels[1297:]).mean() > 0.95  # other writers than above
