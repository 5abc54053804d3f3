"""An engine of the student's own functions: nothing else computes, and what is missing is named."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse import layers, nn
from cnncourse.exercises.own_engine import (
    SLOW,
    MissingFunction,
    TrainingProgress,
    engine,
    fitted,
    is_slow,
    lenet5,
    start,
)
from cnncourse.exercises.own_network import my_functions
from cnncourse.models import resnet20

BY_MATRIX = ("im2col", "conv2d_by_matrix", "conv2d_backward_by_matrix")


def without(*names):
    return {name: one for name, one in my_functions().items() if name not in names}


def step(net, loss, images, labels):
    value = loss(net(images), labels)
    net.backward(loss.backward())
    return value, net.gradients()


@pytest.mark.parametrize("missing", [(), BY_MATRIX, BY_MATRIX[2:]])
@pytest.mark.parametrize("model", ["lenet5", "resnet20"])
def test_networks_on_own_functions_agree_with_the_courses(model, missing):
    rng = np.random.default_rng(0)
    own = engine(nn, without(*missing))
    if model == "lenet5":
        mine, theirs, channels = lenet5(own), lenet5(nn), 1
    else:
        options = {"image_size": 16, "width": 0.25}
        mine, theirs, channels = resnet20(own, **options), resnet20(nn, **options), 3
    theirs.reset_parameters(rng)
    mine.load_state_dict(theirs.state_dict())
    images = rng.standard_normal((2, channels, 16, 16)).astype(np.float32)
    labels = np.array([3, 8])
    value, gradients = step(mine, own.CrossEntropyLoss(), images, labels)
    wanted, right = step(theirs, nn.CrossEntropyLoss(), images, labels)
    assert value == pytest.approx(wanted, rel=1e-5)
    for one, other in zip(gradients, right, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4 * np.abs(other).max() + 1e-7)
    for name, array in theirs.state_dict().items():
        np.testing.assert_allclose(mine.state_dict()[name], array, rtol=1e-4, atol=1e-6)


def test_only_own_functions_compute():
    called = set()

    def noted(name, function):
        return lambda *args, **options: called.add(name) or function(*args, **options)

    own = {name: noted(name, one) for name, one in my_functions().items()}
    noting = engine(nn, own)
    images, labels = np.ones((1, 1, 16, 16), "f"), np.array([1])
    step(lenet5(noting), noting.CrossEntropyLoss(), images, labels)
    assert called == {
        *BY_MATRIX,
        "softmax_cross_entropy",
        *("avg_pool2d_forward", "avg_pool2d_backward"),
        *("linear_forward", "linear_backward", "relu_backward"),
    }


@pytest.mark.parametrize(
    ("missing", "home"),
    [
        ("relu_backward", "04_backpropagation"),
        ("avg_pool2d_backward", "06_backward_rest"),
        ("linear_forward", "04_backpropagation"),
    ],
)
def test_a_missing_function_is_named_and_not_replaced(missing, home):
    net = lenet5(engine(nn, without(missing)))
    told = f"{missing} is missing: write it in {home}, then collect again"
    with pytest.raises(MissingFunction, match=told):
        step(net, nn.CrossEntropyLoss(), np.ones((1, 1, 16, 16), "f"), np.array([1]))


def test_training_needs_the_fast_convolution():
    assert is_slow(without("conv2d_backward_by_matrix")) and not is_slow(my_functions())
    net = lenet5(engine(nn, without(*BY_MATRIX), loops=False))
    with pytest.raises(MissingFunction, match="solve im2col, conv2d_by_matrix .* in 08_fast_conv"):
        net(np.ones((1, 1, 16, 16), "f"))
    assert "08_fast_convolution" in SLOW


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("conv2d_forward", {"stride": 1, "padding": 0, "dilation": 2, "groups": 1}),
        ("conv2d_forward", {"stride": 1, "padding": 0, "dilation": 1, "groups": 3}),
        ("max_pool2d_forward", {"kernel_size": 2, "stride": 2, "padding": 1}),
        ("avg_pool2d_forward", {"kernel_size": 2, "stride": 2, "ceil_mode": True}),
        ("adaptive_avg_pool2d_forward", {"output_size": (2, 2)}),
    ],
)
def test_options_that_no_notebook_asked_for_raise_an_error(name, options):
    x, w = np.ones((1, 3, 6, 6)), np.ones((3, 3, 2, 2))
    arrays = (x, w, None) if name.startswith("conv") else (x,)
    with pytest.raises(ValueError, match="your functions do not know the option"):
        fitted(my_functions())[name](*arrays, **options)


def test_a_cache_that_the_other_pass_cannot_read_is_named():
    """The check of batch norm's forward pass leaves the form of its cache to the student."""
    own = my_functions()
    forward = own["batch_norm_forward"]

    def other_order(*arrays, **options):
        *results, (x_hat, gamma, std, training) = forward(*arrays, **options)
        return (*results, (training, std, gamma, x_hat))

    x, ones = np.ones((2, 3, 4, 4)), np.ones(3)
    for cache in (forward, other_order):
        run = fitted({**own, "batch_norm_forward": cache})["batch_norm2d_forward"]
        if cache is forward:
            assert len(run(x, ones, ones, ones, ones, training=True)) == 4
            continue
        with pytest.raises(TypeError, match="cannot read the cache of batch_norm_forward: let it"):
            run(x, ones, ones, ones, ones, training=True)


def test_every_fitted_function_is_one_of_the_courses():
    assert set(fitted({})) <= set(layers.__all__)


def test_the_first_weights_follow_he():
    net = lenet5(nn)
    start(net, np.random.default_rng(0))
    assert net.f6.weight.std() == pytest.approx((2 / 120) ** 0.5, rel=0.05)
    assert not net.f6.bias.any() and sum(w.size for w in net.parameters()) == 21_386


def test_progress_shows_one_line_and_keeps_every_loss(capsys):
    progress = TrainingProgress()
    for number in range(3):
        progress(number, 3, np.float32(number))
    assert progress.losses == [0, 1, 2]
    shown = capsys.readouterr().out
    assert shown.startswith("\rstep 1 of 3, loss 0.000 ")
    assert shown.endswith("\rstep 3 of 3, loss 1.000 \n")
