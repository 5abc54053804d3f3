"""Gradient checks: a backward pass on the reference's cache, and a pair with its own cache."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from trial import Trial

from cnncourse.checks import Check
from cnncourse.checks.kinds.gradients import backward_case, pair_case, pair_suspects_of, suspects_of
from cnncourse.checks.kinds.harnesses import forward_then_backward
from cnncourse.layers.conv import loops

GIVEN = "import numpy as np\nfrom cnncourse.layers.shapes import pair\n" + "\n\n".join(
    inspect.getsource(function) for function in (loops.output_size, loops.pad2d)
)
FORWARD = inspect.getsource(loops.conv2d_forward)
BACKWARD = inspect.getsource(loops.conv2d_backward)
NAMES = ("dx", "dw", "db")


def _inputs(rng, *, bias=True, dtype=np.float64, N=3):
    x = rng.standard_normal((N, 2, 5, 6)).astype(dtype)
    w = rng.standard_normal((4, 2, 3, 3)).astype(dtype)
    return x, w, rng.standard_normal(4).astype(dtype) if bias else None


def _cases_with(case):
    def cases(rng):
        yield case("plain", loops.conv2d_forward, rng, *_inputs(rng))
        yield case("padding", loops.conv2d_forward, rng, *_inputs(rng), padding=(1, 2))
        yield case("stride", loops.conv2d_forward, rng, *_inputs(rng), stride=2)
        yield case("no bias", loops.conv2d_forward, rng, *_inputs(rng, bias=False))
        yield case("float32", loops.conv2d_forward, rng, *_inputs(rng, dtype=np.float32))

    return cases


def _unflipped(case):
    """This layer's typical mistake: dx by a second correlation with the unflipped kernel."""
    dout, (x, w, b, *options) = case.args
    dx, dw, db = loops.conv2d_backward(dout, (x, w[:, :, ::-1, ::-1], b, *options))
    right = loops.conv2d_backward(dout, case.args[1])
    yield "dx uses the kernel the wrong way round.", (dx, right[1], right[2])


GIVEN_CACHE = Check(
    "conv2d_backward",
    "00_trial",
    loops.conv2d_backward,
    _cases_with(backward_case),
    parts=NAMES,
    suspects=suspects_of(loops.conv2d_backward, NAMES, _unflipped),
    given=("cnncourse.layers.shapes",),
)
PAIR = Check(
    "conv2d_backward",
    "00_trial",
    loops.conv2d_backward,
    _cases_with(pair_case),
    harness=forward_then_backward,
    partners={"conv2d_forward": loops.conv2d_forward},
    arguments=("x", "w", "b", "dout"),
    parts=("out", *NAMES),
    suspects=pair_suspects_of(loops.conv2d_forward, loops.conv2d_backward, NAMES),
    given=("cnncourse.layers.shapes",),
)


@pytest.fixture
def given_cache(monkeypatch):
    return Trial(monkeypatch, GIVEN_CACHE, GIVEN, ["cnncourse.layers.shapes"])


@pytest.fixture
def pair(monkeypatch):
    return Trial(monkeypatch, PAIR, GIVEN + "\n\n" + FORWARD, ["cnncourse.layers.shapes"])


def changed(old, new, source=BACKWARD):
    assert old in source
    return source.replace(old, new)


