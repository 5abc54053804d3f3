"""A residual network of nine layers that learns CIFAR-10 fast.

D. Page, "How to train your ResNet 4: architecture", 2018, found by training which layers of a
ResNet-18 a short run can do without: two residual blocks are left. Here a first layer for whitening
(part 8 of the series, 2019), of 2x2 pixels as in T. Balsam's hlb-CIFAR10, takes the place of his
first convolution and its batch norm.
"""

from __future__ import annotations

from cnncourse.models.parts.docstrings import member
from cnncourse.models.parts.sizes import map_shape, scaled

__all__ = ["resnet9"]


@member
def resnet9(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
    """Build the residual network of nine layers that learns CIFAR-10 fast."""
    c1, c2, c3 = (scaled(c, width) for c in (128, 256, 512))
    filters = 2 * in_channels * 2 * 2  # the principal axes of 2x2 patches, in both directions

    def features(nn):
        return {
            "whiten": nn.Conv2d(in_channels, filters, 2),  # 24 x 31 x 31
            "relu": nn.ReLU(),
            "layer1": nn.Sequential(**_convolution(nn, filters, c1), pool=nn.MaxPool2d(2)),
            "block1": _block(nn, c1),  # 128 x 15 x 15
            "layer2": nn.Sequential(**_convolution(nn, c1, c2), pool=nn.MaxPool2d(2)),  # 7 x 7
            "layer3": nn.Sequential(**_convolution(nn, c2, c3), pool=nn.MaxPool2d(2)),
            "block3": _block(nn, c3),  # 512 x 3 x 3
        }

    _, side, _ = map_shape(features, in_channels, image_size)
    return nn.Sequential(
        **features(nn),
        maxpool=nn.MaxPool2d(side),  # 512 x 1 x 1
        flatten=nn.Flatten(),
        fc=nn.Linear(c3, num_classes, bias=False),
        scale=nn.Multiply(0.125),
    )


def _block(nn, channels):
    """Build a residual block; unlike ResNet's, it has its second ReLU before the sum."""
    return nn.Residual(
        **_convolution(nn, channels, channels, number=1),
        **_convolution(nn, channels, channels, number=2),
    )


def _convolution(nn, in_channels, out_channels, *, number=""):
    return {
        f"conv{number}": nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),
        f"bn{number}": nn.BatchNorm2d(out_channels),
        f"relu{number}": nn.ReLU(),
    }
