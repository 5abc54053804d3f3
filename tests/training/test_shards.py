"""A batch split over threads: the same mathematics, and the same bits on any machine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnncourse import layers, nn
from cnncourse.models import lenet5
from cnncourse.train import NumpyLearner
from cnncourse.train.numpy_engine.shards import SHARDS, WORTH, Shards, smallest_part


def small(*layers_between):
    return nn.Sequential(nn.Conv2d(1, 3, 3), *layers_between, nn.Flatten(), nn.Linear(108, 4))


def test_the_networks_share_their_weights():
    first, second = Shards(small).nets
    second.parameters()[0][...] = 7
    assert np.all(first.parameters()[0] == 7)
    x = np.random.default_rng(0).normal(size=(2, 1, 8, 8)).astype(np.float32)
    np.testing.assert_array_equal(first(x), second(x))


@pytest.mark.parametrize("layer", [nn.BatchNorm2d(3), nn.Sequential(nn.ReLU(), nn.BatchNorm2d(3))])
def test_batch_norm_sees_the_whole_batch(layer):
    assert len(Shards(lambda: small(layer)).nets) == 1


@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_every_row_is_processed_once_and_in_order(rows):
    shards = Shards(small)
    x, y = np.arange(rows), np.arange(rows) * 10
    for parts in (shards.map(lambda net, x, y: (x, y), x, y), in_threads(shards, x, y)):
        assert len(parts) == min(rows, SHARDS)
        np.testing.assert_array_equal(np.concatenate([part[0] for part in parts]), x)
        np.testing.assert_array_equal(np.concatenate([part[1] for part in parts]), y)


@pytest.mark.parametrize(("rows", "parts"), [(1, 1), (7, 1), (8, 2), (9, 2), (100, 2)])
def test_no_part_is_too_small_for_a_thread(rows, parts):
    shards = Shards(small, smallest=4)
    sizes = shards.map(lambda net, x: len(x), np.arange(rows))
    assert len(sizes) == parts and sum(sizes) == rows


def test_the_smallest_part_is_counted_in_multiply_adds(few):
    # LeNet-5 takes 416,520 multiply-adds per image.
    assert smallest_part(lenet5, few) == 49
    assert smallest_part(lambda nn, num_classes, in_channels: nn.Flatten(), few) == WORTH


def in_threads(shards, x, y):
    with shards.threads():
        return shards.map(lambda net, x, y: (x, y), x, y)


@pytest.mark.parametrize("label_smoothing", [0.0, 0.1])
@pytest.mark.parametrize("count", [20, 7, 1])
def test_the_gradient_is_that_of_the_whole_batch(few, short, count, label_smoothing):
    settings = replace(short, label_smoothing=label_smoothing, weight_decay=0.0, momentum=0.5)
    learner = NumpyLearner(lenet5, few, settings)
    learner.shards.smallest = 1
    images, labels = few.train.images[:count], few.train.targets[:count]
    logits = learner.net.train()(images)
    loss, dlogits = layers.softmax_cross_entropy(logits, labels, label_smoothing=label_smoothing)
    learner.net.backward(dlogits)
    expected = [gradient.copy() for gradient in learner.net.gradients()]
    found, counts = learner.step(images, labels, 0.01)
    assert found == pytest.approx(float(loss), rel=1e-5)
    assert counts.tolist() == [np.sum(logits.argmax(axis=1) == labels)]
    for velocity, gradient in zip(learner.optimizer.velocity, expected, strict=True):
        np.testing.assert_allclose(velocity, gradient, atol=1e-6)


def test_threads_do_not_change_a_bit(few, short):
    with_threads, without = (NumpyLearner(lenet5, few, short) for _ in range(2))
    with_threads.shards.smallest = without.shards.smallest = 1
    images, labels = few.train.images[:20], few.train.targets[:20]
    for _ in range(3):
        with with_threads.computing():
            with_threads.step(images, labels, 0.02)
        without.step(images, labels, 0.02)
    for a, b in zip(with_threads.net.parameters(), without.net.parameters(), strict=True):
        np.testing.assert_array_equal(a, b)
    with with_threads.computing():
        logits = with_threads.outputs(images)
    np.testing.assert_array_equal(logits, without.outputs(images))


def test_an_error_in_a_thread_is_raised(few, short):
    learner = NumpyLearner(lenet5, few, short)
    learner.shards.smallest = 1
    labels = few.train.targets[:20].copy()
    labels[-1] = 99
    with learner.computing(), pytest.raises(ValueError, match="labels must lie between 0 and 9"):
        learner.step(few.train.images[:20], labels, 0.01)


def test_dropout_differs_between_the_networks(few, short):
    def model(nn, *, num_classes, in_channels):
        return nn.Sequential(nn.Dropout(0.5), nn.Flatten(), nn.Linear(1024, num_classes))

    learner = NumpyLearner(model, few, short)
    learner.shards.smallest = 1

    def masks():
        ones = np.ones((2, 1, 32, 32), np.float32)
        return learner.shards.map(lambda net, x: net[0](x), ones)

    learner.begin_epoch(1)
    first, second = masks()
    assert np.any(first != second)
    learner.begin_epoch(1)
    np.testing.assert_array_equal(masks()[1], second)
    learner.begin_epoch(2)
    assert np.any(masks()[1] != second)
