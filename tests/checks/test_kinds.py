"""The kinds of checks beyond values: their properties, and their messages in a notebook."""

from __future__ import annotations

import linecache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnncourse import layers, nn
from cnncourse.checks import Case, Check, CheckFailed, check, judge, notebook, run_check_in_process
from cnncourse.checks.engine.driving import Fault, drive
from cnncourse.checks.kinds.architecture import network_case
from cnncourse.checks.kinds.architecture import problem as network_problem
from cnncourse.checks.kinds.gradients import backward_case, pair_case, pair_suspects_of, suspects_of
from cnncourse.checks.kinds.harnesses import (
    forward_then_backward,
    from_seed,
    network,
    without_overflow,
)
from cnncourse.checks.kinds.training import problem as training_problem
from cnncourse.models import lenet5, resnet18
from cnncourse.models.families.cifar_resnets import resnet20

NAMES = ("dx", "dw", "db")
BATCH = 3


def own(function):
    return lambda *args, **kwargs: function(*args, **kwargs)


BACKWARD, RELU_BACKWARD = own(layers.conv2d_backward), own(layers.relu_backward)


def conv_check(case, dtype=np.float64, **rules):
    def cases(rng):
        x = rng.standard_normal((BATCH, 2, 5, 6)).astype(dtype)
        w, b = rng.standard_normal((4, 2, 3, 3)).astype(dtype), rng.standard_normal(4).astype(dtype)
        yield case("plain", layers.conv2d_forward, rng, x, w, b, padding=1)

    return Check("conv2d_backward", "00_test", layers.conv2d_backward, cases, **rules)


GIVEN = {"parts": NAMES, "suspects": suspects_of(layers.conv2d_backward, NAMES)}
PAIR = {
    "harness": forward_then_backward,
    "partners": {"conv2d_forward": layers.conv2d_forward},
    "arguments": ("x", "w", "b", "dout"),
    "parts": ("out", *NAMES),
    "suspects": pair_suspects_of(layers.conv2d_forward, layers.conv2d_backward, NAMES),
}


def verdict_of(check, backward, seed=0):
    variables = {"conv2d_backward": backward, "conv2d_forward": own(layers.conv2d_forward)}
    return judge(check, run_check_in_process(check, variables), seed, reveal=True)


def altered(number, change):
    def backward(dout, cache):
        gradients = list(BACKWARD(dout, cache))
        gradients[number] = change(gradients[number])
        return tuple(gradients)

    return backward


MISTAKES = [
    (lambda g: g / BATCH, "is divided by the batch size 3"),
    (lambda g: g * BATCH, "is too large by a factor of 3"),
    (lambda g: g / 7, "is a mean, but should be a sum"),
    (lambda g: np.stack([g * share for share in (0.2, 0.5, 0.3)]), "has one gradient per image"),
    (lambda g: g.reshape(-1, 1), "has the right numbers in another shape"),
    (lambda g: -g, "Every value has the wrong sign"),
    (lambda g: 0 * g, "Every value is zero"),
]
OF_IMAGES = [
    (lambda g: g.swapaxes(-1, -2).copy(), "The rows and columns of"),
    (lambda g: g[..., ::-1, ::-1].copy(), "is flipped: its rows"),
    (lambda g: np.pad(g, ((0, 0), (0, 0), (1, 1), (2, 2))), "still has the padding"),
]


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([backward_case, pair_case]),
    st.sampled_from([np.float32, np.float64]),
    st.sampled_from(
        [*((n, m) for n in range(3) for m in MISTAKES)]
        + [(n, m) for n in range(2) for m in OF_IMAGES]
    ),
)
def test_a_wrong_gradient_is_named_with_its_likely_mistake(seed, case, dtype, mistake):
    number, (change, told) = mistake
    check = conv_check(case, dtype, **(GIVEN if case is backward_case else PAIR))
    assert verdict_of(check, BACKWARD, seed).passed
    message = " ".join(verdict_of(check, altered(number, change), seed).message.split())
    assert f"Problem {NAMES[number]} " in message, message
    assert told in message, message