END = "return dx, dw, db"
WRONG = [
    ("return dx, dw.transpose(1, 0, 2, 3), db", "dw has shape (2, 4, 3, 3), expected (4, 2, 3, 3)"),
    ("return dx, dw.swapaxes(2, 3).copy(), db", "The rows and columns of dw are swapped."),
    ("return dx, dw[:, :, ::-1, ::-1].copy(), db", "dw is flipped"),
    ("return dx, dw / N, db", "dw is divided by the batch size 3"),
    ("return dx, dw, db if b is None else db / (N * OH * OW)", "db is a mean, but should be a sum"),
    ("return dx, dw, db if b is None else dout.sum(axis=(2, 3))", "db has one gradient per image"),
    (
        "return dx, dw, db if b is None else db[:, None, None]",
        "db has the right numbers in another",
    ),
    ("return dpadded, dw, db", "dx still has the padding"),
    ("return dw, dx, db", "dx has shape"),
    ("return dx, N * dw, db", "dw is too large by a factor of 3"),
    ("return dx, dw, dout.sum(axis=(0, 2, 3))", "db is an array of shape (4,), expected None"),
    ("return -dx, dw, db", "Every value has the wrong sign."),
    ("return dx, dw", "a tuple of 2, expected the tuple (dx, dw, db)"),
    ("return dx, None, db", "dw is None, expected an array of shape (4, 2, 3, 3)"),
    ("x *= 2\n    return dx, dw, db", "it changed its input cache"),
    ("return dx, dw * np.nan, db", "dw holds nan at index (0, 0, 0, 0)"),
]


@pytest.mark.parametrize(("end", "told"), WRONG)
def test_wrong_gradients_are_named_in_the_notebook(given_cache, end, told):
    verdict = given_cache.notebook(changed(END, end))
    message = " ".join(verdict.message.split())
    assert not verdict.passed and told in message, message


@pytest.mark.parametrize(("end", "told"), WRONG[:8:2] + WRONG[-5:])
def test_wrong_gradients_are_named_in_the_sandbox(given_cache, end, told):
    score = given_cache.grade(changed(END, end))
    message = " ".join(score["message"].split())
    assert not score["passed"] and score["review"] is None and told in message, message
    assert "called conv2d_backward(dout of shape (3, 4," in message.replace("Called", "called")
    assert "cache=(array of shape (3, 2, 5, 6), array of shape (4, 2, 3, 3)" in message


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("dw[f] += dout", "dw[f] = dout", "dw first differs at index"),
        ("for n in range(N):\n", "for n in range(1):\n", "only the first image's share"),
        ("dout[n, f, i, j] * padded", "padded", "dw does not depend on dout"),
        ("* w[f]", "* w[f, :, ::-1, ::-1]", "dx uses the kernel the wrong way round."),
        ("dpadded[n, channels, rows, columns] +=", "dpadded[n, channels, rows, columns] =", "dx f"),
        ("np.zeros_like(w)", "np.zeros(w.shape, int)", "Cannot cast"),
    ],
)
def test_wrong_sums_are_named(given_cache, old, new, told):
    verdict = given_cache.notebook(changed(old, new))
    assert not verdict.passed and told in " ".join(verdict.message.split()), verdict.message


def test_uncropped_padding_fails_only_the_cases_with_padding(given_cache):
    score = given_cache.grade(changed(END, "return dpadded, dw, db"))
    assert 0 < score["points"] < 10 and "padding 0/3" in score["message"]


EINSUM = """
def conv2d_backward(dout, cache):
    x, w, b, stride, padding, dilation, groups = cache
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    KH, KW = w.shape[2:]
    OH, OW = dout.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros_like(padded), np.empty_like(w)
    for u in range(KH):
        for v in range(KW):
            rows, columns = slice(u, u + sh * OH, sh), slice(v, v + sw * OW, sw)
            window = padded[:, :, rows, columns][:, :, :OH, :OW]
            dw[:, :, u, v] = np.einsum("nfij,ncij->fc", dout, window)
            grown = np.einsum("nfij,fc->ncij", dout, w[:, :, u, v])
            dpadded[:, :, rows, columns][:, :, :OH, :OW] += grown
    H, W = x.shape[2:]
    return dpadded[:, :, ph : ph + H, pw : pw + W], dw, None if b is None else dout.sum((0, 2, 3))
"""


@pytest.mark.parametrize("answer", [BACKWARD, EINSUM])
def test_right_backward_passes_get_the_points(given_cache, answer):
    given_cache.passes(answer)


@pytest.mark.parametrize("kind", ["given_cache", "pair"])
def test_the_stub_fails(request, kind):
    trial = request.getfixturevalue(kind)
    trial.fails(trial.stub, "still raises NotImplementedError")
    assert not trial.notebook(trial.stub).passed


