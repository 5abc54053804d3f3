"""ResNet, and the plain networks that it was compared with, for ImageNet.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
table 1.
"""

from __future__ import annotations

from cnncourse.models.family import member
from cnncourse.models.residual import basic, bottleneck, plain, residual, stages
from cnncourse.models.sizes import scaled

# Blocks in the stages conv2_x to conv5_x, whose maps have 56, 28, 14 and 7 pixels a side.
DEPTHS = {
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}


def _network(nn, block, finish, depth, num_classes, in_channels, width):
    channels = [scaled(c, width) for c in (64, 128, 256, 512)]
    body, features = stages(
        nn, block, finish, in_channels=channels[0], channels=channels, depths=DEPTHS[depth]
    )
    return nn.Sequential(
        nn.Conv2d(in_channels, channels[0], 7, stride=2, padding=3, bias=False),  # 64 x 112 x 112
        nn.BatchNorm2d(channels[0]),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2, padding=1),  # 64 x 56 x 56
        *body,
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(features, num_classes),
    )


def _plain(depth):
    def build(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0):
        return _network(nn, basic, plain, depth, num_classes, in_channels, width)

    summary = f"Build the plain network of {depth} layers: ResNet-{depth} without its shortcuts."
    return member(f"plain{depth}", build, summary)


def _basic(depth):
    def build(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, shortcut="B"):
        finish = residual(shortcut)
        return _network(nn, basic, finish, depth, num_classes, in_channels, width)

    summary = f"Build ResNet-{depth}, of blocks of two 3x3 convolutions."
    return member(f"resnet{depth}", build, summary)


def _bottleneck(depth):
    def build(
        nn,
        *,
        num_classes=1000,
        in_channels=3,
        image_size=224,
        width=1.0,
        shortcut="B",
        stride_in="3x3",
    ):
        block, finish = bottleneck(stride_in), residual(shortcut)
        return _network(nn, block, finish, depth, num_classes, in_channels, width)

    summary = f"Build ResNet-{depth}, of bottlenecks: 1x1, 3x3 and 1x1 convolutions."
    return member(f"resnet{depth}", build, summary)


plain18, plain34 = _plain(18), _plain(34)
resnet18, resnet34 = _basic(18), _basic(34)
resnet50, resnet101, resnet152 = _bottleneck(50), _bottleneck(101), _bottleneck(152)