def test_a_function_of_one_gradient():
    def cases(rng):
        yield backward_case("plain", layers.relu_forward, rng, rng.standard_normal((4, 5)))

    suspects = suspects_of(layers.relu_backward, ("dx",))
    relu = Check("relu_backward", "00_test", layers.relu_backward, cases, suspects=suspects)
    for answer, told in (
        (RELU_BACKWARD, "cases pass."),
        (lambda dout, cache: RELU_BACKWARD(np.ones_like(dout), cache), "not depend on dout"),
        (lambda dout, cache: RELU_BACKWARD(dout, cache) / 4, "divided by the batch size 4"),
        (lambda dout, cache: RELU_BACKWARD(dout, cache).T, "dx is transposed"),
    ):
        call = run_check_in_process(relu, {"relu_backward": answer})
        assert told in " ".join(judge(relu, call, 0).message.split())


def careless(function, *args):
    return function.no_such_thing


def test_an_overflow_is_an_error_where_a_check_says_so():
    def power(x):
        return np.exp(x)

    large = np.array([1000.0])
    with np.errstate(over="ignore"):
        assert np.isinf(power(large))
        with pytest.raises(FloatingPointError, match="overflow encountered in exp"):
            drive(power, without_overflow)(large)
    np.testing.assert_array_equal(drive(power, without_overflow)(-large), 0)


def test_a_seed_stands_for_generators_in_the_same_state():
    states = []

    def noisy(x, *, scale, rng):
        states.append(rng.bit_generator.state["state"]["state"])
        mask = rng.random(x.shape)
        return scale * x * mask, (mask,)

    x = np.ones(3)
    out, mask, again, later = drive(noisy, from_seed)(x, 7, scale=2.0)
    expected = np.random.default_rng(7)
    np.testing.assert_array_equal(mask, expected.random(3))
    np.testing.assert_array_equal(later, 2 * expected.random(3))
    np.testing.assert_array_equal(out, 2 * mask)
    np.testing.assert_array_equal(again, out)
    assert states[0] == states[1] != states[2]
    for answer, told in (
        (lambda x, rng: x, "must return the pair"),
        (lambda x, rng: (x, x), "mind the comma"),
        (lambda x, rng: (x, ()), "mind the comma"),
        (lambda x, rng: x.no_such_thing, "no_such_thing"),
    ):
        with pytest.raises((TypeError, AttributeError), match=told):
            drive(answer, from_seed)(x, 7)


def test_an_error_is_the_students_or_ours():
    def student(*args):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        drive(student, forward_then_backward, [student])(1, np.ones(2))
    with pytest.raises(Fault, match="careless: AttributeError: .* 'no_such_thing'"):
        drive(student, careless)(1)
    driven = conv_check(backward_case, harness=careless)
    with pytest.raises(Fault):
        run_check_in_process(driven, {"conv2d_backward": student})((1,), {})
    assert drive(student) is student


NETWORKS = [
    (lenet5, {"num_classes": 4}, (1, 32, 32)),
    (resnet20, {}, (3, 16, 16)),
    (resnet18, {"width": 0.125, "num_classes": 5}, (3, 40, 40)),
]


@pytest.mark.parametrize(("build", "options", "shape"), NETWORKS)
def test_the_judges_weights_neither_vanish_nor_explode(build, options, shape):
    net = build(nn, **options)
    case = network_case("plain", net, np.random.default_rng(1), shape, **options)
    found = drive(lambda **given: build(nn, **given), network)(*case.args, **case.kwargs)
    out = found[-1]
    assert np.isfinite(out).all() and 1e-2 < out.std() < 1e3
    assert network_problem(case, found, found) is None
    assert found[1] == sum(value.size for value in net.parameters())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 10**6), st.data())
def test_any_other_width_is_told_by_the_first_array_that_differs(widths, seed, data):
    def build(widths):
        sizes = [3, *widths]
        return nn.Sequential(
            *(nn.Conv2d(n, m, 1) for n, m in zip(sizes, sizes[1:], strict=False)), nn.Flatten()
        )

    place = data.draw(st.integers(0, len(widths) - 1))
    other = [*widths]
    other[place] += data.draw(st.integers(1, 3))
    case = network_case("plain", build(widths), np.random.default_rng(seed), (3, 2, 2))
    expected, found = (drive(lambda w=w: build(w), network)(*case.args) for w in (widths, other))
    assert network_problem(case, expected, expected) is None
    told = network_problem(case, expected, found).text
    assert f"`{place}.weight`, array {2 * place + 1} of {2 * len(widths)} in order" in told


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=2, max_size=30),
    st.integers(0, 10**6),
    st.floats(0, 1),
    st.sampled_from([np.int64, np.uint8]),
)
def test_predictions_pass_from_the_asked_share_on(labels, seed, asked, dtype):
    labels = np.array(labels)
    value = np.where(np.random.default_rng(seed).random(len(labels)) < 0.5, labels, 0).astype(dtype)
    case = type("Case", (), {"args": (np.zeros((7, 1)),)})
    found = training_problem(case, (labels, asked), value)
    assert (found is None) == (np.mean(value == labels) >= asked)
    assert training_problem(case, (labels, 0.0), value[:-1]) is not None


