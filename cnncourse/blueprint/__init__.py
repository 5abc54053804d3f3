"""The accounting engine: it counts what a network costs without running it or allocating weights.

Build a network with `blueprint` in place of `nn`, and summarize it:

    from cnncourse import blueprint
    from cnncourse.models import lenet5

    print(blueprint.summarize(lenet5(blueprint), (1, 32, 32)))

Conventions
-----------
Everything is counted for one image.

- A multiply-add is one multiplication and one addition, counted together as one. Only those of
  convolutions and dense layers count; additions of a bias or a shortcut, activations, pooling and
  LeNet-5's subsampling, norms, the products of `Scale` and the distances of an `RBF` do not.
- Parameters are learned numbers: running statistics and the centres of an `RBF` do not count.
- Activation memory is the size of all layers' outputs at 4 bytes per number (float32). `Flatten`,
  `Identity` and `Sequential` return the same numbers and take none.
- The receptive field ("sees") is that of `layers.receptive_field`. It includes padding, so it may
  exceed the image. The statistics of norms do not enlarge it. Where paths meet, it is that of the
  widest. After a transposed convolution or uneven adaptive pooling it is an upper bound.
- Auxiliary heads are counted, although they are not used after training.

Arguments are documented in `nn`; `dtype` has no effect on the counts.
"""

from cnncourse.blueprint.branching import Auxiliary, Heads
from cnncourse.blueprint.containers import Concat, Residual, Scale, Sequential
from cnncourse.blueprint.pooling import (
    AdaptiveAvgPool2d,
    AvgPool2d,
    AvgPool3d,
    MaxPool2d,
    MaxPool3d,
    Subsampling,
)
from cnncourse.blueprint.same_shape import (
    RBF,
    BatchNorm1d,
    BatchNorm2d,
    ChannelShuffle,
    Dropout,
    Flatten,
    GroupNorm,
    Identity,
    LayerNorm,
    LeakyReLU,
    LocalResponseNorm,
    Multiply,
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
from cnncourse.blueprint.weighted import Conv1d, Conv2d, Conv3d, ConvTranspose2d, Linear

__all__ = [
    "AdaptiveAvgPool2d",
    "Auxiliary",
    "AvgPool2d",
    "AvgPool3d",
    "BatchNorm1d",
    "BatchNorm2d",
    "ChannelShuffle",
    "Concat",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose2d",
    "Dropout",
    "Flatten",
    "GroupNorm",
    "Heads",
    "Identity",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "MaxPool2d",
    "MaxPool3d",
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
    "Summary",
    "Tanh",
    "ZeroPadShortcut",
    "summarize",
]
