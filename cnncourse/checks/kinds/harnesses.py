"""Harnesses, which drive a student's function where one plain call is not enough.

Of the kinds, only this file and `own_network_harnesses` run where the student's code runs, in the
notebook and in the sandbox. So they contain nothing that a student must not know: no reference, no
expected value, no tolerance. The judge asks for a harness by its name in `HARNESSES`.
"""

from __future__ import annotations

import functools
import importlib

import numpy as np

from cnncourse.checks.engine.differences import kind
from cnncourse.checks.engine.driving import Fault, their_error, theirs
from cnncourse.checks.kinds import own_network_harnesses as own_network

MOST_CALLS = 200  # of one candidate, in one run of a test
REJECTION = AssertionError  # kept, because a test can give the built-in name another meaning


def forward_then_backward(backward, forward, *args, **options):
    """Run a pair of passes, with the cache of the student's own forward pass.

    In between, the forward pass runs on other numbers, as in a network with two such layers: what
    backward needs must be in the cache, not in a global variable.

    Parameters
    ----------
    backward, forward : callable
        `forward(*inputs, **options) -> (out, cache)` and `backward(dout, cache) -> gradients`.
    *args
        The inputs of the forward pass, then `dout`, the gradient of its output.

    Returns
    -------
    tuple
        `(out, *gradients)`.
    """
    *inputs, dout = args
    name = getattr(forward, "__name__", "the forward pass")
    both = theirs(forward, *inputs, **options)
    if type(both) is not tuple or len(both) != 2:
        return theirs(_refuse, f"{name} must return the pair (out, cache)")
    out, cache = both
    if type(out) is np.ndarray and out.shape != dout.shape:
        wrong = f"{name} returned out of shape {out.shape}, expected {dout.shape}: fix it first"
        return theirs(_refuse, wrong)
    kept = out.copy() if type(out) is np.ndarray else out
    theirs(forward, *map(other_numbers, inputs), **options)
    gradients = theirs(backward, dout, cache)
    return (kept, *gradients) if type(gradients) is tuple else (kept, gradients)


def _refuse(text):
    raise TypeError(text)


def other_numbers(value):
    """Make the input of a second such layer: an array of the same shape with other numbers."""
    floats = type(value) is np.ndarray and value.dtype.kind == "f"
    return 1.5 * value if floats else value


def from_seed(function, x, seed, **options):
    """Call a function that draws at random: twice from one seed, then once more.

    Parameters
    ----------
    function : callable
        `function(x, rng=rng, **options)` returns `(out, (mask,))`.
    x : ndarray
    seed : int
        Two generators begin with it; the third call goes on with the second one.

    Returns
    -------
    tuple
        `(out, mask, again, later)`: both results of the first call, then the other outputs.
    """
    rng = np.random.default_rng(seed)
    out, mask = _out_and_mask(function, x, np.random.default_rng(seed), options)
    again, later = (_out_and_mask(function, x, rng, options)[0] for _ in range(2))
    return out, mask, again, later


def _out_and_mask(function, x, rng, options):
    result = theirs(function, x, rng=rng, **options)
    if type(result) is not tuple or len(result) != 2:
        return theirs(_refuse, "the function must return the pair (out, cache)")
    out, cache = result
    if type(cache) is not tuple or len(cache) != 1:
        return theirs(_refuse, "the cache must be the tuple (mask,): mind the comma")
    return out, cache[0]


def on_polynomial(function, x, cubes, factors, *more, **options):
    """Call a function that measures slopes, on a function of many variables made from numbers.

    Parameters
    ----------
    function : callable
        `function(f, x, *more, **options)`, where `f(z)` is
        `sum(cubes * z**3) + sum(factors * z) ** 2`.
    x, cubes, factors : ndarray of the same shape
    """

    def f(z):
        return float(np.sum(cubes * z**3) + np.sum(factors * z) ** 2)

    return theirs(function, f, x, *more, **options)


def without_overflow(function, *args, **options):
    """Call a function where an overflow is an error and not, as usual, a warning.

    An overflow may be harmless, as in `1 / (1 + exp(1000))`; whoever is asked to avoid it has to
    avoid it everywhere.
    """
    with np.errstate(over="raise"):
        return theirs(function, *args, **options)


