"""The accounting engine: what would a network cost? Nothing is computed, no weight allocated.

Build a network with `blueprint` in the place of `nn`, and ask:

    from cnncourse import blueprint
    from cnncourse.models import lenet5

    print(blueprint.summarize(lenet5(blueprint), (1, 32, 32)))

Conventions
-----------
Everything is counted for one image. A multiply-add is one multiplication and one addition,
counted as one; additions of a bias, activations and pooling are not counted. Activation memory
is what the outputs of all layers take at 4 bytes a number (float32); `Flatten` and `Sequential`
give the same numbers another form and take none.
"""

from cnncourse.blueprint.layers import (
    AvgPool2d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
)
from cnncourse.blueprint.summary import Summary, summarize

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "Flatten",
    "Linear",
    "MaxPool2d",
    "ReLU",
    "Sequential",
    "Summary",
    "Tanh",
    "summarize",
]