OWN_CACHE = """
class Cache:
    def __init__(self, **known):
        self.__dict__.update(known)

course_forward = conv2d_forward

def conv2d_forward(x, w, b, **options):
    out, cache = course_forward(x, w, b, **options)
    return out, Cache(everything=cache, why=lambda: "mine")

def _backward(dout, cache):
{body}

def conv2d_backward(dout, cache):
    return _backward(dout, cache.everything)
""".format(body="\n".join(BACKWARD.splitlines()[1:]))
IN_A_DICT = (
    "_forward = conv2d_forward\n"
    + """
def conv2d_forward(x, w, b, **options):
    out, cache = _forward(x, w, b, **options)
    return out, {"cache": cache, "backward": lambda dout: course(dout, cache)}

def conv2d_backward(dout, cache):
    return cache["backward"](dout)
"""
    + BACKWARD.replace("def conv2d_backward", "def course")
)


@pytest.mark.parametrize("answer", [BACKWARD, OWN_CACHE, IN_A_DICT])
def test_a_pair_may_keep_what_it_likes_in_its_cache(pair, answer):
    pair.passes(answer)


GLOBAL = """
kept = []
_forward = conv2d_forward

def conv2d_forward(x, w, b, **options):
    out, cache = _forward(x, w, b, **options)
    kept[:] = cache
    return out, None

def conv2d_backward(dout, cache):
    return _backward(dout, kept)
""" + BACKWARD.replace("def conv2d_backward", "def _backward")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (GLOBAL, "keep what backward needs in the cache, not in a global variable"),
        (BACKWARD + "\ndef conv2d_forward(x, w, b, **o): return x", "must return the pair (out,"),
        (
            BACKWARD + "\ndef conv2d_forward(x, w, b, **o): return x, 0",
            "out of shape (3, 2, 5, 6), expected (3, 4, 3, 4)",
        ),
        (
            BACKWARD + "\n_f = conv2d_forward\n"
            "def conv2d_forward(x, w, b, **o): return -_f(x, w, b, **o)[0], 0",
            "TypeError: cannot unpack",
        ),
        (changed(END, "return dx, dw / N, db"), "dw is divided by the batch size 3"),
        (changed(END, "x[:] = 0\n    return dx, dw, db"), "it changed its input x"),
        (changed(END, "raise SystemExit"), "SystemExit"),
        (changed(END, "import os; os._exit(0)"), "ended the whole Python process"),
        (BACKWARD + "\nconv2d_forward = 3", "it needs `conv2d_forward`: the name holds “int 3”"),
        (BACKWARD + "\ndel conv2d_forward", "it needs `conv2d_forward`: no function of this name"),
        ("conv2d_backward = conv2d_forward", "TypeError"),
    ],
)
def test_wrong_pairs_get_nothing(pair, answer, told):
    pair.fails(answer, told)


def test_a_wrong_forward_pass_is_reported_before_the_gradients(pair):
    wrong = changed("* w[f]", "* 2 * w[f]", FORWARD) + BACKWARD
    verdict = pair.notebook(wrong)
    assert "out first differs at index" in verdict.message
    assert (
        "Called   conv2d_backward after conv2d_forward(x of shape (3, 2, 5, 6)," in verdict.message
    )


def test_an_error_names_the_students_line(pair):
    told = pair.notebook(changed(END, "return dx, dw, db[9]")).message
    assert "Line     line" in told and "in conv2d_backward: return dx, dw, db[9]" in told


def test_verify_runs_gradients(given_cache):
    wrong = [changed(END, end) for end, _ in WRONG]
    given_cache.verify([BACKWARD, EINSUM], wrong)


def test_verify_runs_pairs(pair):
    wrong = [changed(END, end) for end, _ in WRONG if "x *= 2" not in end]
    pair.verify([BACKWARD, OWN_CACHE, IN_A_DICT], [*wrong, GLOBAL])
