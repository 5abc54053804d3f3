"""Invalid arguments of layers and networks raise an error immediately, which names them."""

from __future__ import annotations

import pydoc

import numpy as np
import pytest
import torch

from cnncourse import nn

IMAGES = np.zeros((2, 3, 6, 6), np.float32)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: nn.Residual(None),
            TypeError,
            "Residual needs a body: either one layer, or its layers by name",
        ),
        (lambda: nn.BatchNorm2d(3, eps=-1), ValueError, "eps must be at least 0, got -1"),
        (lambda: nn.BatchNorm2d(3, eps=None), TypeError, "eps must be a number, got None"),
        (
            lambda: nn.BatchNorm1d(3, momentum=2),
            ValueError,
            "momentum must lie between 0 and 1, got",
        ),
        (lambda: nn.BatchNorm1d(3, momentum="a"), TypeError, "momentum must be a number, got 'a'"),
        (
            lambda: nn.BatchNorm2d(3, affine="no"),
            TypeError,
            "affine must be True or False, got 'no'",
        ),
        (
            lambda: nn.BatchNorm2d(3, track_running_stats=0),
            TypeError,
            "track_running_stats must be True or False, got 0",
        ),
        (
            lambda: nn.LayerNorm((3, 2.5)),
            TypeError,
            r"normalized_shape must be an integer, got 2.5",
        ),
        (
            lambda: nn.LayerNorm(()),
            ValueError,
            r"normalized_shape must have at least one axis, got \(\)",
        ),
        (lambda: nn.LayerNorm(3, eps=-1), ValueError, "eps must be at least 0, got -1"),
        (
            lambda: nn.LayerNorm(3, elementwise_affine="no"),
            TypeError,
            "elementwise_affine must be True or False, got 'no'",
        ),
        (lambda: nn.LayerNorm(3, bias=0), TypeError, "bias must be True or False, got 0"),
        (
            lambda: nn.GroupNorm(4, 6),
            ValueError,
            "num_groups must divide the number of channels, got num_groups=4 and 6 channels",
        ),
        (lambda: nn.GroupNorm(6, 3), ValueError, "got num_groups=6 and 3 channels"),
        (lambda: nn.GroupNorm(2, 6, eps=None), TypeError, "eps must be a number, got None"),
        (lambda: nn.GroupNorm(2, 6, affine=1), TypeError, "affine must be True or False, got 1"),
        (lambda: nn.GroupNorm(2, 6, bias=None), TypeError, "bias must be True or False, got None"),
        (lambda: nn.GroupNorm(2, 6.0), TypeError, "num_channels must be an integer, got 6.0"),
        (
            lambda: nn.MaxPool2d(2, padding=2),
            ValueError,
            "padding must be at most half of kernel_si",
        ),
        (
            lambda: nn.AvgPool2d((4, 2), padding=2),
            ValueError,
            "padding must be at most half of kern",
        ),
        (lambda: nn.MaxPool2d(2, ceil_mode="no"), TypeError, "ceil_mode must be True or False"),
        (
            lambda: nn.AvgPool2d(2, count_include_pad=None),
            TypeError,
            "count_include_pad must be True or False, got None",
        ),
        (
            lambda: nn.ConvTranspose2d(1, 1, 3, stride=2, output_padding=2),
            ValueError,
            "output_padding must be smaller than stride or dilation",
        ),
        (lambda: nn.Conv2d(1, 1, 3, bias="no"), TypeError, "bias must be True or False, got 'no'"),
        (lambda: nn.Linear(1, 1, bias=None), TypeError, "bias must be True or False, got None"),
        (
            lambda: nn.CrossEntropyLoss(label_smoothing=1.5),
            ValueError,
            "label_smoothing must lie between 0 and 1, got 1.5",
        ),
        (
            lambda: nn.CrossEntropyLoss(label_smoothing="a"),
            TypeError,
            "label_smoothing must be a num",
        ),
        (lambda: nn.Dropout(rng=0), TypeError, "rng must be a numpy.random.Generator, got int"),
        (lambda: nn.Dropout("a"), TypeError, "p must be a number, got 'a'"),
        (lambda: nn.LeakyReLU(None), TypeError, "negative_slope must be a number, got None"),
        (lambda: nn.PReLU(init="a"), TypeError, "init must be a number, got 'a'"),
        (lambda: nn.LocalResponseNorm(3, beta=None), TypeError, "beta must be a number, got None"),
        (
            lambda: nn.Linear(1, 1, dtype=np.float16),
            TypeError,
            "dtype must be .*float32 or float64",
        ),
        (
            lambda: nn.Linear(1, 1).to(np.longdouble),
            TypeError,
            "dtype must be .*float32 or float64",
        ),
        (lambda: nn.ReLU().train("no"), TypeError, "mode must be True or False, got 'no'"),
    ],
)
def test_an_argument_is_checked_when_the_layer_is_made(make, error, message):
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(1, 1, 3),
        nn.Subsampling(2),
        nn.Dropout(),
        nn.Sequential(nn.ReLU()),
        nn.BatchNorm2d(2),
        nn.LayerNorm(2),
        nn.GroupNorm(1, 2),
    ],
)
@pytest.mark.parametrize("name", ["reset_parameters", "seed"])
def test_randomness_comes_from_a_generator(layer, name):
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator, got int"):
        getattr(layer, name)(0)


