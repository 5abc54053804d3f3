"""What the exercises on VGG ask for: the only copy of each function.

A column is a tuple with an entry for every layer before the dense ones: a number is the filters of
a 3×3 convolution, `(filters, kernel_size)` a convolution of another size, and `"M"` a max pooling
that halves the maps. Convolutions have stride 1 and keep the size of their maps.
"""

from __future__ import annotations

import numpy as np


def vgg(nn, column, *, hidden, num_classes=1000, in_channels=3, image_size=224):
    """Build a network from a column.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn`, `cnncourse.blueprint` or another with their layers.
    column : tuple
        A number is the filters of a 3×3 convolution, `(filters, kernel_size)` a convolution with
        an odd kernel size of its own, and `"M"` a max pooling of 2×2 with stride 2.
    hidden : int
        Outputs of the first and of the second dense layer; 4,096 in the paper.
    num_classes, in_channels : int
    image_size : int
        Height and width of the images, which every pooling halves without a remainder.

    Returns
    -------
    network
        The convolutions, each padded so that it keeps the size of its maps and followed by a
        ReLU, and the poolings; then the three dense layers, with a ReLU after the first two.

    Notes
    -----
    Described in chapter "VGG", section "Six networks, counted".
    """
    layers, channels, size = [], in_channels, image_size
    for entry in column:
        if entry == "M":
            layers.append(nn.MaxPool2d(2))
            size //= 2
        else:
            filters, kernel_size = entry if isinstance(entry, tuple) else (entry, 3)
            padding = kernel_size // 2
            layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding), nn.ReLU()]
            channels = filters
    return nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Linear(channels * size * size, hidden),
        nn.ReLU(),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Linear(hidden, num_classes),
    )


def stack_cost(channels, kernel_size):
    """Count the weights of convolutions that follow one another.

    Parameters
    ----------
    channels : tuple of int
        Channels of the input, then of every layer's output.
    kernel_size : int
        Of every layer.

    Returns
    -------
    int
        Without biases.

    Notes
    -----
    Derived in chapter "VGG", section "Two small kernels or a large one?".
    """
    total = 0
    for before, after in zip(channels[:-1], channels[1:], strict=True):
        total += kernel_size**2 * before * after
    return total


def largest_middle(channels_in, channels_out):
    """Find how wide a pair of 3×3 convolutions may be between its two layers.

    Parameters
    ----------
    channels_in, channels_out : int
        Channels before and after the pair.

    Returns
    -------
    int
        The most channels between the two layers for which the pair has fewer weights than one 5×5
        convolution from `channels_in` to `channels_out`. Biases do not count.

    Notes
    -----
    Derived in chapter "VGG", section "Where the claim turns round".
    """
    large = 25 * channels_in * channels_out
    for_each = 9 * (channels_in + channels_out)
    return (large - 1) // for_each


def stage_costs(column, *, in_channels=3, image_size=224):
    """Count the multiply-adds of a column, stage by stage.

    Parameters
    ----------
    column : tuple
        A number is the filters of a 3×3 convolution, `(filters, kernel_size)` a convolution of
        another size, and `"M"` a max pooling that halves the maps and ends a stage. All
        convolutions keep the size of their maps.
    in_channels, image_size : int

    Returns
    -------
    tuple of int
        For every stage, the multiply-adds of its convolutions for one image. Biases do not count.

    Notes
    -----
    Derived in chapter "VGG", section "What a stage costs".
    """
    costs, cost, channels, size = [], 0, in_channels, image_size
    for entry in column:
        if entry == "M":
            costs.append(cost)
            cost = 0
            size //= 2
        else:
            filters, kernel_size = entry if isinstance(entry, tuple) else (entry, 3)
            cost += kernel_size**2 * channels * filters * size**2
            channels = filters
    return tuple(costs)


def column_from_counts():
    """Recognize the column with 133,638,952 parameters by its convolutions.

    Returns
    -------
    of_3x3, of_1x1 : int
        How many convolutions of 3×3 and how many of 1×1 the column has.

    Notes
    -----
    See chapter "VGG", section "Six networks, counted".
    """
    return 10, 3


def fields_of_stacks(column):
    """Say how much of the image a number sees after each pooling of a column.

    Parameters
    ----------
    column : tuple
        As for `stage_costs`.

    Returns
    -------
    tuple of int
        For every pooling, the receptive field of its outputs in pixels along one axis.

    Notes
    -----
    The rule is derived in chapter "What an output sees"; the numbers of VGG-16 stand in chapter
    "VGG", section "Where the memory is, where the parameters are".
    """
    fields, field, jump = [], 1, 1
    for entry in column:
        if entry == "M":
            field += jump
            jump *= 2
            fields.append(field)
        else:
            kernel_size = entry[1] if isinstance(entry, tuple) else 3
            field += (kernel_size - 1) * jump
    return tuple(fields)


def dense_everywhere(maps, w, b, window):
    """Apply a dense layer to every window of larger maps, as a convolution does.

    Parameters
    ----------
    maps : ndarray of shape (N, C, H, W)
    w : ndarray of shape (D_out, C * KH * KW)
        Weights of a dense layer that reads maps of shape (C, KH, KW), flattened in row-major order.
    b : ndarray of shape (D_out,)
    window : (int, int)
        `(KH, KW)`, at most `(H, W)`.

    Returns
    -------
    ndarray of shape (N, D_out, H - KH + 1, W - KW + 1)
        At row i and column j, what the dense layer computes from the window there.

    Notes
    -----
    Derived in chapter "VGG", section "A dense layer is a convolution".
    """
    N, C, H, W = maps.shape
    KH, KW = window
    filters = w.reshape(-1, C, KH, KW)
    out = np.zeros((N, len(filters), H - KH + 1, W - KW + 1), np.result_type(maps, w, b))
    for i in range(H - KH + 1):
        for j in range(W - KW + 1):
            seen = maps[:, np.newaxis, :, i : i + KH, j : j + KW]
            out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
    return out