def view_of_memory(function, x, *args, layout="NCHW", **options):
    """Call a function that must return a view of its first argument, and copy the view's numbers.

    Parameters
    ----------
    function : callable
        `function(x, *args, **options)`.
    x : ndarray of shape (N, C, H, W)
    layout : {"NCHW", "NHWC"}
        How the function's `x` lies in memory; its shape is `(N, C, H, W)` in either case.

    Returns
    -------
    ndarray
        The function must not return a copy, or a view of memory beyond that of `x`.
    """
    held = x.transpose(0, 2, 3, 1).copy() if layout == "NHWC" else x.copy()
    view = theirs(
        function, held.transpose(0, 3, 1, 2) if layout == "NHWC" else held, *args, **options
    )
    name = getattr(function, "__name__", "the function")
    if type(view) is not np.ndarray:
        return theirs(_refuse, f"{name} must return an array, got {kind(view)}")
    if view.size == 0:
        return view.copy()
    owner = view
    while owner.base is not None:
        owner = owner.base
    if owner is not held:
        return theirs(_refuse, f"{name} returned a copy, not a view of x")
    first, last = _reach(view)
    start, end = _reach(held)
    if first < start or last > end:
        return theirs(_refuse, f"{name} returned a view that goes past the end of x's memory")
    return theirs(np.copy, view)  # a student may have made it too large for the memory


def _reach(array):
    """Return the first and the last address of an array's numbers."""
    start = array.__array_interface__["data"][0]
    ways = [(n - 1) * step for n, step in zip(array.shape, array.strides, strict=True)]
    return start + sum(min(0, way) for way in ways), start + sum(max(0, way) for way in ways)


def network_on_engines(build, images, weights, **options):
    """Build a network on the numpy and the counting engine, load weights, and run it.

    Parameters
    ----------
    build : callable
        `build(nn, **options)`.
    images : ndarray of shape (N, C, H, W)
    weights : list of ndarray
        Values of the network's state, in order.

    Returns
    -------
    tuple
        As for `network`, with the multiply-adds of one image if the weights fit.
    """
    counting = _engine("cnncourse.blueprint")
    found = network(functools.partial(build, _engine("cnncourse.nn")), images, weights, **options)
    if found[-1] is None:
        return found
    plan = theirs(build, counting, **options)
    costs = theirs(counting.summarize, plan, images.shape[1:])
    return (*found[:2], theirs(int, costs.multiply_adds), found[-1])


def network(build, images, weights, **options):
    """Build a network of `cnncourse.nn`, load weights, and run it in evaluation mode.

    Parameters
    ----------
    build : callable
        `build(**options)`.
    images, weights
        As for `network_on_engines`.

    Returns
    -------
    tuple
        `(state, parameters, multiply_adds, out)`: the names and shapes of the network's state,
        the number of parameters, None, and the output (None if the weights do not fit).
    """
    net = theirs(build, **options)
    if not theirs(hasattr, net, "state_dict"):
        return theirs(_refuse, f"expected a network, got {kind(net)}")
    state, parameters = theirs(_describe, net)
    out = None
    if [shape for _, shape in state] == [value.shape for value in weights]:
        names = [name for name, _ in state]
        out = theirs(_run, net, dict(zip(names, weights, strict=True)), images)
    return state, parameters, None, out


def _describe(net):
    state = [
        (str(name), tuple(int(n) for n in value.shape)) for name, value in net.state_dict().items()
    ]
    return state, sum(int(value.size) for value in net.parameters())


def _run(net, state, images):
    net.load_state_dict(state)
    net.eval()
    return net(images)


def predictions_of_trained(train, images, labels, held_out):
    """Train, then let the trained network predict.

    Parameters
    ----------
    train : callable
        `train(images, labels)` returns a network that gives a row of scores for every image.
    images, held_out : ndarray of shape (N, C, H, W)
    labels : ndarray of int of shape (N,)

    Returns
    -------
    ndarray of int, or object
        The class with the largest score of each image; anything but scores is returned unchanged.
    """
    net = theirs(train, images, labels)
    if not theirs(hasattr, net, "eval"):
        return theirs(_refuse, f"expected a trained network, got {kind(net)}")
    return theirs(_predict, net, held_out)


def _predict(net, images):
    net.eval()
    scores = net(images)
    if type(scores) is not np.ndarray or scores.ndim != 2 or not np.isfinite(scores).all():
        return scores
    return scores.argmax(axis=1)


def with_generator(function, *args, seed, times=1):
    """Call a function that draws random numbers from a generator, its last argument.

    Parameters
    ----------
    function : callable
        `function(*args, rng)`.
    *args
    seed : int
    times : int
        How often it is called with the same generator.

    Returns
    -------
    drawn : list
        What the calls returned.
    again : object
        What a call with a second generator of the same seed returned.
    """
    rng = np.random.default_rng(seed)
    drawn = [theirs(function, *args, rng) for _ in range(times)]
    return drawn, theirs(function, *args, np.random.default_rng(seed))


