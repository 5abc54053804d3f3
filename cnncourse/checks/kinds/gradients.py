"""Gradients: backward passes, with a random upstream gradient.

Given the reference's cache, a backward pass is a function like any other, without a harness:

    Check("conv2d_backward", ASSIGNMENT, conv2d_backward, cases,  # of `backward_case`
          parts=("dx", "dw", "db"), suspects=suspects_of(conv2d_backward, ("dx", "dw", "db")))

If the cache is the student's own, `forward_then_backward` drives the pair; the notebook's forward
pass is the partner, and its output is judged first:

    Check("conv2d_backward", ASSIGNMENT, conv2d_backward, cases,  # of `pair_case`
          harness=forward_then_backward, partners={"conv2d_forward": conv2d_forward},
          arguments=("x", "w", "b", "dout"), parts=("out", "dx", "dw", "db"),
          suspects=pair_suspects_of(conv2d_forward, conv2d_backward, ("dx", "dw", "db")))

Nothing in this file runs in the sandbox.
"""

from __future__ import annotations

import functools

import numpy as np

from cnncourse.checks.engine.check import Case, no_suspects
from cnncourse.checks.engine.differences import difference
from cnncourse.checks.kinds.harnesses.passes import other_numbers


def backward_case(group, forward, rng, *inputs, **options):
    """Make a case for a backward pass that gets the reference's cache.

    Parameters
    ----------
    group : str
    forward : callable
        The reference: `forward(*inputs, **options) -> (out, cache)`.
    rng : numpy.random.Generator
        Draws the upstream gradient; ones would hide mistakes that cancel in a sum.

    Returns
    -------
    Case
        With the arguments `(dout, cache)`.
    """
    out, cache = forward(*inputs, **options)
    return Case(group, (_upstream(out, rng), cache))


def pair_case(group, forward, rng, *inputs, **options):
    """Make a case for a pair of passes with the student's own cache; see `backward_case`.

    Returns
    -------
    Case
        With the arguments `(*inputs, dout)` and the options.
    """
    out, _ = forward(*inputs, **options)
    return Case(group, (*inputs, _upstream(out, rng)), options)


def _upstream(out, rng):
    dtype = out.dtype if out.dtype.kind == "f" else np.float64
    return rng.standard_normal(out.shape).astype(dtype)


def suspects_of(backward, names, more=no_suspects):
    """Make the `suspects` for a check of `backward(dout, cache)`.

    Parameters
    ----------
    backward : callable
        The reference.
    names : tuple of str
        Names of the gradients, such as `("dx", "dw", "db")`.
    more : callable
        `more(case)` yields the suspects specific to the layer; they come first.

    Returns
    -------
    callable
        `suspects(case)`.
    """

    def suspects(case):
        yield from more(case)
        dout, cache = case.args
        yield from _suspects(lambda dout: backward(dout, cache), dout, names, ())

    return suspects


def pair_suspects_of(forward, backward, names, more=no_suspects):
    """Make the `suspects` for a check of a pair of passes; see `suspects_of`."""

    def suspects(case):
        yield from more(case)
        *inputs, dout = case.args
        out, cache = forward(*inputs, **case.kwargs)
        _, later = forward(*map(other_numbers, inputs), **case.kwargs)
        yield (
            "Backward uses what a later call of forward left behind: every layer of a network "
            "calls it, so keep what backward needs in the cache, not in a global variable.",
            (out, *_as_tuple(backward(dout, later))),
        )
        yield from _suspects(lambda dout: backward(dout, cache), dout, names, (out,))

    return suspects