def run(monkeypatch, source, checked):
    """Run a cell and then `check(...)`, as in a notebook; return the message, or None."""
    monkeypatch.setattr(notebook, "find", lambda name, assignment=None: checked)
    monkeypatch.setattr(notebook, "names", lambda assignment: [checked.name])
    variables = {"__name__": "__main__", "np": np, "check": check}
    linecache.cache["<cell>"] = (len(source), None, source.splitlines(keepends=True), "<cell>")
    exec(compile(source, "<cell>", "exec"), variables)
    try:
        exec(f"check({checked.name!r}, strict=True)", variables)
    except CheckFailed as error:
        return str(error)


BOTH = """
def conv2d_forward(x, w, b, **options):
    return np.zeros((3, 4, 5, 6)), None

def conv2d_backward(dout, cache):
    raise NotImplementedError()
"""


def test_a_pair_in_a_notebook(monkeypatch):
    pair = conv_check(pair_case, **PAIR)
    lonely = run(monkeypatch, "def conv2d_backward(dout, cache): pass", pair)
    assert lonely.startswith(
        "✗ conv2d_backward: it needs `conv2d_forward`: this notebook has no function of that name"
    )
    borrowed = BOTH + "from cnncourse.layers import conv2d_forward"
    assert "it needs `conv2d_forward`: this function comes from the package" in run(
        monkeypatch, borrowed, pair
    )
    assert "still raises NotImplementedError" in run(monkeypatch, BOTH, pair)


def test_a_builder_may_use_what_is_given_and_no_more(monkeypatch):
    def cases(rng):
        yield network_case("plain", nn.Sequential(nn.Conv2d(1, 2, 3)), rng, (1, 4, 4))

    def build():
        return nn.Sequential(nn.Conv2d(1, 2, 3))

    rules = {"harness": network, "accept": network_problem, "given": ("cnncourse.nn",)}
    builder = Check("build", "00_test", build, cases, arguments=("images", "weights"), **rules)
    source = "from cnncourse import nn\ndef build():\n    return nn.Sequential(nn.Conv2d(1, 2, 3))"
    assert run(monkeypatch, source, builder) is None
    told = run(monkeypatch, source.replace("3))", "2))"), builder)
    assert "`0.weight`, array 1 of 2 in order, has shape (2, 1, 2, 2), expected (2, 1, 3, 3)" in (
        " ".join(told.split())
    )
    ready = "from cnncourse.models import lenet5\ndef build():\n    return lenet5()"
    assert "it uses `lenet5` from cnncourse.models" in run(monkeypatch, ready, builder)


def test_a_cache_is_told_by_shapes_and_options_alone():
    def cases(rng):
        cache = (np.ones((2, 3)), 2, (1, (np.full(2, 7.5), 0.625)), None, np.float64(0.25))
        yield Case("plain", (np.ones(1), cache))

    secret = Check("f", "00_test", lambda dout, cache: 1, cases)
    told = judge(secret, run_check_in_process(secret, {"f": lambda dout, cache: 2}), 0).message
    cache = "(array of shape (2, 3), 2, (1, (array of shape (2,), a number)), None, a number)"
    assert f"Called f(dout of shape (1,), cache={cache})" in " ".join(told.split())


def test_a_check_that_fails_itself_says_that_it_is_not_the_students_doing(monkeypatch):
    given_cache = conv_check(backward_case, **GIVEN)
    broken = conv_check(backward_case, **GIVEN, harness=careless)
    monkeypatch.setattr(
        "cnncourse.checks.engine.judge.prepare", lambda *args: prepared(given_cache)
    )
    told = run(monkeypatch, "def conv2d_backward(dout, cache): pass", broken)
    assert "the check itself failed; the mistake is in the course, not in your code: care" in told


def prepared(check):
    from cnncourse.checks.engine.prepared import ask_reference, draw

    return tuple(ask_reference(check, case) for case in draw(check, 0))
