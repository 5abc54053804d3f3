"""The accounting engine: what would a network cost? Nothing is computed, no weight allocated.

Build a network with `blueprint` in the place of `nn`, and ask:

    from cnncourse import blueprint
    from cnncourse.models import lenet5

    print(blueprint.summarize(lenet5(blueprint), (1, 32, 32)))

Conventions
-----------
Everything is counted for one image. A multiply-add is one multiplication and one addition,
counted as one; only those of convolutions and dense layers count. Additions of a bias or of a
shortcut, activations, pooling and LeNet-5's subsampling, norms, the products of `Scale` and the
distances of an `RBF` do not. Parameters are what is learned: running statistics and the centres of
an `RBF` are not. Activation memory is what the outputs of all layers take at 4 bytes a number
(float32); `Flatten`, `Identity` and `Sequential` give the same numbers again and take none. The
receptive field ("sees") is counted as `layers.receptive_field` does, padding included, so it may
exceed the image; where ways come together, it is that of the widest. After transposed convolution
or uneven adaptive pooling it is an upper bound. Auxiliary heads are counted, although a network in
use does without them.

Arguments are those of `nn`, where they are explained; `dtype` changes no count.
"""

from cnncourse.blueprint.branching import Auxiliary, Heads
from cnncourse.blueprint.containers import Concat, Residual, Scale, Sequential
from cnncourse.blueprint.pooling import AdaptiveAvgPool2d, AvgPool2d, MaxPool2d, Subsampling
from cnncourse.blueprint.same_shape import (
    RBF,
    BatchNorm1d,
    BatchNorm2d,
    ChannelShuffle,
    Dropout,
    Flatten,
    Identity,
    LeakyReLU,
    LocalResponseNorm,
    Negate,
    PReLU,
    ReLU,
    ReLU6,
    ScaledTanh,
    Select,
    Sigmoid,
    Softmax,
    Tanh,
    ZeroPadShortcut,
)
from cnncourse.blueprint.summary import Summary, summarize
from cnncourse.blueprint.weighted import Conv1d, Conv2d, ConvTranspose2d, Linear

__all__ = [
    "AdaptiveAvgPool2d",
    "Auxiliary",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "ChannelShuffle",
    "Concat",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "Dropout",
    "Flatten",
    "Heads",
    "Identity",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "MaxPool2d",
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
    "Summary",
    "Tanh",
    "ZeroPadShortcut",
    "summarize",
]
