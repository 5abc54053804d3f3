"""What the exercises on residual networks ask for: the only copy of each function.

The networks of the course are in `cnncourse.models`; the builders here are short enough for an
exercise and have fewer options.
"""

from __future__ import annotations

import numpy as np


def residual_forward(x, change):
    """Add what the layers of a block computed to what the block received, then apply ReLU.

    Parameters
    ----------
    x : ndarray of any shape
        The input of the block, which the shortcut passes on.
    change : ndarray of the shape of `x`
        What the layers of the block made of `x`.

    Returns
    -------
    out : ndarray of the shape of `x`
    cache : tuple
        What `residual_backward` needs: `(total,)`, the sum before the ReLU.

    Notes
    -----
    Derived in chapter "ResNet", section "Add what you receive".
    """
    total = x + change
    return np.maximum(total, 0), (total,)


def residual_backward(dout, cache):
    """Send the gradient of a residual block's output to the shortcut and to the layers.

    Parameters
    ----------
    dout : ndarray of any shape
    cache : tuple
        `(total,)`: the sum of input and change, before the ReLU.

    Returns
    -------
    dx : ndarray of the shape of `dout`
        The share of the shortcut alone.
    dchange : ndarray of the shape of `dout`
        The gradient of what the layers computed. Where the sum is 0, the slope of the ReLU is 0.

    Notes
    -----
    Derived in chapter "ResNet", section "Backward: the gradient goes both ways".
    """
    (total,) = cache
    dtotal = np.where(total > 0, dout, 0)
    return dtotal, dtotal.copy()


def residual_block_backward(dout, cache):
    """Compute the gradients of a residual block of two dense layers.

    Forward, the block computes `hidden = ReLU(x @ w1)`, `total = x + hidden @ w2` and
    `out = ReLU(total)`.

    Parameters
    ----------
    dout : ndarray of shape (N, D)
    cache : tuple
        `(x, w1, hidden, w2, total)`, of shapes (N, D), (D, M), (N, M), (M, D) and (N, D).

    Returns
    -------
    dx : ndarray of shape (N, D)
        What comes through the shortcut and what comes through the layers.
    dw1 : ndarray of shape (D, M)
    dw2 : ndarray of shape (M, D)

    Notes
    -----
    Derived in chapter "ResNet", section "Backward: the gradient goes both ways".
    """
    x, w1, hidden, w2, total = cache
    dtotal = dout * (total > 0)
    dw2 = hidden.T @ dtotal
    dhidden = (dtotal @ w2.T) * (hidden > 0)
    dw1 = x.T @ dhidden
    dx = dtotal + dhidden @ w1.T
    return dx, dw1, dw2


def shortcut_a(x, out_channels, stride):
    """Give a block's input the shape of its output without parameters: option A.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    out_channels : int
        At least C.
    stride : int

    Returns
    -------
    ndarray of shape (N, out_channels, ceil(H / stride), ceil(W / stride))
        Every `stride`-th pixel of every `stride`-th row, beginning with the first; then channels
        of zeros. In the dtype of `x`.

    Notes
    -----
    Derived in chapter "ResNet", section "Where the shape changes".
    """
    kept = x[:, :, ::stride, ::stride]
    N, C, OH, OW = kept.shape
    out = np.zeros((N, out_channels, OH, OW), dtype=x.dtype)
    out[:, :C] = kept
    return out


def identity_weights(channels):
    """Find weights with which a plain and a residual block copy an input without negative numbers.

    Each block has two convolutions of 3x3 with padding 1, with a ReLU between them and one at the
    end; no bias, no batch norm. Both convolutions of a block have the same weights, and in the
    plain block each of them copies.

    Parameters
    ----------
    channels : int
        Of input and output.

    Returns
    -------
    plain : ndarray of shape (channels, channels, 3, 3)
        With these in both convolutions, the plain block returns its input.
    residual : ndarray of shape (channels, channels, 3, 3)
        The same for the residual block, with as many zeros as possible.

    Notes
    -----
    Derived in chapter "ResNet", section "Copying is hard, and copying is free".
    """
    plain = np.zeros((channels, channels, 3, 3))
    residual = np.zeros((channels, channels, 3, 3))
    for c in range(channels):
        plain[c, c, 1, 1] = 1
    return plain, residual


