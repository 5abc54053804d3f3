"""Build a student's network, load the judge's weights, and run it."""

from __future__ import annotations

import functools

from cnncourse.checks.engine.differences import kind
from cnncourse.checks.engine.driving import theirs
from cnncourse.checks.kinds.harnesses.common import engine, refuse


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
    counting = engine("cnncourse.blueprint")
    found = network_on_nn(build, images, weights, **options)
    if found[-1] is None:
        return found
    plan = theirs(build, counting, **options)
    costs = theirs(counting.summarize, plan, images.shape[1:])
    return (*found[:2], theirs(int, costs.multiply_adds), found[-1])


def network_on_nn(build, images, weights, **options):
    """Build a network on the numpy engine alone, for builders that define layers of their own.

    Parameters
    ----------
    build : callable
        `build(nn, **options)`.
    images, weights
        As for `network_on_engines`.

    Returns
    -------
    tuple
        As for `network`.
    """
    return network(functools.partial(build, engine("cnncourse.nn")), images, weights, **options)


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
    if isinstance(net, type):
        return theirs(refuse, f"expected a network, got a class: return {net.__name__}()")
    if not theirs(hasattr, net, "state_dict"):
        told = "return what you have built" if net is None else "put the layers into nn.Sequential"
        return theirs(refuse, f"expected a network, got {kind(net)}: {told}")
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
