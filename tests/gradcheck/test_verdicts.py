"""A gradient is called right only if a wrong one would have been detected."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from cnncourse import layers
from cnncourse.gradcheck import check_gradient, check_layer, slope_error

DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])
X = np.random.default_rng(5).standard_normal((4, 5))


def cubes(x):
    return np.sum(x**3)


def one_wrong(gradient):
    gradient = gradient.copy()
    place = np.unravel_index(gradient.size // 3, gradient.shape)
    gradient[place] += np.sqrt(np.mean(gradient.astype(np.float64) ** 2))
    return gradient


WRONG = {
    "zero": lambda g: 0 * g,
    "doubled": lambda g: 2 * g,
    "halved": lambda g: g / 2,
    "sign": lambda g: -g,
    "1 % off": lambda g: g * g.dtype.type(1.01),
    "one entry": one_wrong,
}


def verdicts(loss, x, gradient, **options):
    """Return the verdict on the right gradient, and the verdicts on wrong ones."""
    check = partial(check_gradient, loss, x, **options)
    right = check(gradient).verdict
    return right, {name: check(make(gradient)).verdict for name, make in WRONG.items()}


def of_one_array(name, *others, **options):
    forward = partial(getattr(layers, f"{name}_forward"), **options)
    return forward, getattr(layers, f"{name}_backward"), others


def batch_norm(x, gamma, beta):
    out, _, _, cache = layers.batch_norm2d_forward(x, gamma, beta, None, None, training=True)
    return out, cache


def dropout(x):
    return layers.dropout_forward(x, p=0.4, rng=np.random.default_rng(1), training=True)


def of_loss(function):
    """Turn a loss into a layer whose cache is the gradient."""
    return lambda x: tuple(map(np.asarray, function(x))), lambda dout, gradient: dout * gradient


CENTRES = np.sign(np.random.default_rng(9).standard_normal((3, 5)))
LABELS, ANSWERS = np.arange(6) % 4, np.random.default_rng(7).random((6, 4))
LAYERS = {  # forward, backward, and the shapes of the arrays
    "conv2d": of_one_array("conv2d", (2, 2, 3, 4), (3, 2, 3, 2), (3,), padding=1),
    "conv1d": of_one_array("conv1d", (2, 2, 5), (3, 2, 3), (3,)),
    "conv3d": of_one_array("conv3d", (1, 2, 3, 3, 4), (2, 2, 2, 3, 2), (2,), padding=1),
    "convolve2d": of_one_array("convolve2d", (2, 2, 4, 3), (2, 2, 3, 2), (2,)),
    "convolve1d": of_one_array("convolve1d", (2, 2, 5), (3, 2, 3), (3,)),
    "conv_transpose2d": of_one_array(
        "conv_transpose2d", (2, 2, 3, 2), (2, 2, 3, 2), (2,), stride=2
    ),
    "linear": of_one_array("linear", (5, 6), (4, 6), (4,)),
    "relu": of_one_array("relu", (4, 5)),
    "leaky_relu": of_one_array("leaky_relu", (4, 5)),
    "prelu": of_one_array("prelu", (4, 3, 2), (3,)),
    "relu6": of_one_array("relu6", (4, 5)),
    "sigmoid": of_one_array("sigmoid", (4, 5)),
    "tanh": of_one_array("tanh", (4, 5)),
    "scaled_tanh": of_one_array("scaled_tanh", (4, 5)),
    "softmax": of_one_array("softmax", (4, 5)),
    "max_pool2d": of_one_array("max_pool2d", (2, 2, 4, 5), kernel_size=2),
    "avg_pool2d": of_one_array("avg_pool2d", (2, 2, 4, 5), kernel_size=2),
    "max_pool3d": of_one_array("max_pool3d", (1, 2, 4, 2, 3), kernel_size=2),
    "avg_pool3d": of_one_array("avg_pool3d", (1, 2, 4, 2, 3), kernel_size=2),
    "global_avg_pool2d": of_one_array("global_avg_pool2d", (2, 2, 4, 5)),
    "adaptive_avg_pool2d": of_one_array("adaptive_avg_pool2d", (2, 2, 4, 5), output_size=(3, 2)),
    "local_response_norm": of_one_array("local_response_norm", (2, 5, 3, 2), size=3),
    "layer_norm": of_one_array("layer_norm", (4, 2, 3), (2, 3), (2, 3), normalized_shape=(2, 3)),
    "group_norm": of_one_array("group_norm", (3, 4, 3, 2), (4,), (4,), num_groups=2),
    "batch_norm2d": (batch_norm, layers.batch_norm2d_backward, [(4, 3, 3, 2), (3,), (3,)]),
    "dropout": (dropout, layers.dropout_backward, [(4, 5)]),
    "flatten": of_one_array("flatten", (2, 3, 4)),
    "channel_shuffle": of_one_array("channel_shuffle", (2, 6, 3, 2), groups=2),
    "subsampling": of_one_array("subsampling", (2, 3, 5, 4), (3,), (3,)),
    "rbf": (lambda x: layers.rbf_forward(x, CENTRES), layers.rbf_backward, [(4, 5)]),
    "softmax_cross_entropy": (
        *of_loss(lambda x: layers.softmax_cross_entropy(x, LABELS)),
        [(6, 4)],
    ),
    "binary_cross_entropy": (*of_loss(lambda x: layers.binary_cross_entropy(x, ANSWERS)), [(6, 4)]),
    "mean_squared_error": (*of_loss(lambda x: layers.mean_squared_error(x, ANSWERS)), [(6, 4)]),
}


def test_every_layer_is_tested():
    names = {name.removesuffix("_forward") for name in layers.__all__ if name.endswith("_forward")}
    losses = {"softmax_cross_entropy", "binary_cross_entropy", "mean_squared_error"}
    assert names | losses == {*LAYERS, "batch_norm1d"}  # same computation as batch_norm2d


@DTYPES
@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_right_and_no_wrong_gradient_passes(name, dtype):
    forward, backward, shapes = LAYERS[name]
    rng = np.random.default_rng(3)
    arrays = [rng.standard_normal(shape).astype(dtype) for shape in shapes]
    report = check_layer(forward, backward, *arrays)
    assert report.verdict in {"right", "cannot tell" if dtype == np.float32 else "right"}, report
    assert bool(report) == report.passed == (report.verdict == "right")
    for wrong in WRONG.values():
        for place in range(len(arrays)):

            def broken(dout, cache, wrong=wrong, place=place):
                found = backward(dout, cache)
                gradients = list(found) if isinstance(found, tuple) else [found]
                gradients[place] = wrong(gradients[place])
                return tuple(gradients)

            assert check_layer(forward, broken, *arrays).verdict != "right"


def test_float32_does_not_accept_gradients_that_it_cannot_resolve():
    """Check slopes of 4e-5, half of which the last digit of the loss hides."""
    rng = np.random.default_rng(0)
    logits = rng.standard_normal((8, 3, 32, 32)).astype(np.float32)
    answers = (rng.random(logits.shape) < 0.5).astype(np.float32)

    def loss(x):
        return layers.binary_cross_entropy(x, answers)[0]

    _, gradient = layers.binary_cross_entropy(logits, answers)
    right, wrong = verdicts(loss, logits, gradient, entries=20)
    assert right == "cannot tell"
    assert {wrong[name] for name in ("zero", "doubled", "halved", "sign")} == {"wrong"}
    assert "right" not in wrong.values()
    report = check_gradient(loss, logits, gradient)
    assert "rounding hides slopes below" in report.reason and "use float64" in report.reason
    assert f"x: CANNOT TELL, {report.reason}" in str(report) and not report
    in_double = check_gradient(loss, logits.astype(np.float64), gradient, tolerance=1e-5)
    assert in_double.verdict == "right"


def test_a_wrong_gradient_may_only_show_in_all_entries_together():
    x = np.random.default_rng(0).standard_normal(50_000).astype(np.float32)

    def loss(x):
        return np.float32(1000) + np.mean(np.tanh(x))

    gradient = (1 - np.tanh(x) ** 2) / np.float32(len(x))
    assert check_gradient(loss, x, gradient).verdict == "cannot tell"
    report = check_gradient(loss, x, 0 * gradient)
    assert report.verdict == "wrong" and report.worst is None
    assert "along a random direction: the gradient says 0, the measured slope is" in str(report)


@DTYPES
def test_means_of_many_pixels_have_small_slopes(dtype):
    x = np.random.default_rng(0).standard_normal((1, 2, 100, 100)).astype(dtype)

    def verdict(wrong):
        return check_layer(
            layers.global_avg_pool2d_forward,
            lambda dout, cache: wrong(layers.global_avg_pool2d_backward(dout, cache)),
            x,
        ).verdict

    assert verdict(lambda g: g) in {"right", "cannot tell" if dtype == np.float32 else "right"}
    assert "right" not in {verdict(wrong) for wrong in WRONG.values()}


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e8])
@DTYPES
def test_the_scale_of_a_loss_does_not_matter(dtype, scale):
    x, scale = X.astype(dtype), dtype(scale)
    right, wrong = verdicts(lambda x: scale * cubes(x), x, scale * 3 * x**2)
    assert right == "right" and set(wrong.values()) == {"wrong"}


@pytest.mark.parametrize("scale", [1e-4, 1e4])
@DTYPES
def test_the_scale_of_an_array_does_not_matter_either(dtype, scale):
    scale = dtype(scale)
    x = X.astype(dtype) * scale
    right, wrong = verdicts(lambda x: np.sum(np.sin(x / scale)), x, np.cos(x / scale) / scale)
    assert right == "right" and set(wrong.values()) == {"wrong"}


@pytest.mark.parametrize("slope", [1, 1e-3, 1e-6])
@DTYPES
def test_a_large_constant_hides_slopes(dtype, slope):
    x, slope = X.astype(dtype), dtype(slope)
    losses = [
        lambda x: slope * np.sum(x) + dtype(1e8),
        lambda x: (slope * np.sum(x) + dtype(1e8)) - dtype(1e8),  # to keep the loss itself small
    ]
    for loss in losses:
        right, wrong = verdicts(loss, x, np.full_like(x, slope))
        assert right != "wrong" and "right" not in wrong.values()
        assert right == "cannot tell" or (slope == 1 and dtype == np.float64)


@DTYPES
def test_an_array_that_does_not_affect_the_loss_has_a_gradient_of_zero(dtype):
    x, w = X.astype(dtype), np.ones(7, dtype)

    def verdict(dw):
        report = check_layer(lambda x, w: (2 * x, w), lambda dout, w: (2 * dout, dw), x, w)
        assert report.comparisons[0].verdict == "right"
        return report.comparisons[1].verdict

    assert verdict(0 * w) == "right"
    assert verdict(dtype(1e-3) * w) == "wrong"
    constant = partial(check_gradient, lambda x: 5.0, x)
    assert constant(0 * x) and not constant(0 * x + dtype(1e-3))
    assert not constant(0 * x + dtype(1e-9))


@DTYPES
@pytest.mark.parametrize("loss", [lambda x: np.sum(x**2), lambda x: np.sum(np.maximum(x - 1, 0))])
def test_a_slope_may_be_zero_at_a_single_point(loss, dtype):
    x = np.zeros((4, 5), dtype)
    assert check_gradient(loss, x, 0 * x)
    assert check_gradient(loss, x, 0 * x + dtype(1e-3)).verdict == "wrong"


def test_steps_longer_than_the_waves_of_a_loss_do_not_call_it_wrong():
    x = X.astype(np.float32)
    right, wrong = verdicts(lambda x: np.sum(np.sin(1000 * x)), x, 1000 * np.cos(1000 * x))
    assert right in {"right", "cannot tell"} and "right" not in wrong.values()


def test_where_every_entry_is_a_kink_nothing_was_compared():
    def spread_evenly(dout, cache):  # the gradient of average pooling
        return np.repeat(np.repeat(dout, 2, axis=2), 2, axis=3) / 4

    pool = partial(layers.max_pool2d_forward, kernel_size=2)
    report = check_layer(pool, spread_evenly, np.ones((1, 1, 4, 4)))
    assert report.verdict == "cannot tell" and not report
    assert len(report.comparisons[0].kinks) == 16
    assert "the slope jumps at every entry that was measured; measure at another" in str(report)


def test_an_array_without_entries_is_never_right():
    empty = check_gradient(cubes, X[:0], X[:0])
    assert (empty.verdict, empty.reason) == ("cannot tell", "it has no entries")
    assert check_layer(layers.relu_forward, layers.relu_backward, X[:0]).verdict == "cannot tell"
    nothing = check_layer(lambda b: (X, None), lambda dout, cache: None, None)
    assert nothing.verdict == "cannot tell" and "there are no arrays to check" in str(nothing)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_loss_that_is_not_finite_cannot_be_measured(value):
    report = check_gradient(lambda x: value, X, 0 * X)
    assert report.verdict == "cannot tell"
    assert report.reason == f"the loss is {value} there; measure at another point"
    assert slope_error(lambda x: value, X, 0 * X, rng=np.random.default_rng(0)) == np.inf


def test_a_loss_that_is_not_finite_nearby_leaves_the_entry_undecided():
    x = np.array([0.0, 1.0, 4.0])
    report = check_gradient(lambda x: np.sum(np.sqrt(x)), x, np.array([0, 0.5, 0.25]))
    assert report.verdict == "cannot tell" and "not a finite number nearby" in report.reason
    wrong = check_gradient(lambda x: np.sum(np.sqrt(x)), x, np.array([0, 0.5, 0.5]))
    assert wrong.verdict == "wrong" and wrong.worst == (2,)


@pytest.mark.parametrize(
    ("loss", "got"),
    [
        (lambda x: x, r"ndarray of shape \(4, 5\)"),
        (lambda x: 1j, "complex 1j"),
        (lambda x: np.complex128(np.sum(x)), "complex128"),
        (lambda x: "low", "str 'low'"),
        (lambda x: None, "NoneType None"),
    ],
)
def test_a_loss_is_one_real_number(loss, got):
    for check in (check_gradient, partial(slope_error, rng=np.random.default_rng(0))):
        with pytest.raises(TypeError, match=f"the loss must be one real number, got {got}"):
            check(loss, X, 0 * X)


def test_a_loss_may_be_an_array_of_one_number():
    assert check_gradient(lambda x: np.sum(x**2, keepdims=True), X, 2 * X)
    assert check_gradient(lambda x: x**2, np.array(3.0), np.array(6.0))
    wrong = check_gradient(lambda x: x**2, np.array(3.0), np.array(5.0))
    assert wrong.worst == () and "worst at x: the gradient says 5" in str(wrong)


def test_the_output_gradient_differs_from_the_array():
    """They would be equal if both were drawn by a generator with seed 0."""
    x, seen = np.random.default_rng(0).standard_normal((4, 5)), []
    check_layer(lambda x: (2 * x, None), lambda dout, cache: seen.append(dout) or 2 * dout, x)
    assert abs(np.corrcoef(x.ravel(), seen[0].ravel())[0, 1]) < 0.9


def test_randomness_in_the_loss_is_detected():
    rng = np.random.default_rng(0)
    report = check_gradient(lambda x: np.sum(x) + rng.random(), X, np.ones_like(X))
    assert report.reason == "the loss differs from call to call; fix its random numbers"


@pytest.mark.parametrize("gradient", [1j * X, X.astype(str), X.astype(object)])
def test_a_gradient_holds_real_numbers(gradient):
    with pytest.raises(TypeError, match="the gradient of x must hold real numbers, got"):
        check_gradient(cubes, X, gradient)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("place", [0, 7, 2999])
def test_every_entry_that_is_nan_is_found(value, place):
    x = np.random.default_rng(0).standard_normal(3000)
    gradient = 3 * x**2
    gradient[place] = value
    report = check_gradient(cubes, x, gradient)
    assert report.verdict == "wrong" and report.worst == (place,)


def test_a_layer_must_return_floating_point_numbers():
    with pytest.raises(TypeError, match="out must hold floating-point numbers, got complex128"):
        check_layer(lambda x: (1j * x, None), lambda dout, cache: dout, X)
    with pytest.raises(TypeError, match="out must hold floating-point numbers, got int64"):
        check_layer(lambda x: (np.sign(x).astype(np.int64), None), lambda dout, cache: 0 * X, X)


@DTYPES
@pytest.mark.parametrize("size", [20_000, 300_000])
def test_one_wrong_entry_among_very_many_does_not_pass(dtype, size):
    x = np.random.default_rng(0).standard_normal(size).astype(dtype)

    def loss(x):
        return np.sum(np.square(x, dtype=np.float64))

    check = partial(check_gradient, loss, x, entries=5)
    assert check(2 * x).verdict in {"right", "cannot tell"}
    for seed in range(3):
        gradient = 2 * x
        gradient[np.random.default_rng(seed).integers(size)] += 2
        assert check(gradient).verdict != "right"


def test_entries_that_were_not_measured_must_show_in_all_together():
    """The five measured entries are right; random directions meet kinks."""
    x = np.random.default_rng(0).standard_normal(3000)
    x[::10] = 0
    report = check_gradient(lambda x: np.sum(np.maximum(x, 0)), x, (x > 0) * 1.0, entries=5)
    assert report.compared > 0 and report.verdict == "cannot tell"


@DTYPES
def test_a_loss_that_is_steep_far_away_hides_small_slopes_here(dtype):
    x = X.astype(dtype)
    for seed in range(5):
        rng = np.random.default_rng(seed)
        assert not check_gradient(lambda x: cubes(x) + dtype(1e8), x, 0 * x, rng=rng)
