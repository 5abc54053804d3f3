"""What is special about the assignment on backpropagation."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.backpropagation import ASSIGNMENT
from cnncourse.checks.backpropagation.cases import paper_network
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.layers import (
    linear_backward,
    linear_forward,
    mean_squared_error,
    relu_backward,
    relu_forward,
)


def message(name, answer):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    told = judge(check, call, 0, likely=likely_mistake(check, 0)).message
    return " ".join(told.split())


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "fan_out_backward",
        "linear_forward",
        "linear_backward",
        "relu_backward",
        "two_layer_gradients",
        "sigmoid_forward",
        "sigmoid_backward",
        "tanh_backward",
        "prelu_backward",
        "softmax",
        "softmax_cross_entropy",
        "binary_cross_entropy_with_logits",
    ]


def test_twelve_sections_give_thirty_five_points(listed):
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points, found.minutes) == (12, 35, 205)


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    printed = shown(ASSIGNMENT)
    for told in (
        "(array([8.]), array([3.]))",
        "[[ 3. -1.  2.]]",
        "[[30. -6.]]\n[[ 12.  24.]\n [  0.   0.]\n [ -6. -12.]]\n[12.  0. -6.]\n",
        "9.0\n[[ 12.  24.]\n [  0.   0.]\n [ -6. -12.]]\n[12.  0. -6.]\n[[18.  0. 12.]]\n[6.]\n",
        "[0.5  0.75 0.25 1.   0.  ]",
        "[ 0.25  3.   -3.  ]",
        "[ 1.  3. -3.]",
        "array([[[[1., 1.],\n         [3., 2.]]]]), array([-14.])",
        "[[0.9819 0.018  0.0001]] [[0.5 0.5]]",
        "label 0: loss 0.0183, gradient [[-0.0181  0.018   0.0001]]",
        "label 1: loss 4.0183, gradient [[ 0.9819 -0.982   0.0001]]",
        "loss 0.6931, gradient [-0.5]\nloss 1.3863, gradient [0.75]",
    ):
        assert told in printed, told
    start, end = re.search(r"loss (.*) at the start, (.*) at the end", printed).groups()
    assert float(end) < 0.25 < 1 < float(start)


def test_the_paper_network_by_the_packages_layers():
    x, targets, w1, b1, w2, b2 = paper_network()
    z, first = linear_forward(x, w1, b1)
    h, gate = relu_forward(z)
    out, second = linear_forward(h, w2, b2)
    loss, dout = mean_squared_error(out, targets)
    assert (z.tolist(), h.tolist(), out.tolist(), loss) == ([[3, -1, 2]], [[3, 0, 2]], [[5]], 9)
    dh, dw2, db2 = linear_backward(dout, second)
    dz = relu_backward(dh, gate)
    dx, dw1, db1 = linear_backward(dz, first)
    assert (dh.tolist(), dz.tolist(), dx.tolist()) == ([[12, 18, -6]], [[12, 0, -6]], [[30, -6]])
    got = find("two_layer_gradients").reference(*paper_network())
    for one, other in zip(got, (loss, dw1, db1, dw2, db2), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fan_out_backward", ([8], [3])),
        ("linear_forward", ([[3, -1, 2]],)),
        ("linear_backward", ([[30, -6]], [[12, 24], [0, 0], [-6, -12]], [12, 0, -6])),
        ("relu_backward", ([[12, 0, -6]],)),
        ("two_layer_gradients", (9,)),
        ("sigmoid_forward", ([0.5, 0.75, 0.25],)),
        ("sigmoid_backward", ([0.25, 3, -3],)),
        ("tanh_backward", ([1, 3, -3],)),
        ("prelu_backward", ([[[[1, 1], [3, 2]]]], [-14])),
        ("softmax", ([[0.98189, 0.01798, 0.00012]],)),
        ("softmax_cross_entropy", (0.01827, [[-0.01811, 0.01798, 0.00012]])),
        ("binary_cross_entropy_with_logits", (np.log(2), [-0.5])),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    check = find(name, ASSIGNMENT)
    got = check.reference(*draw(check, 0)[0].args)
    parts = got if isinstance(got, tuple) else (got,)
    for part, wanted in zip(parts, expected, strict=False):
        np.testing.assert_allclose(part, wanted, atol=6e-6)


def test_the_single_term_chain_rule_is_named():
    def one_path(dout, cache):
        x, _ = cache
        return dout * x, dout * x

    told = message("fan_out_backward", one_path)
    assert "Only the path through the sum is followed." in told
    assert "x is used twice: its two gradients are added." in told


def test_an_overflow_is_an_error_of_the_sigmoid_alone():
    def naive(x):
        out = 1 / (1 + np.exp(-x))
        return out, (out,)

    told = message("sigmoid_forward", naive)
    assert "FloatingPointError: overflow" in told
    assert "exp(-x) overflows for large negative numbers." in told

    def both_branches(x):
        out = np.where(x < 0, np.exp(x) / (1 + np.exp(x)), 1 / (1 + np.exp(-x)))
        return out, (out,)

    assert "np.where computes both of its branches" in message("sigmoid_forward", both_branches)


def test_matrices_that_do_not_fit_are_explained():
    def untransposed(x, w, b):
        return x @ w + b, (x, w, b)

    assert "The weights are not transposed." in message("linear_forward", untransposed)

    def other(x, w, b):
        return (x.T @ w.T) + b, (x, w, b)

    assert "The inner sizes of a matrix product must be equal" in message("linear_forward", other)


def divided_by_all(logits):
    return np.exp(logits) / np.exp(logits).sum()


def divided_by_column(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=1)


def largest_by_column(logits):
    powers = np.exp(logits - logits.max(axis=1))
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("first_try", "named"),
    [
        (divided_by_all, "The sum is taken over all rows together."),
        (divided_by_column, "The sums lose their axis and divide columns, not rows."),
        (largest_by_column, "The largest numbers lose their axis"),
    ],
)
def test_two_mistakes_at_once_in_a_first_softmax_are_named(first_try, named):
    assert named in message("softmax", first_try)


def test_a_gradient_multiplied_by_the_relu_itself_is_named():
    def times_h(x, targets, w1, b1, w2, b2):
        h = np.maximum(x @ w1.T + b1, 0)
        error = h @ w2.T + b2 - targets
        dout = 2 * error / error.size
        dz = dout @ w2 * h
        return np.mean(error**2), dz.T @ x, dz.sum(axis=0), dout.T @ h, dout.sum(axis=0)

    told = message("two_layer_gradients", times_h)
    assert "The gradient is multiplied by the ReLU's output or input." in told