def _suspects(gradients_of, dout, names, before):
    """Yield the mistakes recognizable from a gradient, each with the function that recognizes it.

    `before` holds the parts that come before the gradients.
    """
    right = _as_tuple(gradients_of(dout))
    expected = (*before, *right)
    N = len(dout)
    last, first = np.zeros_like(dout), np.zeros_like(dout)
    last[-1:], first[:1] = dout[-1:], dout[:1]
    variants = [
        ("{} holds only the last image's share: add up with `+=`, not `=`.", last),
        ("{} holds only the first image's share: is the `return` inside a loop?", first),
        ("{} does not depend on dout: by the chain rule, multiply each term by it.", None),
    ]
    given = [
        (told, _as_tuple(gradients_of(np.ones_like(dout) if other is None else other)))
        for told, other in variants
    ]
    for number, name in enumerate(names):
        if right[number] is None:
            continue
        found = [(told.format(name, N=N), functools.partial(looks, N)) for told, looks in LOOKS]
        others = [(told.format(name), gradients[number]) for told, gradients in given]
        others += [
            (f"{name} holds {other}: return them in the order {', '.join(names)}.", gradient)
            for other, gradient in zip(names, right, strict=True)
            if other != name and gradient is not None
        ]
        for told, gradient in others:
            if _differs(right[number], gradient):
                found.append((told, _equals(gradient)))
        for told, looks in found:
            place = len(before) + number
            yield told, functools.partial(_first_wrong_looks, looks, expected, place)


def _as_tuple(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)


def _differs(expected, value):
    return difference(expected, value) is not None


def _equals(gradient):
    return lambda wanted, got: not _differs(gradient, got)


def _first_wrong_looks(looks, expected, place, value):
    """Say whether this part is the first wrong one, and looks like the mistake."""
    parts = value if type(value) is tuple else (value,)
    if len(parts) != len(expected) or type(parts[place]) is not np.ndarray:
        return False
    if any(_differs(expected[i], parts[i]) for i in range(place)):
        return False
    wanted, got = expected[place], parts[place]
    if got.dtype.kind != "f" or not np.isfinite(got).all() or not _differs(wanted, got):
        return False
    return looks(wanted, got)


def _divided(N, wanted, got):
    return N > 1 and got.shape == wanted.shape and not _differs(wanted, got * N)


def _multiplied(N, wanted, got):
    return N > 1 and got.shape == wanted.shape and not _differs(wanted, got / N)


def _mean(N, wanted, got):
    """Say whether every value is too small by the same whole factor, like a mean for a sum."""
    if got.shape != wanted.shape or not got.all():
        return False
    count = np.round(np.median(wanted / got))
    return count > 1 and count != N and not _differs(wanted, got * count)


def _not_summed(N, wanted, got):
    return got.shape == (N, *wanted.shape) and not _differs(wanted, got.sum(axis=0))


def _transposed(N, wanted, got):
    return got.ndim == 2 and not _differs(wanted, np.ascontiguousarray(got.T))


def _swapped(N, wanted, got):
    return got.ndim > 2 and not _differs(wanted, got.swapaxes(-1, -2).copy())


def _flipped(N, wanted, got):
    return got.ndim > 2 and not _differs(wanted, got[..., ::-1, ::-1].copy())


def _framed(N, wanted, got):
    """Say whether cutting off a frame leaves the gradient."""
    if got.ndim != wanted.ndim or got.ndim < 3 or got.shape[:-2] != wanted.shape[:-2]:
        return False
    extra = [g - w for g, w in zip(got.shape[-2:], wanted.shape[-2:], strict=True)]
    if min(extra) < 0 or max(extra) == 0 or any(n % 2 for n in extra):
        return False
    top, left = (n // 2 for n in extra)
    H, W = wanted.shape[-2:]
    return not _differs(wanted, got[..., top : top + H, left : left + W].copy())


def _reshaped(N, wanted, got):
    same_count = got.shape != wanted.shape and got.size == wanted.size
    return same_count and not _differs(wanted, got.reshape(wanted.shape))


LOOKS = (
    (
        "{} is divided by the batch size {N}: the mean belongs to the loss, and its 1/N is already "
        "in dout.",
        _divided,
    ),
    (
        "{} is too large by a factor of {N}, the batch size: is 1/N missing, or is the sum taken "
        "twice?",
        _multiplied,
    ),
    ("{} is a mean, but should be a sum: gradients of shared parameters add up.", _mean),
    (
        "{} has one gradient per image: all images share the parameter, so sum over the batch, "
        "axis 0.",
        _not_summed,
    ),
    ("{} is transposed.", _transposed),
    ("The rows and columns of {} are swapped.", _swapped),
    ("{} is flipped: its rows and columns run backwards.", _flipped),
    ("{} still has the padding: cut off the frame that forward added.", _framed),
    ("{} has the right numbers in another shape: sum without keepdims, or reshape.", _reshaped),
)
"""Mistakes that show in any layer's gradient: a sentence, and the function that recognizes it."""
