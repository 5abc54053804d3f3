"""LeNet-5, the network that read cheques, as it is taught today and as it was published.

Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11), 1998. Layers have the names of its figure 2: C1, S2,
C3, S4, C5, F6, output.
"""

from __future__ import annotations

from math import prod

import numpy as np

from cnncourse.layers import connection_table
from cnncourse.layers.arguments import positive
from cnncourse.models.parts.digit_pictures import digit_centres
from cnncourse.models.parts.sizes import map_shape, scaled

__all__ = [
    "lenet5",
    "lenet5_1998",
]


def lenet5(nn, *, num_classes=10, in_channels=1, image_size=32, padding=None, width=1.0):
    """Build LeNet-5 as it is taught today: ReLU, max pooling, and every filter sees every map.

    Parameters
    ----------
    nn : module or namespace
        The engine: `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    num_classes : int
    in_channels : int
        1 for grey images, 3 for colour.
    image_size : int
        Height and width of the images, at least 16; sets the size of the first dense layer.
    padding : int, optional
        Of the first convolution. The default is 2 for images of 28x28 pixels, the size of MNIST,
        which gives the maps of 32x32 without padding, and 0 for all others.
    width : float
        Multiplies the number of channels of every layer.

    Returns
    -------
    network
        From (N, in_channels, image_size, image_size) to (N, num_classes); 61,706 parameters for
        grey images of 32x32 or 28x28 pixels and ten classes.

    Raises
    ------
    ValueError
        If the image is too small.
    """
    if padding is None:
        padding = 2 if image_size == 28 else 0
    c1, c3, c5, f6 = (scaled(channels, width) for channels in (6, 16, 120, 84))

    def features(nn):
        return {
            "c1": nn.Conv2d(in_channels, c1, 5, padding=padding),  # 6 x 28 x 28
            "relu1": nn.ReLU(),
            "s2": nn.MaxPool2d(2),  # 6 x 14 x 14
            "c3": nn.Conv2d(c1, c3, 5),  # 16 x 10 x 10
            "relu3": nn.ReLU(),
            "s4": nn.MaxPool2d(2),  # 16 x 5 x 5
        }

    return nn.Sequential(
        **features(nn),
        flatten=nn.Flatten(),
        c5=nn.Linear(prod(map_shape(features, in_channels, image_size)), c5),
        relu5=nn.ReLU(),
        f6=nn.Linear(c5, f6),
        relu6=nn.ReLU(),
        output=nn.Linear(f6, num_classes),
    )


def lenet5_1998(nn, *, num_classes=10, in_channels=1, image_size=32):
    """Build LeNet-5 as it was published.

    Subsampling learns a coefficient and a bias per map, each map of C3 sees only some maps of S2,
    scaled tanh follows every weighted sum up to F6, and each output measures the distance between
    F6 and a fixed picture of its digit.

    Parameters
    ----------
    nn : module or namespace
        The engine: `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    num_classes : int
        At most ten, because each class needs a picture.
    in_channels : int
        1 for grey images, 3 for colour.
    image_size : int
        Height and width of the images, at least 16; C5 sees all of S4.

    Returns
    -------
    network
        From (N, in_channels, image_size, image_size) to (N, num_classes): the negated squared
        distances, so that the likely class has the largest number, and their softmax
        cross-entropy is the paper's criterion, equation (9), without its constant.
        `network[:-1]` computes the paper's distances. 60,000 parameters; the centres are not
        learned. The connection table and the pictures fix the number of channels, so there is
        no `width`.

    Raises
    ------
    ValueError
        If the image is too small, or there are more than ten classes.
    """
    if positive(num_classes, "num_classes") > 10:
        raise ValueError(
            f"num_classes must be at most 10, one per picture of a digit; got {num_classes}"
        )

    def features(nn):
        return {
            "c1": nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
            "tanh1": nn.ScaledTanh(),
            "s2": nn.Subsampling(6),  # 6 x 14 x 14
            "tanh2": nn.ScaledTanh(),
            "c3": connected(nn),  # 16 x 10 x 10
            "tanh3": nn.ScaledTanh(),
            "s4": nn.Subsampling(16),  # 16 x 5 x 5
            "tanh4": nn.ScaledTanh(),
        }

    _, *window = map_shape(features, in_channels, image_size)
    return nn.Sequential(
        **features(nn),
        c5=nn.Conv2d(16, 120, tuple(window)),  # 120 x 1 x 1
        tanh5=nn.ScaledTanh(),
        flatten=nn.Flatten(),
        f6=nn.Linear(120, 84),
        tanh6=nn.ScaledTanh(),
        output=nn.RBF(digit_centres()[:num_classes]),
        negate=nn.Negate(),
    )


def connected(nn):
    """Build C3: sixteen small convolutions, each over the maps of S2 listed in the table."""
    seen = [np.flatnonzero(column) for column in connection_table().T]
    return nn.Concat(
        *(nn.Sequential(select=nn.Select(maps), conv=nn.Conv2d(len(maps), 1, 5)) for maps in seen)
    )
