"""The numpy engine: layers with torch's names that run the functions of `cnncourse.layers`.

    import numpy as np
    from cnncourse import layers, nn

    net = nn.Sequential(
        conv1=nn.Conv2d(1, 6, 5), relu1=nn.ReLU(), flatten=nn.Flatten(), fc=nn.Linear(3456, 10)
    )
    net.reset_parameters(np.random.default_rng(0))
    loss, dlogits = layers.softmax_cross_entropy(net(images), labels)
    net.backward(dlogits)
    for value, gradient in zip(net.parameters(), net.gradients()):
        value -= 0.1 * gradient

Names, arguments, default initialization and `state_dict` keys are those of `torch.nn`, and the
`repr` is similar. There is no automatic differentiation: every layer has its own `backward`.
Layers are reached by name, `net.conv1`, or by index, `net[0]`. `summary(net, (1, 28, 28))` shows
all shapes; `net.save(path)` and `net.load(path)` store and restore the weights. These layers are
not in torch: `Residual`, `Concat`, `Scale`, `Select`, `Negate`, `Multiply`, `ZeroPadShortcut`,
`Heads` and `Auxiliary` for several outputs, with `HeadsLoss` and `AuxiliaryLoss`, and LeNet-5's
`ScaledTanh`, `Subsampling` and `RBF`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

from cnncourse.nn.activation import (
    LeakyReLU,
    PReLU,
    ReLU,
    ReLU6,
    ScaledTanh,
    Sigmoid,
    Softmax,
    Tanh,
)
from cnncourse.nn.branching import Auxiliary, Heads
from cnncourse.nn.containers import Concat, Residual, Scale, Sequential
from cnncourse.nn.functions import COURSE, Functions
from cnncourse.nn.layer import Layer
from cnncourse.nn.lenet import RBF, Subsampling
from cnncourse.nn.losses import (
    AuxiliaryLoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    HeadsLoss,
    Loss,
    MSELoss,
)
from cnncourse.nn.module import Module
from cnncourse.nn.normalization import (
    BatchNorm1d,
    BatchNorm2d,
    Dropout,
    GroupNorm,
    LayerNorm,
    LocalResponseNorm,
)
from cnncourse.nn.pooling import AdaptiveAvgPool2d, AvgPool2d, AvgPool3d, MaxPool2d, MaxPool3d
from cnncourse.nn.rearranging import (
    ChannelShuffle,
    Flatten,
    Identity,
    Multiply,
    Negate,
    Select,
    ZeroPadShortcut,
)
from cnncourse.nn.shape_table import shapes, summary
from cnncourse.nn.weighted import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Linear

__all__ = [
    "AdaptiveAvgPool2d",
    "Auxiliary",
    "AuxiliaryLoss",
    "AvgPool2d",
    "AvgPool3d",
    "BCEWithLogitsLoss",
    "BatchNorm1d",
    "BatchNorm2d",
    "ChannelShuffle",
    "Concat",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "GroupNorm",
    "Heads",
    "HeadsLoss",
    "Identity",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "Loss",
    "MSELoss",
    "MaxPool2d",
    "MaxPool3d",
    "Module",
    "Multiply",
    "Negate",
    "PReLU",
    "RBF",
    "ReLU",
    "ReLU6",
    "Residual",
    "Scale",
    "ScaledTanh",
    "Select",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Subsampling",
    "Tanh",
    "ZeroPadShortcut",
    "shapes",
    "summary",
    "using",
]


def using(functions):
    """Return an engine whose layers run other functions, for example a student's own.

    Parameters
    ----------
    functions : mapping of str to function, module or other namespace
        Functions with the names, arguments and results of those in `cnncourse.layers`, such as
        `conv2d_forward`. Missing ones are taken from the course, and anything else is ignored, so
        `nn.using(globals())` works in a notebook, and `nn.using(layers.conv.loops)` runs the
        convolution of that module (or of `columns`, `direct`, `winograd`, `depthwise`). Whenever
        a layer runs a function, the number of its results and the shapes of its gradients are
        checked; errors name the function.

    Returns
    -------
    namespace
        Has the layers of `cnncourse.nn` under the same names.

    Raises
    ------
    ValueError
        If `functions` holds none of the layers' functions, so that nothing would change.

    Examples
    --------
    >>> from cnncourse.layers import relu_forward
    >>> engine = using({"relu_forward": relu_forward})
    >>> engine.Sequential(engine.ReLU())
    Sequential(
      (0): ReLU()
    )
    """
    given = functions if isinstance(functions, Mapping) else vars(functions)
    classes = [
        value
        for name in __all__
        if isinstance(value := globals()[name], type) and value not in (Layer, Module, Loss)
    ]
    known = [name for cls in classes for name in _functions_of(cls)]
    own = {name: given[name] for name in known if callable(given.get(name))}
    if not own:
        raise ValueError("functions has none that a layer runs; it may have " + ", ".join(known))
    bound = Functions(**{name: getattr(COURSE, name) for name in known}, origin="nn.using")
    vars(bound).update(own)
    inside = {"functions": bound, "__reduce__": _reduce, "_own": own}
    engine = {cls.__name__: type(cls.__name__, (cls,), inside) for cls in classes}
    return SimpleNamespace(Layer=Layer, Module=Module, Loss=Loss, **engine)


def _reduce(layer):
    """Pickle a layer of such an engine, whose class is in no module."""
    return _empty_layer, (type(layer).__name__, layer._own), vars(layer)


def _empty_layer(name, own):
    cls = getattr(using(own), name)
    return cls.__new__(cls)


def _functions_of(cls):
    """Return the names of the functions of `cnncourse.layers` that a class runs."""
    function = getattr(cls, "function", None)
    if function is None:
        return ()
    if issubclass(cls, Layer):
        return (f"{function}_forward", f"{function}_backward")
    return (function,)
