"""Drive the functions of the last notebook, in which a student's own layers make a network.

Networks are built on an engine that runs the student's functions only: what is missing raises an
error.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cnncourse.checks.engine.differences import kind
from cnncourse.checks.engine.driving import theirs
from cnncourse.checks.kinds.harnesses.common import Patience, engine, refuse

SHOWN = 8  # images whose scores show that the student's layers compute with the weights


def layer_on_own_functions(functions, layer, arrays, dout, **options):
    """Run one layer of the engine forward and backward.

    Parameters
    ----------
    functions : callable
        `functions()` returns the student's functions by name.
    layer : str
        Such as "conv2d", or "softmax_cross_entropy".
    arrays : list of ndarray
        The input, then what the layer has learned.
    dout : ndarray or None
        The gradient of the output; None runs forward only.

    Returns
    -------
    tuple
        The results of the forward pass without its cache, then the gradients.
    """
    own = _own_engine().fitted(_Own(functions))
    if layer == "softmax_cross_entropy":
        return theirs(own[layer], *arrays)
    *results, _cache = _tuple(theirs(own[f"{layer}_forward"], *arrays, **options), layer)
    if dout is None:
        return tuple(results)
    gradients = theirs(own[f"{layer}_backward"], dout, _cache)
    return (*results, *(gradients if type(gradients) is tuple else (gradients,)))


def step_on_own_functions(step, functions, model, state, images, labels, rate):
    """Let a student's function take one step with a network on the student's engine.

    Parameters
    ----------
    step : callable
        `step(net, loss, images, labels, rate)` returns the loss.
    functions : callable
        See `layer_on_own_functions`.
    model : {"lenet5", "resnet20"}
        ResNet-20 has a quarter of its width.
    state : list of ndarray
        The network's state, in order.
    images : ndarray of shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
    rate : float

    Returns
    -------
    loss : object
        As returned; a float if it is a number.
    after : list of ndarray
        The state after the step.
    """
    nn = _own_engine().engine(engine("cnncourse.nn"), _Own(functions))
    net = build(nn, model)
    names = list(net.state_dict())
    net.load_state_dict(dict(zip(names, state, strict=True)))
    value = theirs(step, net, nn.CrossEntropyLoss(), images, labels, rate)
    after = theirs(net.state_dict)
    value = float(value) if isinstance(value, np.floating) else value
    return value, [np.array(after[name]) for name in names]


def state_of_own_lenet(train, functions, images, labels):
    """Let a student's function train LeNet-5 on the student's engine.

    Parameters
    ----------
    train : callable
        `train(net, loss, images, labels, rng, show)`.
    functions : callable
        See `layer_on_own_functions`.
    images : ndarray of shape (N, 1, 16, 16)
    labels : ndarray of int, shape (N,)

    Returns
    -------
    state : list of ndarray
        The network's state after training, in order.
    scores : object
        What the network then returns for the first `SHOWN` images.
    """
    module = _own_engine()
    nn = module.engine(engine("cnncourse.nn"), _Own(functions, Patience()), loops=False)
    rng = np.random.default_rng(0)
    net = module.start(module.lenet5(nn), rng)
    theirs(train, net, nn.CrossEntropyLoss(), images, labels, rng, show)
    scores = theirs(net.eval(), images[:SHOWN])
    return [np.array(value) for value in theirs(net.state_dict).values()], scores


def build(nn, model):
    """Build one of the two networks on an engine.

    Parameters
    ----------
    nn : module or namespace
    model : {"lenet5", "resnet20"}

    Returns
    -------
    network
    """
    if model == "lenet5":
        return _own_engine().lenet5(nn)
    resnet20 = engine("cnncourse.models.families.cifar_resnets").resnet20
    return resnet20(nn, image_size=16, width=0.25)


def show(step, steps, loss):
    """Show nothing; the name appears in Python's message about a wrong call."""


class _Own(Mapping):
    """The student's functions by name, asked for when the first layer runs.

    So a function that is not written yet says so itself before `my_functions` does.
    """

    def __init__(self, functions, patience=None):
        self._functions, self._found, self._patience = functions, None, patience

    def _read(self):
        if self._found is None:
            own = self._functions()
            if type(own) is not dict:
                raise TypeError(
                    f"my_functions must return a dictionary of functions by name, got {kind(own)}"
                )
            for name, function in own.items():
                if not callable(function):
                    raise TypeError(
                        f"my_functions must return functions by name: {name!r} is {kind(function)}"
                    )
            self._found = own
        return self._found

    def __getitem__(self, name):
        if self._patience is not None:
            self._patience.check()
        return self._read()[name]

    def __iter__(self):
        return iter(self._read())

    def __len__(self):
        return len(self._read())


def _tuple(value, layer):
    if type(value) is not tuple or len(value) < 2:
        return theirs(refuse, f"{layer} forward must return out and a cache, got {kind(value)}")
    return value


def _own_engine():
    return engine("cnncourse.exercises.own_engine")
