"""Blocks of plain and residual networks, and stages of several blocks.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
figures 2, 3 and 5. Blocks are built by `block(nn, in_channels, out_channels, stride, …)`, and
their layers have torchvision's names.
"""

from __future__ import annotations

SHORTCUTS = ("A", "B", "C")
STRIDES_IN = ("3x3", "1x1")


def basic_block(nn, in_channels, out_channels, stride, *, shortcut):
    """Build a block of two 3x3 convolutions (figure 5, left).

    Parameters
    ----------
    nn : module or namespace
        The engine.
    in_channels, out_channels : int
    stride : int
        Of the first convolution.
    shortcut : {"A", "B", "C"}
        See `make_shortcut`.

    Returns
    -------
    layer
    """
    return nn.Residual(
        **two_convolutions(nn, in_channels, out_channels, stride),
        shortcut=make_shortcut(nn, in_channels, out_channels, stride, shortcut),
        activation=nn.ReLU(),
    )


def plain_block(nn, in_channels, out_channels, stride):
    """Build a `basic_block` without its shortcut (figure 3, middle)."""
    return nn.Sequential(
        **two_convolutions(nn, in_channels, out_channels, stride), activation=nn.ReLU()
    )


def two_convolutions(nn, in_channels, out_channels, stride):
    """Return the layers of a `basic_block` before the sum, by name."""
    return {
        "conv1": nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False),
        "bn1": nn.BatchNorm2d(out_channels),
        "relu1": nn.ReLU(),
        "conv2": nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
        "bn2": nn.BatchNorm2d(out_channels),
    }


def bottleneck_block(nn, in_channels, out_channels, stride, *, shortcut, stride_in):
    """Build a block of 1x1, 3x3 and 1x1 convolutions (figure 5, right).

    Parameters
    ----------
    nn, in_channels, out_channels, stride, shortcut
        As for `basic_block`; the first two convolutions have a quarter of `out_channels`.
    stride_in : {"3x3", "1x1"}
        Which convolution takes the stride: the first 1x1, as in the paper, or the 3x3, as in
        later code ("v1.5"), which then sees all pixels.

    Returns
    -------
    layer

    Raises
    ------
    ValueError
        If `shortcut` or `stride_in` is unknown.
    """
    if stride_in not in STRIDES_IN:
        raise ValueError(f"stride_in must be one of {STRIDES_IN}, got {stride_in!r}")
    channels = out_channels // 4
    first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
    return nn.Residual(
        conv1=nn.Conv2d(in_channels, channels, 1, first, bias=False),
        bn1=nn.BatchNorm2d(channels),
        relu1=nn.ReLU(),
        conv2=nn.Conv2d(channels, channels, 3, second, padding=1, bias=False),
        bn2=nn.BatchNorm2d(channels),
        relu2=nn.ReLU(),
        conv3=nn.Conv2d(channels, out_channels, 1, bias=False),
        bn3=nn.BatchNorm2d(out_channels),
        shortcut=make_shortcut(nn, in_channels, out_channels, stride, shortcut),
        activation=nn.ReLU(),
    )


def make_shortcut(nn, in_channels, out_channels, stride, option):
    """Build the shortcut of a block, unless it is the identity.

    Parameters
    ----------
    nn, in_channels, out_channels, stride
        As for `basic_block`.
    option : {"A", "B", "C"}
        A: every `stride`-th pixel and channels of zeros where the shape changes. B: a learned 1x1
        convolution with batch norm where it changes. C: such a convolution in every block.

    Returns
    -------
    dict of str to layer, or None
        Under torchvision's name, "downsample". None if the input itself is added.

    Raises
    ------
    ValueError
        If `option` is unknown.
    """
    if option not in SHORTCUTS:
        raise ValueError(f"shortcut must be one of {SHORTCUTS}, got {option!r}")
    changes = in_channels != out_channels or stride != 1
    if option == "A" and changes:
        return {"downsample": nn.ZeroPadShortcut(in_channels, out_channels, stride)}
    if option == "C" or (option == "B" and changes):
        projection = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 1, stride, bias=False),
            nn.BatchNorm2d(out_channels),
        )
        return {"downsample": projection}
    return None


def stage(nn, block, in_channels, out_channels, *, depth, stride, **options):
    """Stack blocks; the first one has the stride and changes the number of channels.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    block : function
        `plain_block`, `basic_block` or `bottleneck_block`.
    in_channels, out_channels : int
    depth : int
        The number of blocks.
    stride : int
    **options
        Further arguments of the block: `shortcut`, `stride_in`.

    Returns
    -------
    layer
    """
    first = block(nn, in_channels, out_channels, stride, **options)
    others = [block(nn, out_channels, out_channels, 1, **options) for _ in range(depth - 1)]
    return nn.Sequential(first, *others)
