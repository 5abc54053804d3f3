"""Initialization: how large the weights are before training.

A sum of `fan_in` products has about `fan_in` times the variance of one product. If the weights are
too large or too small for that, the signal explodes or dies out from layer to layer. The same
happens to the gradient on its way back, where each value is a sum of `fan_out` products.
"""

from __future__ import annotations

from math import prod, sqrt

import numpy as np

from cnncourse import nn

RELU_GAIN = sqrt(2)  # a ReLU passes half of the power
SEEN_BY_WHITENING = 2000  # images
FLOOR = 5e-4  # added to variances, so that directions that hold only noise are not blown up


def fans(w):
    """Count the products in each sum, forward and backward.

    Parameters
    ----------
    w : ndarray of shape (D_out, D_in) or (C_out, C_in, ...)
        Weights of a linear layer or a convolution.

    Returns
    -------
    fan_in, fan_out : int
        `C_in * KH * KW` and `C_out * KH * KW`, counted from `w` alone, as in torch. With groups or
        a stride, `fan_out` exceeds the number of sums that an input contributes to.

    Raises
    ------
    ValueError
        If `w` has fewer than two axes.
    """
    if w.ndim < 2:
        raise ValueError(f"w must have two axes or more, outputs first, got shape {w.shape}")
    window = prod(w.shape[2:])
    return w.shape[1] * window, w.shape[0] * window


def he_normal(w, rng, *, mode="fan_in"):
    """Draw weights for a layer followed by ReLU, from a normal distribution.

    The standard deviation is `sqrt(2 / fan)`; torch's `kaiming_normal_(nonlinearity="relu")`.
    K. He, X. Zhang, S. Ren and J. Sun, "Delving deep into rectifiers", ICCV 2015.

    Parameters
    ----------
    w : ndarray
        Filled in place.
    rng : numpy.random.Generator
    mode : {"fan_in", "fan_out"}
        Whether to preserve the size of the signal going forward, or of the gradient going back.
    """
    w[...] = rng.normal(0.0, RELU_GAIN / sqrt(_fan(w, mode)), w.shape)


def he_uniform(w, rng, *, mode="fan_in"):
    """Draw weights for a layer followed by ReLU, uniformly from -bound to bound.

    The bound is `sqrt(6 / fan)`, which gives the same variance as `he_normal`; torch's
    `kaiming_uniform_(nonlinearity="relu")`. The parameters are those of `he_normal`.
    """
    bound = sqrt(3) * RELU_GAIN / sqrt(_fan(w, mode))
    w[...] = rng.uniform(-bound, bound, w.shape)


def glorot_normal(w, rng):
    """Draw weights for a layer followed by tanh or no activation, from a normal distribution.

    The standard deviation is `sqrt(2 / (fan_in + fan_out))`; torch's `xavier_normal_`.
    X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010.

    Parameters
    ----------
    w : ndarray
        Filled in place.
    rng : numpy.random.Generator
    """
    w[...] = rng.normal(0.0, sqrt(2 / sum(fans(w))), w.shape)


def glorot_uniform(w, rng):
    """Draw weights for a layer followed by tanh or no activation, uniformly from -bound to bound.

    The bound is `sqrt(6 / (fan_in + fan_out))`, the paper's equation (16); torch's
    `xavier_uniform_`. The parameters are those of `glorot_normal`.
    """
    bound = sqrt(6 / sum(fans(w)))
    w[...] = rng.uniform(-bound, bound, w.shape)


