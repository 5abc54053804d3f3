"""The small ResNets for images of 32x32 pixels, and their plain twins.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
section 4.2: 6n + 2 layers, of which n = 3, 5, 7, 9, 18 were published.
"""

from __future__ import annotations

from cnncourse.models.family import member
from cnncourse.models.residual import basic, plain, residual, stages
from cnncourse.models.sizes import scaled


def _network(nn, finish, depth, num_classes, in_channels, width):
    channels = [scaled(c, width) for c in (16, 32, 64)]
    blocks = [(depth - 2) // 6] * 3
    body, features = stages(
        nn, basic, finish, in_channels=channels[0], channels=channels, depths=blocks
    )
    return nn.Sequential(
        nn.Conv2d(in_channels, channels[0], 3, padding=1, bias=False),  # 16 x 32 x 32
        nn.BatchNorm2d(channels[0]),
        nn.ReLU(),
        *body,  # 16 x 32 x 32, 32 x 16 x 16, 64 x 8 x 8
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(features, num_classes),
    )


def _plain(depth):
    def build(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0):
        return _network(nn, plain, depth, num_classes, in_channels, width)

    summary = f"Build the plain network of {depth} layers: ResNet-{depth} without its shortcuts."
    return member(f"plain{depth}", build, summary)


def _residual(depth):
    def build(nn, *, num_classes=10, in_channels=3, image_size=32, width=1.0, shortcut="A"):
        return _network(nn, residual(shortcut), depth, num_classes, in_channels, width)

    summary = f"Build ResNet-{depth} for images of 32x32 pixels."
    return member(f"resnet{depth}", build, summary)


plain20, plain32, plain44 = _plain(20), _plain(32), _plain(44)
plain56, plain110 = _plain(56), _plain(110)
resnet20, resnet32, resnet44 = _residual(20), _residual(32), _residual(44)
resnet56, resnet110 = _residual(56), _residual(110)
