"""The exercises on checking gradients, against torch and against `cnncourse.layers`."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncourse import layers
from cnncourse.checks.checking_gradients.cases import RANGES
from cnncourse.exercises import backward_rest, forward_passes
from cnncourse.exercises import checking_gradients as exercises

SOURCE = Path(__file__).parents[2] / "solutions" / "07_checking_gradients" / "assignment.md"
seeds, sizes = st.integers(0, 2**32), st.integers(1, 3)
pairs = st.tuples(sizes, sizes)
many = settings(max_examples=60, deadline=None)


def close(got, expected, tolerance=1e-12):
    assert np.shape(got) == np.shape(expected)
    np.testing.assert_allclose(got, expected, rtol=tolerance, atol=tolerance)


@many
@given(st.lists(st.integers(0, 4), max_size=3).map(tuple), seeds)
def test_relu_forward(shape, seed):
    x = np.random.default_rng(seed).standard_normal(shape)
    out, (kept,) = forward_passes.relu_forward(x)
    close(out, layers.relu_forward(x)[0])
    assert kept is x


@many
@given(pairs, st.none() | pairs, seeds)
def test_max_pooling(kernel_size, stride, seed):
    rng = np.random.default_rng(seed)
    x = np.round(rng.standard_normal((2, 3, 6, 5)))  # many ties
    out, cache = forward_passes.max_pool2d_forward(x, kernel_size=kernel_size, stride=stride)
    same, kept = layers.max_pool2d_forward(x, kernel_size=kernel_size, stride=stride)
    dout = rng.standard_normal(out.shape)
    close(out, same)
    close(backward_rest.max_pool2d_backward(dout, cache), layers.max_pool2d_backward(dout, kept))


@many
@given(
    pairs, pairs, st.tuples(*[st.integers(0, 2)] * 2), pairs, st.booleans(), st.booleans(), seeds
)
def test_conv2d_forward(kernel_size, stride, padding, dilation, grouped, biased, seed):
    rng, groups = np.random.default_rng(seed), 1 + grouped
    x = rng.standard_normal((2, 4, 8, 7))
    w = rng.standard_normal((6, 4 // groups, *kernel_size))
    b = rng.standard_normal(6) if biased else None
    options = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    out, cache = forward_passes.conv2d_forward(x, w, b, **options)
    close(out, layers.conv2d_forward(x, w, b, **options)[0])
    assert cache == (x, w, b, *options.values()) or cache[3:] == tuple(options.values())


def test_options_may_be_integers():
    x = np.arange(32.0).reshape(1, 2, 4, 4)
    close(
        forward_passes.max_pool2d_forward(x, kernel_size=2)[0],
        layers.max_pool2d_forward(x, kernel_size=2)[0],
    )
    w = np.ones((2, 2, 2, 2))
    close(
        forward_passes.conv2d_forward(x, w, None, stride=2, padding=1)[0],
        layers.conv2d_forward(x, w, None, stride=2, padding=1)[0],
    )


@many
@given(st.lists(st.integers(0, 3), max_size=3).map(tuple), seeds)
def test_numerical_gradient_and_directional_check(shape, seed):
    rng = np.random.default_rng(seed)
    x, direction = (np.array(rng.standard_normal(shape)) for _ in range(2))
    tensor = torch.tensor(x, requires_grad=True)
    (torch.sin(tensor).sum() + tensor.pow(2).sum().exp().mul(1e-3)).backward()

    def f(z):
        return np.sin(z).sum() + 1e-3 * np.exp((z**2).sum())

    before = x.copy()
    expected = tensor.grad.numpy()
    scale = max(1.0, np.abs(expected).max(initial=0.0))
    measured = exercises.numerical_gradient(f, x)
    assert np.array_equal(x, before) and measured.shape == x.shape
    np.testing.assert_allclose(measured, expected, rtol=0, atol=1e-5 * scale)
    calculated, slope = exercises.directional_check(f, x, expected, direction)
    np.testing.assert_allclose(calculated, slope, rtol=0, atol=1e-4 * scale * max(1, x.size))


@pytest.mark.parametrize("dtype", [np.int64, np.float32])
def test_a_numerical_gradient_is_measured_in_float64(dtype):
    x = np.array([1, 2], dtype)
    gradient = exercises.numerical_gradient(lambda z: np.sum(z**3), x, 1e-6)
    assert gradient.dtype == np.float64
    np.testing.assert_allclose(gradient, [3, 12], rtol=1e-8)


def test_relative_error():
    a, b = np.array([3.0, -4.0]), np.array([3.0, -5.0])
    assert exercises.relative_error(a, b) == exercises.relative_error(b, a) == 0.2
    assert exercises.relative_error(np.zeros(2), np.zeros(2)) == 0.0
    with pytest.raises(ValueError, match=r"a of shape \(2,\) and b of shape \(1, 2\)"):
        exercises.relative_error(a, b[None])
    for one, other in ((a, b * np.nan), (a * np.nan, b)):
        with pytest.raises(ValueError, match="nan"):
            exercises.relative_error(one, other)


@pytest.mark.parametrize(("dtype", "place"), [(np.float64, 0), (np.float32, 1)])
def test_the_best_step_lies_where_a_measurement_finds_it(dtype, place):
    """The valley of the two errors, averaged over many points, is deepest within the range."""
    points = np.linspace(0.5, 1.5, 200)
    steps = 10.0 ** np.arange(-10, -0.4, 0.25)

    def error(step):
        x, h = points.astype(dtype), dtype(step)
        slope = (np.sin(x + h) - np.sin(x - h)).astype(np.float64) / (2 * step)
        return np.abs(slope - np.cos(points)).mean()

    errors = [error(step) for step in steps]
    best = steps[int(np.argmin(errors))]
    low, high = RANGES[place]
    assert low < best < high
    for step in (exercises.best_step()[place], low, high):
        assert error(step) < 60 * min(errors)
    assert error(low / 30) > 4 * error(low) and error(30 * high) > 50 * error(high)


def test_the_wrong_ones_are_those_that_differ_from_a_numerical_gradient():
    """The five functions are read from the notebook's own cell."""
    text = SOURCE.read_text(encoding="utf-8")
    (cell,) = re.findall(r"```{code-cell}\n(def forward_1.*?)```", text, flags=re.DOTALL)
    variables, rng = {"np": np}, np.random.default_rng(0)
    exec(cell, variables)
    x, w = rng.standard_normal((4, 3)), rng.standard_normal((3, 3))
    wrong = []
    for number in range(1, 6):
        more = (w,) if number == 3 else ()
        forward, backward = variables[f"forward_{number}"], variables[f"backward_{number}"]
        dout = rng.standard_normal(forward(x, *more).shape)

        def loss(z, forward=forward, dout=dout, more=more):
            return np.sum(dout * forward(z, *more))

        measured = exercises.numerical_gradient(loss, x)
        error = exercises.relative_error(measured, backward(dout, x, *more))
        assert error < 1e-8 or error > 0.05
        if error > 0.05:
            wrong.append(number)
    assert tuple(wrong) == exercises.find_the_wrong_line()