def whiten(w, images):
    """Set the filters of a first convolution so that its outputs start out uncorrelated.

    Neighbouring pixels are much alike, so the outputs of most filters are as well. The filters here
    are the principal axes of the patches in the images, the largest first, each divided by the
    standard deviation along it, followed by the same filters negated: behind a ReLU, a pair keeps
    both signs. D. Page, "How to train your ResNet 8: bag of tricks", 2019, without the negated
    ones; K. Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024, section 3.2. They keep
    these filters fixed; here they are only where learning begins.

    Parameters
    ----------
    w : ndarray of shape (C_out, C_in, KH, KW)
        Filled in place, as far as there are axes: `2 * C_in * KH * KW` filters. Others are kept.
    images : ndarray of shape (N, C_in, H, W)
        Normalized training images; the first 2,000 are used, at every place of the filter.

    Raises
    ------
    ValueError
        If the images have another number of channels, or are smaller than the filters.
    """
    images = images[:SEEN_BY_WHITENING]
    fits = images.ndim == 4 and images.shape[1] == w.shape[1]
    if not (fits and all(np.greater_equal(images.shape[2:], w.shape[2:]))):
        raise ValueError(
            f"whitening fits filters of shape {w.shape} to images of shape (N, {w.shape[1]}, H, W) "
            f"that are no smaller, got {images.shape}"
        )
    windows = np.lib.stride_tricks.sliding_window_view(images, w.shape[2:], axis=(2, 3))
    N, C, OH, OW, KH, KW = windows.shape
    sums, products = np.zeros(C * KH * KW), np.zeros((C * KH * KW, C * KH * KW))
    for window in windows:  # image by image: all patches at once would fill the memory
        patches = window.transpose(1, 2, 0, 3, 4).reshape(OH * OW, -1).astype(float)
        sums += patches.sum(axis=0)
        products += patches.T @ patches
    mean = sums / (N * OH * OW)
    variances, axes = np.linalg.eigh(products / (N * OH * OW) - np.outer(mean, mean))
    filters = (axes / np.sqrt(np.maximum(variances, 0) + FLOOR)).T[::-1]
    filters = np.concatenate([filters, -filters])[: len(w)]
    w[: len(filters)] = filters.reshape(-1, C, KH, KW)


def initialize(net, scheme, rng, images=None):
    """Initialize all weights of a numpy network.

    Parameters
    ----------
    net : nn.Module
        Changed in place.
    scheme : {"torch", "he", "glorot", "whitened"}
        `"torch"` is torch's default for every layer. `"he"` uses `he_normal`, with
        `mode="fan_out"` for convolutions, as torchvision's residual networks do, and
        `mode="fan_in"` for linear layers: the fan-out of the last one is the number of classes,
        which is so small that its logits would start far from 0. `"glorot"` uses `glorot_uniform`
        for both. These two set the biases of these layers to 0. `"whitened"` is `"he"`, with the
        first convolution replaced by `whiten`. All other layers start as in torch: batch norm
        scales by 1 and shifts by 0.
    rng : numpy.random.Generator
    images : ndarray of shape (N, C, H, W), optional
        The training images, which `"whitened"` needs.

    Raises
    ------
    ValueError
        If the scheme is unknown, or there is nothing to whiten.
    """
    if scheme not in ("torch", "he", "glorot", "whitened"):
        raise ValueError(f"scheme must be torch, he, glorot or whitened, got {scheme!r}")
    net.reset_parameters(rng)
    if scheme == "torch":
        return
    convolutions = (nn.Conv1d, nn.Conv2d, nn.Conv3d, nn.ConvTranspose2d)
    for layer in net.modules():
        if not isinstance(layer, (*convolutions, nn.Linear)):
            continue
        if scheme == "glorot":
            glorot_uniform(layer.weight, rng)
        else:
            mode = "fan_out" if isinstance(layer, convolutions) else "fan_in"
            he_normal(layer.weight, rng, mode=mode)
        if layer.bias is not None:
            layer.bias[...] = 0
    if scheme == "whitened":
        first = next((layer for layer in net.modules() if isinstance(layer, nn.Conv2d)), None)
        if first is None or images is None:
            raise ValueError("whitened needs a network with a Conv2d, and the training images")
        whiten(first.weight, images)


def _fan(w, mode):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode must be fan_in or fan_out, got {mode!r}")
    return fans(w)[mode == "fan_out"]
