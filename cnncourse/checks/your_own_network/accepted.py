"""What counts as a right layer, as the same step, and as trained.

Nothing here runs in the sandbox.
"""

from __future__ import annotations

import numpy as np

from cnncourse import nn
from cnncourse.checks.engine.differences import Difference, difference, kind, openly
from cnncourse.checks.kinds import training
from cnncourse.checks.kinds.harnesses.own_network import SHOWN, build
from cnncourse.exercises.own_engine import start

RESULTS = {
    "relu": ("out of ReLU", "dx of relu_backward"),
    "linear": ("out of linear_forward", *(f"{d} of linear_backward" for d in ("dx", "dw", "db"))),
    "softmax_cross_entropy": tuple(
        f"{part} of softmax_cross_entropy" for part in ("the loss", "dlogits")
    ),
    "conv2d": tuple(f"{part} of the convolution" for part in ("out", "dx", "dw", "db")),
    "max_pool2d": ("out of max_pool2d_forward", "dx of max_pool2d_backward"),
    "avg_pool2d": ("out of avg_pool2d_forward", "dx of avg_pool2d_backward"),
    "batch_norm2d": (
        *(f"{part} of batch_norm_forward" for part in ("out", "running_mean", "running_var")),
        *(f"{part} of batch_norm_backward" for part in ("dx", "dgamma", "dbeta")),
    ),
}
"""What the functions of a layer return, in the order of the harness."""
CLOSE = 1e-3  # allowed error of float32, relative to the largest change of an array
FLOOR = 1e-5  # allowed error of arrays that hardly change
IN_PLACE = (
    "Change the arrays of net.parameters() in place: `w -= rate * g`, or `w[...] = ...`; "
    "`w = w - rate * g` makes a new array that the network does not know."
)
LAYERS = 'Does check("my_functions") pass? One wrong layer spoils all gradients before it.'


def layer_problem(case, expected, value):
    """Say which result of which function differs from the referee's.

    Parameters
    ----------
    case : Case
    expected, value : tuple
        As returned by `layer_on_own_functions`.

    Returns
    -------
    Difference or None
    """
    names = RESULTS[case.args[0]]
    if type(value) is not tuple or len(value) != len(expected):
        return openly(f"the functions of this layer return other things than {', '.join(names)}")
    pairs = zip(names, expected, value, strict=True)
    found = (difference(right, one, rtol=1e-4, label=name) for name, right, one in pairs)
    return next(filter(None, found), None)


def step_problem(case, expected, value):
    """Say how a step differs from the referee's.

    Parameters
    ----------
    case : Case
    expected, value : tuple
        As returned by `step_on_own_functions`.

    Returns
    -------
    Difference or None
    """
    model, before, *_ = case.args
    if type(value) is not tuple or len(value) != 2 or type(value[1]) is not list:
        return openly("it left no loss and no weights")
    loss, after = value
    if type(loss) is not float:
        told, general = f"it returned {kind(loss)}, expected the loss", "it returned no loss"
        return Difference(told, "Return the loss, a number.", general, "Return the loss, a number.")
    names = list(build(nn, model).state_dict())
    wanted = expected[1]
    if len(after) != len(wanted) or not all(map(_alike, after, wanted)):
        return openly("a weight has another shape than before the step")
    if all(map(np.array_equal, before, after)):
        return openly("no weight has changed", IN_PLACE)
    if not abs(loss - expected[0]) <= CLOSE * max(1, abs(expected[0])):
        return Difference(
            f"the loss is {loss:.4g}, expected {expected[0]:.4g}",
            LAYERS,
            "the loss before the step is wrong",
            LAYERS,
        )
    wrong = [
        name
        for name, old, new, right in zip(names, before, after, wanted, strict=True)
        if not np.abs(new - right).max() <= CLOSE * np.abs(right - old).max() + FLOOR
    ]
    if not wrong:
        return None
    told = f"after the step {len(wanted) - len(wrong)} of {len(wanted)} arrays are right; wrong is"
    return Difference(
        f"{told} `{wrong[-1]}`",
        LAYERS,
        "weights are wrong after the step",
        LAYERS,
    )


def reading_problem(case, expected, value):
    """Say what is wrong with a trained LeNet-5, which reads the held-out digits here.

    The judge's own layers compute the scores, so neither the held-out images nor a layer that the
    student has changed meanwhile takes part.

    Parameters
    ----------
    case : Case
    expected : (ndarray, ndarray of int, float)
        The held-out images, their labels and the required accuracy.
    value : (list of ndarray, ndarray)
        As returned by `state_of_own_lenet`.

    Returns
    -------
    Difference or None
    """
    held_out, *known = expected
    if type(value) is not tuple or len(value) != 2:
        return openly("it left no trained network")
    value, shown = value
    net = start(build(nn, "lenet5"), np.random.default_rng(0))  # as the harness does
    state = net.state_dict()
    if type(value) is not list or len(value) != len(state):
        return openly("it left no trained network")
    if not all(map(_alike, value, state.values())):
        return openly("a weight has another shape than before the training")
    if all(map(np.array_equal, value, state.values())):
        return openly("no weight has changed", IN_PLACE)
    net.load_state_dict(dict(zip(state, value, strict=True)))
    with np.errstate(all="ignore"):  # weights may be far too large
        scores = net.eval()(held_out)
        own_scores = net(case.args[0][:SHOWN])
    if not np.isfinite(scores).all():
        return openly(
            "the network's scores are not finite",
            "Is the learning rate too large? Does Adam count its steps from 1?",
        )
    if difference(own_scores, shown, rtol=CLOSE) is not None:
        return openly("your layers give other scores than the weights they were left with", LAYERS)
    return training.problem(case, tuple(known), scores.argmax(axis=1))


def _alike(array, other):
    return type(array) is np.ndarray and array.shape == other.shape and array.dtype.kind in "fiu"
