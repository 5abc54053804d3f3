"""The numpy engine: layers with torch's names, whose passes are the course's own functions.

    import numpy as np
    from cnncourse import layers, nn

    net = nn.Sequential(nn.Conv2d(1, 6, 5), nn.ReLU(), nn.Flatten(), nn.Linear(6 * 24 * 24, 10))
    net.reset_parameters(np.random.default_rng(0))
    loss, dlogits = layers.softmax_cross_entropy(net(images), labels)
    net.backward(dlogits)
    for value, gradient in zip(net.parameters(), net.gradients()):
        value -= 0.1 * gradient

Names, arguments, default initialization and `state_dict` keys are those of `torch.nn`; there is
no automatic differentiation: every layer has its `backward`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from cnncourse import layers
from cnncourse.nn.containers import Flatten, Sequential
from cnncourse.nn.module import Module
from cnncourse.nn.modules import AvgPool2d, Conv2d, Linear, MaxPool2d, ReLU, Tanh

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "Flatten",
    "Linear",
    "MaxPool2d",
    "Module",
    "ReLU",
    "Sequential",
    "Tanh",
    "using",
]


def using(functions):
    """Make an engine whose layers run other functions, for example a student's own.

    Parameters
    ----------
    functions : mapping of str to function, module or other namespace
        Functions with the names, arguments and results of those in `cnncourse.layers`, such as
        `conv2d_forward`. What it lacks, the course's functions do; what else it holds is left
        alone, so in a notebook `nn.using(globals())` takes the functions defined there.

    Returns
    -------
    namespace
        With the layers of `cnncourse.nn` under the same names.

    Raises
    ------
    ValueError
        If it holds none of the functions, so that nothing would change.

    Examples
    --------
    >>> engine = using({"relu_forward": layers.relu_forward})
    >>> engine.Sequential(engine.ReLU())
    Sequential(
      (0): ReLU()
    )
    """
    given = functions if isinstance(functions, Mapping) else vars(functions)
    known = [name for name in layers.__all__ if name.endswith(("_forward", "_backward"))]
    own = {name: given[name] for name in known if callable(given.get(name))}
    if not own:
        raise ValueError("functions holds none that a layer runs; it may hold " + ", ".join(known))
    bound = SimpleNamespace(**{name: own.get(name, getattr(layers, name)) for name in known})
    classes = (AvgPool2d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, Tanh)
    engine = {cls.__name__: type(cls.__name__, (cls,), {"functions": bound}) for cls in classes}
    return SimpleNamespace(Module=Module, **engine)
