"""What the exercises on LeNet-5 and AlexNet ask for: the only copy of each function.

The networks of the course are in `cnncourse.models`; the builders here are short enough for an
exercise and have fewer options. `cnncourse.layers` has the same subsampling fast, with its
arguments checked.
"""

from __future__ import annotations

import numpy as np


def subsampling_forward(x, w, b):
    """Add up every 2×2 window, multiply by the weight of its map and add the bias of its map.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    w, b : ndarray of shape (C,)
        A weight and a bias for each map.

    Returns
    -------
    out : ndarray of shape (N, C, H // 2, W // 2)
        An odd last row or column is left out. No activation follows.
    cache : tuple
        What the backward pass needs: `(x.shape, sums, w)`, with the sum of every window.

    Notes
    -----
    Derived in chapter "LeNet-5", section "Subsampling that learns".
    """
    N, C, H, W = x.shape
    sums = np.zeros((N, C, H // 2, W // 2), x.dtype)
    for i in range(H // 2):
        for j in range(W // 2):
            window = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            sums[:, :, i, j] = window.sum(axis=(2, 3))
    out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
    return out, (x.shape, sums, w)


def lenet5_connections():
    """Say which maps of S2 each map of C3 sees in LeNet-5.

    Returns
    -------
    ndarray of bool, shape (16, 6)
        True at `[c, s]` if map c of C3 sees map s of S2.

    Notes
    -----
    The table stands in chapter "LeNet-5", section "Not everybody sees everybody".
    """
    mask = np.zeros((16, 6), dtype=bool)
    for first in range(6):
        for step in range(3):
            mask[first, (first + step) % 6] = True
        for step in range(4):
            mask[6 + first, (first + step) % 6] = True
    for first in range(3):
        for step in (0, 1, 3, 4):
            mask[12 + first, (first + step) % 6] = True
    mask[15] = True
    return mask


def lenet5(nn, *, num_classes=10, in_channels=1):
    """Build LeNet-5 as it is taught today, for images of 32×32 pixels.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn`, `cnncourse.blueprint` or another with their layers.
    num_classes, in_channels : int

    Returns
    -------
    network
        C1, S2, C3, S4, C5, F6 and the output, with max pooling and a ReLU after every layer that
        learns, except the last; 61,706 parameters for ten classes and grey images.

    Notes
    -----
    Described in chapter "LeNet-5", section "Seven layers".
    """
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
        nn.ReLU(),
        nn.MaxPool2d(2),  # 6 x 14 x 14
        nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
        nn.ReLU(),
        nn.MaxPool2d(2),  # 16 x 5 x 5
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, num_classes),
    )


def repair_the_network(nn):
    """Build the network of a lecture, repaired: LeNet-5 with one row of scores for every image.

    Parameters
    ----------
    nn : module
        `cnncourse.nn`.

    Returns
    -------
    network
        From grey images (N, 1, 32, 32) to (N, 10), with 61,706 parameters.

    Notes
    -----
    The fault is explained in chapter "LeNet-5", section "Sixty thousand, exactly".
    """

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5)
            self.relu1 = nn.ReLU()
            self.pool1 = nn.MaxPool2d(2)
            self.conv2 = nn.Conv2d(6, 16, 5)
            self.relu2 = nn.ReLU()
            self.pool2 = nn.MaxPool2d(2)
            self.fc1 = nn.Linear(400, 120)
            self.relu3 = nn.ReLU()
            self.fc2 = nn.Linear(120, 84)
            self.relu4 = nn.ReLU()
            self.fc3 = nn.Linear(84, 10)

        def forward(self, x):
            x = self.pool1(self.relu1(self.conv1(x)))
            x = self.pool2(self.relu2(self.conv2(x)))
            x = x.reshape(len(x), 400)
            x = self.relu3(self.fc1(x))
            x = self.relu4(self.fc2(x))
            return self.fc3(x)

    return LeNet()


def parameters_by_layer(layers, *, in_channels, image_size):
    """Count the parameters of a network, layer by layer.

    Parameters
    ----------
    layers : list of tuple
        First layer first: `("conv", filters, kernel_size, stride, padding, groups)`,
        `("pool", kernel_size, stride)` or `("dense", outputs)`. Kernels and windows are square.
    in_channels : int
        Channels of the image.
    image_size : int
        Height and width of the image.

    Returns
    -------
    tuple of int
        Weights and biases of every layer; 0 for a pooling.

    Notes
    -----
    Derived in chapter "LeNet-5", section "Sixty thousand, exactly".
    """
    counts, channels, size = [], in_channels, image_size
    for kind, *numbers in layers:
        if kind == "conv":
            filters, kernel_size, stride, padding, groups = numbers
            counts.append(filters * (channels // groups * kernel_size**2 + 1))
            channels = filters
            size = (size + 2 * padding - kernel_size) // stride + 1
        elif kind == "pool":
            kernel_size, stride = numbers
            counts.append(0)
            size = (size - kernel_size) // stride + 1
        else:
            (outputs,) = numbers
            counts.append(outputs * (channels * size**2 + 1))
            channels, size = outputs, 1
    return tuple(counts)


def where_is_it():
    """Name the layers of AlexNet that have the most of everything.

    The network is the one tower for images of 227×227 pixels; its layers are called conv1 to
    conv5 and fc6 to fc8.

    Returns
    -------
    parameters : str
        The layer with the most parameters.
    multiply_adds : str
        The layer with the most multiply-adds for one image.
    memory : str
        The layer with the largest output.

    Notes
    -----
    See chapter "AlexNet", section "Where are the costs?".
    """
    return "fc6", "conv2", "conv1"


def alexnet(nn, filters, *, hidden, num_classes=1000):
    """Build AlexNet as one tower, for colour images of 227×227 pixels.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn`, `cnncourse.blueprint` or another with their layers.
    filters : tuple of five int
        Of the convolutions; in the paper 96, 256, 384, 384 and 256.
    hidden : int
        Outputs of the first and of the second dense layer; in the paper 4,096.
    num_classes : int

    Returns
    -------
    network
        With the paper's numbers, 62,378,344 parameters.

    Notes
    -----
    Described in chapter "AlexNet", section "A size that fits".
    """
    c1, c2, c3, c4, c5 = filters
    return nn.Sequential(
        nn.Conv2d(3, c1, 11, stride=4),  # 55 x 55
        nn.ReLU(),
        nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
        nn.MaxPool2d(3, stride=2),  # 27 x 27
        nn.Conv2d(c1, c2, 5, padding=2),
        nn.ReLU(),
        nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
        nn.MaxPool2d(3, stride=2),  # 13 x 13
        nn.Conv2d(c2, c3, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(c3, c4, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(c4, c5, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(3, stride=2),  # 6 x 6
        nn.Flatten(),
        nn.Linear(c5 * 6 * 6, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, num_classes),
    )


def alexnet_two_groups(nn, filters, *, hidden, num_classes=1000):
    """Build AlexNet as published: its second, fourth and fifth convolutions have two groups.

    Parameters
    ----------
    nn : module
        The engine: `cnncourse.nn`, `cnncourse.blueprint` or another with their layers.
    filters : tuple of five int
        Of the convolutions, all even; in the paper 96, 256, 384, 384 and 256.
    hidden : int
        Outputs of the first and of the second dense layer; in the paper 4,096.
    num_classes : int

    Returns
    -------
    network
        Everything else is as in `alexnet`. With the paper's numbers, 60,965,224 parameters.

    Notes
    -----
    Described in chapter "AlexNet", section "Two cards, two groups".
    """
    layers, channels = [], 3
    rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
    for place, (count, kernel_size, groups) in enumerate(rows, 1):
        stride, padding = (4, 0) if place == 1 else (1, kernel_size // 2)
        layers.append(nn.Conv2d(channels, count, kernel_size, stride, padding, groups=groups))
        layers.append(nn.ReLU())
        if place in (1, 2):
            layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
        if place in (1, 2, 5):
            layers.append(nn.MaxPool2d(3, stride=2))
        channels = count
    return nn.Sequential(
        *layers,
        nn.Flatten(),
        nn.Linear(channels * 6 * 6, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, num_classes),
    )
