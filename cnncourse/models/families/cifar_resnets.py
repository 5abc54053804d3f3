"""The small ResNets for images of 32x32 pixels, and their plain counterparts.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
section 4.2: 6n + 2 layers, published for n = 3, 5, 7, 9, 18. Layers have the names of torchvision's
larger ResNets.
"""

from __future__ import annotations

from cnncourse.models.parts.docstrings import member
from cnncourse.models.parts.residual import basic_block, plain_block, stage
from cnncourse.models.parts.sizes import scaled

__all__ = [
    "plain20",
    "plain32",
    "plain44",
    "plain56",
    "plain110",
    "resnet20",
    "resnet32",
    "resnet44",
    "resnet56",
    "resnet110",
]


def _network(nn, block, n, num_classes, in_channels, width, **options):
    """Build a network of three stages of n blocks."""
    c1, c2, c3 = (scaled(c, width) for c in (16, 32, 64))
    return nn.Sequential(
        conv1=nn.Conv2d(in_channels, c1, 3, padding=1, bias=False),  # 16 x 32 x 32
        bn1=nn.BatchNorm2d(c1),
        relu=nn.ReLU(),
        layer1=stage(nn, block, c1, c1, depth=n, stride=1, **options),  # 16 x 32 x 32
        layer2=stage(nn, block, c1, c2, depth=n, stride=2, **options),  # 32 x 16 x 16
        layer3=stage(nn, block, c2, c3, depth=n, stride=2, **options),  # 64 x 8 x 8
        avgpool=nn.AdaptiveAvgPool2d(1),
        flatten=nn.Flatten(),
        fc=nn.Linear(c3, num_classes),
    )


@member
def plain20(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
    """Build the plain network of 20 layers: ResNet-20 without its shortcuts."""
    return _network(nn, plain_block, 3, num_classes, in_channels, width)


@member
def plain32(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
    """Build the plain network of 32 layers: ResNet-32 without its shortcuts."""
    return _network(nn, plain_block, 5, num_classes, in_channels, width)


@member
def plain44(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
    """Build the plain network of 44 layers: ResNet-44 without its shortcuts."""
    return _network(nn, plain_block, 7, num_classes, in_channels, width)


@member
def plain56(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
    """Build the plain network of 56 layers: ResNet-56 without its shortcuts."""
    return _network(nn, plain_block, 9, num_classes, in_channels, width)


@member
def plain110(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
    """Build the plain network of 110 layers: ResNet-110 without its shortcuts."""
    return _network(nn, plain_block, 18, num_classes, in_channels, width)


@member
def resnet20(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0, shortcut="A"):
    """Build ResNet-20 for images of 32x32 pixels."""
    return _network(nn, basic_block, 3, num_classes, in_channels, width, shortcut=shortcut)


@member
def resnet32(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0, shortcut="A"):
    """Build ResNet-32 for images of 32x32 pixels."""
    return _network(nn, basic_block, 5, num_classes, in_channels, width, shortcut=shortcut)


@member
def resnet44(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0, shortcut="A"):
    """Build ResNet-44 for images of 32x32 pixels."""
    return _network(nn, basic_block, 7, num_classes, in_channels, width, shortcut=shortcut)


@member
def resnet56(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0, shortcut="A"):
    """Build ResNet-56 for images of 32x32 pixels."""
    return _network(nn, basic_block, 9, num_classes, in_channels, width, shortcut=shortcut)


@member
def resnet110(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0, shortcut="A"):
    """Build ResNet-110 for images of 32x32 pixels."""
    return _network(nn, basic_block, 18, num_classes, in_channels, width, shortcut=shortcut)
