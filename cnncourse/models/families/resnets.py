"""ResNet for ImageNet, and the plain networks that it was compared with.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
table 1. Layers have torchvision's names.
"""

from __future__ import annotations

from cnncourse.models.parts.docstrings import member
from cnncourse.models.parts.residual import basic_block, bottleneck_block, plain_block, stage
from cnncourse.models.parts.sizes import scaled

__all__ = [
    "plain18",
    "plain34",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "resnet152",
]


def _network(nn, block, depths, num_classes, in_channels, width, **options):
    """Build a network of table 1; `depths` are the numbers of blocks of conv2_x to conv5_x."""
    first, *channels = (scaled(c, width) for c in (64, 64, 128, 256, 512))
    wider = 4 if block is bottleneck_block else 1
    c1, c2, c3, c4 = (wider * c for c in channels)
    d1, d2, d3, d4 = depths
    return nn.Sequential(
        conv1=nn.Conv2d(in_channels, first, 7, stride=2, padding=3, bias=False),  # 64 x 112 x 112
        bn1=nn.BatchNorm2d(first),
        relu=nn.ReLU(),
        maxpool=nn.MaxPool2d(3, stride=2, padding=1),  # 64 x 56 x 56
        layer1=stage(nn, block, first, c1, depth=d1, stride=1, **options),  # 56 x 56
        layer2=stage(nn, block, c1, c2, depth=d2, stride=2, **options),  # 28 x 28
        layer3=stage(nn, block, c2, c3, depth=d3, stride=2, **options),  # 14 x 14
        layer4=stage(nn, block, c3, c4, depth=d4, stride=2, **options),  # 7 x 7
        avgpool=nn.AdaptiveAvgPool2d(1),
        flatten=nn.Flatten(),
        fc=nn.Linear(c4, num_classes),
    )


@member
def plain18(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0):
    """Build the plain network of 18 layers: ResNet-18 without its shortcuts."""
    return _network(nn, plain_block, (2, 2, 2, 2), num_classes, in_channels, width)


@member
def plain34(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0):
    """Build the plain network of 34 layers: ResNet-34 without its shortcuts."""
    return _network(nn, plain_block, (3, 4, 6, 3), num_classes, in_channels, width)


@member
def resnet18(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, shortcut="B"):
    """Build ResNet-18, with blocks of two 3x3 convolutions."""
    return _network(
        nn, basic_block, (2, 2, 2, 2), num_classes, in_channels, width, shortcut=shortcut
    )


@member
def resnet34(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, shortcut="B"):
    """Build ResNet-34, with blocks of two 3x3 convolutions."""
    return _network(
        nn, basic_block, (3, 4, 6, 3), num_classes, in_channels, width, shortcut=shortcut
    )


@member
def resnet50(
    nn,
    *,
    num_classes=1000,
    in_channels=3,
    image_size=224,
    width=1.0,
    shortcut="B",
    stride_in="3x3",
):
    """Build ResNet-50, with bottlenecks of 1x1, 3x3 and 1x1 convolutions."""
    options = {"shortcut": shortcut, "stride_in": stride_in}
    return _network(nn, bottleneck_block, (3, 4, 6, 3), num_classes, in_channels, width, **options)


@member
def resnet101(
    nn,
    *,
    num_classes=1000,
    in_channels=3,
    image_size=224,
    width=1.0,
    shortcut="B",
    stride_in="3x3",
):
    """Build ResNet-101, with bottlenecks of 1x1, 3x3 and 1x1 convolutions."""
    options = {"shortcut": shortcut, "stride_in": stride_in}
    return _network(nn, bottleneck_block, (3, 4, 23, 3), num_classes, in_channels, width, **options)


@member
def resnet152(
    nn,
    *,
    num_classes=1000,
    in_channels=3,
    image_size=224,
    width=1.0,
    shortcut="B",
    stride_in="3x3",
):
    """Build ResNet-152, with bottlenecks of 1x1, 3x3 and 1x1 convolutions."""
    options = {"shortcut": shortcut, "stride_in": stride_in}
    return _network(nn, bottleneck_block, (3, 8, 36, 3), num_classes, in_channels, width, **options)