def test_an_error_names_the_layer():
    deep = nn.Sequential(nn.ReLU(), nn.Residual(nn.Sequential(nn.Conv2d(4, 3, 1))))
    message = (
        r"^layer 1.body.0, "
        r"Conv2d\(4, 3, kernel_size=\(1, 1\), stride=\(1, 1\)\): w of shape \(3, 4, 1, 1\)"
    )
    with pytest.raises(ValueError, match=message):
        deep(IMAGES)
    with pytest.raises(ValueError, match=message):
        nn.shapes(deep, (3, 6, 6))
    with pytest.raises(ValueError, match=r"^layer 1, Linear\(.*\): x must have the axes"):
        nn.Concat(nn.Identity(), nn.Linear(3, 2))(IMAGES)
    with pytest.raises(ValueError, match=r"^layer gate, Linear\(.*\): x must have the axes"):
        nn.Scale(nn.Linear(3, 2))(IMAGES)
    with pytest.raises(TypeError, match=r"^layer relu, ReLU\(\): x must be a numpy array"):
        nn.Sequential(start=nn.Identity(), relu=nn.ReLU())([1.0])


def test_an_index_beyond_the_end_raises_an_error():
    net = nn.Sequential(nn.ReLU(), nn.ReLU(), nn.ReLU())
    assert net[-1] is net[np.int64(2)] is net[2]
    for place in (3, 5, -4):
        with pytest.raises(IndexError, match=f"the network has 3 layers, got place {place}"):
            net[place]
    with pytest.raises(TypeError, match="a place must be an integer or a slice, got '0'"):
        net["0"]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("0.bias", np.ones(3, complex), "0.bias holds complex128"),
        ("0.bias", ["a", "b", "c"], "0.bias holds <U1"),
        ("0.bias", [[1.0], [1.0, 2.0], 3.0], "0.bias cannot be read"),
        ("0.bias", np.ones(3, object), "0.bias holds object"),
        ("1.num_batches_tracked", 1.5, "1.num_batches_tracked holds float64"),
        ("1.weight", torch.ones(3, device="meta"), "1.weight cannot be read: NotImplementedError"),
    ],
)
def test_an_invalid_state_is_named_and_nothing_changes(key, value, words):
    net = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3))
    before = net.state_dict()
    state = {name: array + 1 for name, array in before.items()}
    state[key] = value
    with pytest.raises(ValueError, match=f"state does not fit this Sequential: {words}"):
        net.load_state_dict(state)
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, before[name])


def test_integers_are_accepted_as_weights():
    net = nn.Linear(2, 1)
    net.load_state_dict({"weight": [[1, 2]], "bias": (3,)})
    assert net.weight.tolist() == [[1, 2]] and net.bias.tolist() == [3]


def test_help_is_short():
    text = pydoc.render_doc(nn, renderer=pydoc.plaintext)
    assert "Layers as pure functions" not in text
    assert "functions = <functions of cnncourse.layers>" in text