def block_costs(channels, height, width):
    """Count the multiply-adds of a basic block and of a bottleneck, both without a projection.

    Parameters
    ----------
    channels : int
        In the basic block, of every layer. In the bottleneck, of the 3x3 convolution; the block
        receives and gives four times as many.
    height, width : int
        Of the maps; every stride is 1.

    Returns
    -------
    (int, int)
        Of the basic block and of the bottleneck.

    Notes
    -----
    Derived in chapter "ResNet", section "A bottleneck".
    """
    pixels = height * width
    one = channels * channels * pixels  # a 1x1 convolution
    basic = 2 * 9 * one
    bottleneck = 4 * one + 9 * one + 4 * one
    return basic, bottleneck


def basic_block(nn, in_channels, out_channels, stride):
    """Build a residual block of two 3x3 convolutions, with option B.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn` or `cnncourse.blueprint`.
    in_channels, out_channels : int
    stride : int
        Of the first convolution, and of the projection.

    Returns
    -------
    layer
        No convolution has a bias, and each is followed by batch norm. The projection, a 1x1
        convolution with batch norm, is there only where the shape changes.

    Notes
    -----
    Derived in chapter "ResNet", section "Where the shape changes".
    """
    projection = None
    if in_channels != out_channels or stride != 1:
        projection = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
            nn.BatchNorm2d(out_channels),
        )
    return nn.Residual(
        body=nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
        ),
        shortcut=projection,
        activation=nn.ReLU(),
    )


def bottleneck(nn, in_channels, channels, stride, stride_in):
    """Build a bottleneck with option B.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn` or `cnncourse.blueprint`.
    in_channels : int
    channels : int
        Of the first 1x1 and of the 3x3 convolution; the block gives four times as many.
    stride : int
    stride_in : {"1x1", "3x3"}
        Which convolution has the stride: the first 1x1, as in the paper, or the 3x3 ("v1.5").

    Returns
    -------
    layer
        No convolution has a bias, and each is followed by batch norm. The projection has the
        stride, too.

    Notes
    -----
    Derived in chapter "ResNet", sections "A bottleneck" and "Two networks of one name".
    """
    first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
    projection = None
    if in_channels != 4 * channels or stride != 1:
        projection = nn.Sequential(
            nn.Conv2d(in_channels, 4 * channels, 1, stride=stride, bias=False),
            nn.BatchNorm2d(4 * channels),
        )
    return nn.Residual(
        body=nn.Sequential(
            nn.Conv2d(in_channels, channels, 1, stride=first, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, channels, 3, stride=second, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, 4 * channels, 1, bias=False),
            nn.BatchNorm2d(4 * channels),
        ),
        shortcut=projection,
        activation=nn.ReLU(),
    )


def resnet_cifar(nn, depth, width):
    """Build the residual network of 6 * depth + 2 layers for small images, with option A.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn` or `cnncourse.blueprint`.
    depth : int
        Blocks in each of the three stages.
    width : int
        Channels of the first stage; the others have twice and four times as many. 16 in the paper.

    Returns
    -------
    layer
        From colour images (N, 3, H, W) to (N, 10).

    Notes
    -----
    Derived in chapter "ResNet", section "The small ones, for CIFAR-10".
    """

    def block(in_channels, out_channels, stride):
        shortcut = None
        if in_channels != out_channels:
            shortcut = nn.ZeroPadShortcut(in_channels, out_channels, stride)
        body = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
        )
        return nn.Residual(body=body, shortcut=shortcut, activation=nn.ReLU())

    layers = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
    in_channels = width
    for stage in range(3):
        out_channels = width * 2**stage
        for place in range(depth):
            stride = 2 if stage > 0 and place == 0 else 1
            layers.append(block(in_channels, out_channels, stride))
            in_channels = out_channels
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10)]
    return nn.Sequential(*layers)
