"""AlexNet, which won the ImageNet competition of 2012, in three forms.

A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep convolutional
neural networks", NIPS 2012. Layers have torchvision's names.
"""

from __future__ import annotations

from math import prod

from cnncourse.models.parts.sizes import map_shape, scaled

__all__ = [
    "alexnet",
    "alexnet_two_groups",
    "alexnet_torchvision",
]


def alexnet(nn, *, num_classes=1000, in_channels=3, image_size=227, width=1.0, dropout=0.5):
    """Build AlexNet as one tower, in which every filter sees every map.

    Parameters
    ----------
    nn : module or namespace
        The engine: `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    num_classes : int
    in_channels : int
        1 for grey images, 3 for colour.
    image_size : int
        Height and width of the images, at least 67; sets the size of the first dense layer. The
        paper says 224, into which the windows of its first layer do not fit evenly; 227 gives the
        maps that it states.
    width : float
        Multiplies the number of channels of every layer.
    dropout : float
        Probability of dropping a number in training, in the two hidden dense layers.

    Returns
    -------
    network
        From (N, in_channels, image_size, image_size) to (N, num_classes); 62,378,344 parameters.

    Raises
    ------
    ValueError
        If the image is too small.
    """
    return _paper(nn, num_classes, in_channels, image_size, width, dropout, groups=1)


def alexnet_two_groups(
    nn, *, num_classes=1000, in_channels=3, image_size=227, width=1.0, dropout=0.5
):
    """Build AlexNet as published: two halves on two GPUs, joined in layer 3 and from layer 6 on.

    The second, fourth and fifth convolutions see only the maps of their own half, so they have two
    groups. Arguments and errors are those of `alexnet`.

    Returns
    -------
    network
        From (N, in_channels, image_size, image_size) to (N, num_classes); 60,965,224 parameters.
    """
    return _paper(nn, num_classes, in_channels, image_size, width, dropout, groups=2)


def _paper(nn, num_classes, in_channels, image_size, width, dropout, *, groups):
    c1, c2, c3, c4, c5 = (scaled(c, width, groups=groups) for c in (96, 256, 384, 384, 256))
    hidden = scaled(4096, width)

    def features(nn):
        layers = (
            nn.Conv2d(in_channels, c1, 11, stride=4),  # 96 x 55 x 55
            nn.ReLU(),
            _normalization(nn),
            nn.MaxPool2d(3, stride=2),  # 96 x 27 x 27: windows overlap by one pixel
            nn.Conv2d(c1, c2, 5, padding=2, groups=groups),  # 256 x 27 x 27
            nn.ReLU(),
            _normalization(nn),
            nn.MaxPool2d(3, stride=2),  # 256 x 13 x 13
            nn.Conv2d(c2, c3, 3, padding=1),  # 384 x 13 x 13
            nn.ReLU(),
            nn.Conv2d(c3, c4, 3, padding=1, groups=groups),  # 384 x 13 x 13
            nn.ReLU(),
            nn.Conv2d(c4, c5, 3, padding=1, groups=groups),  # 256 x 13 x 13
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 256 x 6 x 6
        )
        return {"features": nn.Sequential(*layers)}

    numbers = prod(map_shape(features, in_channels, image_size))
    return nn.Sequential(
        **features(nn),
        flatten=nn.Flatten(),
        classifier=nn.Sequential(
            nn.Linear(numbers, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        ),
    )


def _normalization(nn):
    """Section 3.3: n = 5, k = 2, beta = 0.75, alpha = 1e-4 of the sum, 5e-4 of the mean."""
    return nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0)


def alexnet_torchvision(
    nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5
):
    """Build torchvision's variant: fewer filters, no normalization.

    After A. Krizhevsky, "One weird trick for parallelizing convolutional neural networks",
    arXiv:1404.5997, 2014. Maps are average-pooled to their size at `image_size`, so that images of
    other sizes fit too. Arguments and errors are those of `alexnet`; `image_size` is at least 63.

    Returns
    -------
    network
        From (N, in_channels, image_size, image_size) to (N, num_classes); 61,100,840 parameters.
    """
    c1, c2, c3, c4, c5 = (scaled(c, width) for c in (64, 192, 384, 256, 256))
    hidden = scaled(4096, width)

    def features(nn):
        layers = (
            nn.Conv2d(in_channels, c1, 11, stride=4, padding=2),  # 64 x 55 x 55
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 64 x 27 x 27
            nn.Conv2d(c1, c2, 5, padding=2),  # 192 x 27 x 27
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 192 x 13 x 13
            nn.Conv2d(c2, c3, 3, padding=1),  # 384 x 13 x 13
            nn.ReLU(),
            nn.Conv2d(c3, c4, 3, padding=1),  # 256 x 13 x 13
            nn.ReLU(),
            nn.Conv2d(c4, c5, 3, padding=1),  # 256 x 13 x 13
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),  # 256 x 6 x 6
        )
        return {"features": nn.Sequential(*layers)}

    C, H, W = map_shape(features, in_channels, image_size)
    return nn.Sequential(
        **features(nn),
        avgpool=nn.AdaptiveAvgPool2d((H, W)),
        flatten=nn.Flatten(),
        classifier=nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(C * H * W, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, num_classes),
        ),
    )
