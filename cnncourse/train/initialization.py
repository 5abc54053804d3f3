"""Initialization: how large the weights are before training.

A sum of `fan_in` products has about `fan_in` times the variance of one product. If the weights are
too large or too small for that, the signal explodes or dies out from layer to layer. The same
happens to the gradient on its way back, where each value is a sum of `fan_out` products.
"""

from __future__ import annotations

from math import prod, sqrt

from cnncourse import nn

RELU_GAIN = sqrt(2)  # a ReLU passes half of the power


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


def initialize(net, scheme, rng):
    """Initialize all weights of a numpy network.

    Parameters
    ----------
    net : nn.Module
        Changed in place.
    scheme : {"torch", "he", "glorot"}
        `"torch"` is torch's default for every layer. `"he"` uses `he_normal`, with
        `mode="fan_out"` for convolutions, as torchvision's residual networks do, and
        `mode="fan_in"` for linear layers: the fan-out of the last one is the number of classes,
        which is so small that its logits would start far from 0. `"glorot"` uses `glorot_uniform`
        for both. The last two set the biases of these layers to 0. All other layers start as in
        torch: batch norm scales by 1 and shifts by 0.
    rng : numpy.random.Generator

    Raises
    ------
    ValueError
        If the scheme is unknown.
    """
    if scheme not in ("torch", "he", "glorot"):
        raise ValueError(f"scheme must be torch, he or glorot, got {scheme!r}")
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


def _fan(w, mode):
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"mode must be fan_in or fan_out, got {mode!r}")
    return fans(w)[mode == "fan_out"]