def overfitted(overfit, images, labels, seed):
    """Let a function train the network of `cnncourse.exercises.digit_network` on a few images.

    Parameters
    ----------
    overfit : callable
        `overfit(network, weights, images, labels)` returns new weights and the losses on the way.
    images : ndarray of shape (N, 1, 8, 8)
    labels : ndarray of int of shape (N,)
    seed : int
        Draws the weights to start from.

    Returns
    -------
    losses : object
        As returned.
    reached : float
        The loss of the returned weights.
    """
    network, rng = _digit_network(), np.random.default_rng(seed)
    weights = [rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:])) for shape in network.shapes]
    kept = [weight.copy() for weight in weights]
    both = theirs(overfit, network, weights, images, labels)
    if type(both) is not tuple or len(both) != 2:
        return theirs(_refuse, "return two things: the weights and the losses")
    if not all(np.array_equal(*pair) for pair in zip(kept, weights, strict=True)):
        return theirs(_refuse, "it changed the weights that it was given: make new ones")
    reached, _ = theirs(network.loss_and_gradients, both[0], images, labels)
    return both[1], reached


def predictions_of_weights(train, images, labels, held_out):
    """Let a function train the network of `cnncourse.exercises.digit_network`, which predicts.

    Parameters
    ----------
    train : callable
        `train(network, images, labels, rng)` returns trained weights.
    images, held_out : ndarray of shape (N, 1, 8, 8)
    labels : ndarray of int of shape (N,)

    Returns
    -------
    ndarray of int, or object
        The class with the largest score of each held-out image; the scores if one is not finite.
    """
    network = _digit_network()
    weights = theirs(train, network, images, labels, np.random.default_rng(0))
    if type(weights) is not list:
        return theirs(_refuse, f"expected a list of weights, got {kind(weights)}")
    scores = theirs(network.scores, weights, held_out)
    return scores.argmax(axis=1) if np.isfinite(scores).all() else scores


def _digit_network():
    module = _engine("cnncourse.exercises.digit_network")
    return module.DigitNetwork(_engine("cnncourse.nn"))


class CandidateError(RuntimeError):
    """A candidate raised an error of its own; that rejects nothing."""


class CallError(ValueError):
    """A test called its candidate in a way that no right implementation has to answer."""


def answered(*, refused=None, erred=False, value=None):
    """Put together what the other side of `answer_of_test` returns.

    Parameters
    ----------
    refused : str or None
        Why no implementation has to answer this call.
    erred : bool
        Whether the candidate raised an error.
    value : object
        What it returned.

    Returns
    -------
    dict
    """
    return {"refused": refused, "erred": erred, "value": value}


def answer_of_test(test, ask):
    """Run a student's test on a candidate, of which only the answers are here.

    Parameters
    ----------
    test : callable
        `test(candidate)` returns, or raises an AssertionError.
    ask : callable
        `ask(args, kwargs)` calls the candidate where it lives and returns what `answered` does.

    Returns
    -------
    str
        "accepts"; "rejects"; "returned", if it accepts and returned a value; or "erred", if an
        error of the candidate went through the test. Any other exception is the test's own.
    """
    calls, over = 0, False

    def candidate(*args, **kwargs):
        nonlocal calls
        calls += 1
        if over:
            raise CallError("this candidate is gone: a test may not keep it for the next run")
        if calls > MOST_CALLS:
            raise CallError(f"a test may call its candidate {MOST_CALLS} times")
        found = ask(args, kwargs)
        if found["refused"] is not None:
            raise CallError(found["refused"])
        if found["erred"]:
            raise CandidateError("the candidate raised an error of its own")
        return found["value"]

    value, error = their_error(test, candidate)
    over = True
    if error is None:
        return "accepts" if value is None else "returned"
    if issubclass(type(error), REJECTION):  # an error can lie about its __class__
        return "rejects"
    if isinstance(error, CandidateError):
        return "erred"
    return theirs(_raise, error)


def _raise(error):
    raise error


def _engine(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Fault(f"the assignment does not provide {name}") from error


HARNESSES = {
    harness.__name__: harness
    for harness in (
        forward_then_backward,
        from_seed,
        on_polynomial,
        without_overflow,
        view_of_memory,
        network_on_engines,
        network,
        predictions_of_trained,
        with_generator,
        overfitted,
        predictions_of_weights,
        answer_of_test,
        own_network.layer_on_own_functions,
        own_network.step_on_own_functions,
        own_network.predictions_of_own_lenet,
    )
}
"""What the judge may ask for by name."""
