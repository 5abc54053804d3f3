"""Blocks and stages of which plain and residual networks are made.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016.
"""

from __future__ import annotations

SHORTCUTS = ("A", "B", "C")
STRIDES_IN = ("3x3", "1x1")


def basic(nn, in_channels, channels, stride):
    """Two 3x3 convolutions, each with batch norm; the second ReLU comes after the sum.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    in_channels, channels : int
        Of what comes in, and of both convolutions.
    stride : int
        Of the first convolution.

    Returns
    -------
    layers : tuple
    out_channels : int
    """
    layers = (
        nn.Conv2d(in_channels, channels, 3, stride, padding=1, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(),
        nn.Conv2d(channels, channels, 3, padding=1, bias=False),
        nn.BatchNorm2d(channels),
    )
    return layers, channels


def bottleneck(stride_in):
    """Make the block of 1x1, 3x3 and 1x1 convolutions, the last with four times the channels.

    Parameters
    ----------
    stride_in : {"3x3", "1x1"}
        Which convolution takes the stride: the first 1x1, as in the paper, or the 3x3, as in
        later code ("v1.5"), which then sees all pixels.

    Returns
    -------
    function
        With the arguments and results of `basic`.

    Raises
    ------
    ValueError
        If `stride_in` is another word.
    """
    if stride_in not in STRIDES_IN:
        raise ValueError(f"stride_in must be one of {STRIDES_IN}, got {stride_in!r}")

    def block(nn, in_channels, channels, stride):
        first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
        layers = (
            nn.Conv2d(in_channels, channels, 1, first, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, second, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, 4 * channels, 1, bias=False),
            nn.BatchNorm2d(4 * channels),
        )
        return layers, 4 * channels

    return block


def plain(nn, layers, in_channels, out_channels, stride):
    """Finish a block without a shortcut: its layers, then ReLU."""
    return nn.Sequential(*layers, nn.ReLU())


def residual(shortcut):
    """Make what finishes a block with a shortcut: the sum of both, then ReLU.

    Parameters
    ----------
    shortcut : {"A", "B", "C"}
        A: every `stride`-th pixel, and channels of zeros, where the shape changes. B: a learned
        1x1 convolution with batch norm where it changes. C: the same in every block. Where there
        is neither, the input itself is added.

    Returns
    -------
    function
        With the arguments and result of `plain`.

    Raises
    ------
    ValueError
        If `shortcut` is another word.
    """
    if shortcut not in SHORTCUTS:
        raise ValueError(f"shortcut must be one of {SHORTCUTS}, got {shortcut!r}")

    def finish(nn, layers, in_channels, out_channels, stride):
        changes = in_channels != out_channels or stride != 1
        past = None
        if shortcut == "C" or (shortcut == "B" and changes):
            past = nn.Sequential(
                nn.Conv2d(in_channels, out_channels, 1, stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )
        elif changes:
            past = nn.ZeroPadShortcut(in_channels, out_channels, stride)
        return nn.Residual(nn.Sequential(*layers), past, nn.ReLU())

    return finish


def stages(nn, block, finish, *, in_channels, channels, depths):
    """Stack blocks in stages; from the second on, each begins by halving the maps.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    block : function
        `basic` or what `bottleneck` gives.
    finish : function
        `plain` or what `residual` gives.
    in_channels : int
    channels, depths : sequence of int
        For every stage the channels of its 3x3 convolutions, and the number of its blocks.

    Returns
    -------
    layers : list
        One `Sequential` of blocks for every stage.
    out_channels : int
    """
    found = []
    for place, (width, depth) in enumerate(zip(channels, depths, strict=True)):
        blocks = []
        for stride in [1 if place == 0 else 2] + [1] * (depth - 1):
            layers, out_channels = block(nn, in_channels, width, stride)
            blocks.append(finish(nn, layers, in_channels, out_channels, stride))
            in_channels = out_channels
        found.append(nn.Sequential(*blocks))
    return found, in_channels
