"""Results of a student's functions are checked; errors name the function and the result."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from cnncourse import layers, nn
from cnncourse.layers.conv import loops

X = np.random.default_rng(0).standard_normal((2, 5)).astype(np.float32)


@pytest.mark.parametrize(
    ("forward", "got"),
    [
        (
            lambda x: np.maximum(x, 0),
            "ndarray",
        ),  # of two images, so that it could be unpacked as a pair
        (lambda x: None, "NoneType"),
        (lambda x: (x, x, x), "a tuple of 3"),
    ],
)
def test_a_forward_function_must_return_the_pair(forward, got):
    layer = nn.using({"relu_forward": forward}).ReLU()
    with pytest.raises(
        TypeError, match=rf"relu_forward must return the pair \(out, cache\), got {got}"
    ):
        layer(X)


def test_a_forward_function_must_return_an_array():
    layer = nn.using({"relu_forward": lambda x: (1.5, x)}).ReLU()
    with pytest.raises(TypeError, match="relu_forward must return out as an array, got float"):
        layer(X)


def test_batch_norm_must_return_four_results_with_matching_statistics():
    def given(results):
        layer = nn.using({"batch_norm1d_forward": lambda x, *args, **options: results}).BatchNorm1d(
            5
        )
        return layer(X)

    with pytest.raises(
        TypeError,
        match=r"batch_norm1d_forward must return \(out, running_mean, .*, got a tuple of 2",
    ):
        given((X, None))
    with pytest.raises(
        ValueError,
        match=r"norm1d_forward must return running_mean as an array of shape \(5,\), got s",
    ):
        given((X, X, X[0], None))
    with pytest.raises(
        TypeError, match=r"must return running_var as an array of shape \(5,\), got f"
    ):
        given((X, X[0], 1.0, None))


@pytest.mark.parametrize(
    ("backward", "error", "message"),
    [
        (lambda dout, cache: dout, TypeError, "gradients of x, weight, bias, got ndarray"),
        (lambda dout, cache: (X, X), TypeError, "gradients of x, weight, bias, got a tuple of 2"),
        (
            lambda dout, cache: (X, np.ones((5, 3)), np.ones(3)),
            ValueError,
            r"the gradient of weight as an array of shape \(3, 5\), got shape \(5, 3\)",
        ),
        (
            lambda dout, cache: (X, np.ones((3, 5)), dout.sum()),
            TypeError,
            r"the gradient of bias as an array of shape \(3,\), got float32",
        ),
        (
            lambda dout, cache: (X[:1], np.ones((3, 5)), np.ones(3)),
            ValueError,
            r"the gradient of x as an array of shape \(2, 5\), got shape \(1, 5\)",
        ),
    ],
)
def test_a_backward_function_must_return_matching_gradients(backward, error, message):
    layer = nn.using({"linear_backward": backward}).Linear(5, 3)
    out = layer(X)
    with pytest.raises(error, match=f"linear_backward must return .*{message}"):
        layer.backward(out)
    with pytest.raises(RuntimeError, match="run backward before asking for gradients"):
        layer.gradients()


@pytest.mark.parametrize("result", [(X,), None, 1.0])
def test_a_layer_without_weights_returns_one_gradient(result):
    layer = nn.using({"relu_backward": lambda dout, cache: result}).ReLU()
    with pytest.raises(
        TypeError, match=r"relu_backward must return the gradient of x as an array of"
    ):
        layer.backward(layer(X))


def test_a_cache_may_be_none_and_a_missing_bias_may_have_a_gradient():
    engine = nn.using({"relu_forward": lambda x: (x, None), "relu_backward": lambda d, cache: d})
    layer = engine.ReLU()
    assert layer.backward(layer(X)) is not None
    gradients = (X, np.ones((3, 5)), np.ones(3))
    layer = nn.using({"linear_backward": lambda dout, cache: gradients}).Linear(5, 3, bias=False)
    layer.backward(layer(X))
    assert [g.shape for g in layer.gradients()] == [(3, 5)]


def test_a_loss_must_return_its_gradient():
    for result, got in [(1.5, "float"), ((1.5, X[0]), r"shape \(5,\)")]:
        engine = nn.using({"mean_squared_error": lambda predictions, targets, r=result: r})
        with pytest.raises(
            (TypeError, ValueError), match=f"mean_squared_error must return.* got {got}"
        ):
            engine.MSELoss()(X, X)


def test_layers_with_own_functions_can_be_copied_and_pickled():
    engine = nn.using(loops)
    net = engine.Sequential(engine.Conv2d(1, 2, 3), engine.ReLU())
    x = np.ones((1, 1, 4, 4), np.float32)
    for again in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        np.testing.assert_array_equal(again(x), net(x))
        assert again[0].functions.conv2d_forward is loops.conv2d_forward
        assert again[1].functions.relu_forward is layers.relu_forward
        assert repr(again) == repr(net)
