"""Optimizers: how a gradient becomes a step. Options mean what they mean in torch.

`moments` maps what an optimizer keeps for every parameter to torch's name for it, `counts` lists
its counters, and `options` turns settings into arguments. To add an optimizer, write a class here
and name it in `OPTIMIZERS`.
"""

from __future__ import annotations

from numbers import Real

import numpy as np


class SGD:
    """Stochastic gradient descent, optionally with momentum.

    For a parameter `w` with gradient `g`, a step is

        g = g + weight_decay * w
        velocity = momentum * velocity + g
        w = w - lr * velocity                      (plain)
        w = w - lr * (g + momentum * velocity)     (Nesterov)

    Parameters
    ----------
    parameters : list of ndarray
        Changed in place by `step`.
    lr : float
        The learning rate; may be changed before every step.
    momentum : float
    weight_decay : float
        Added to the gradient, for weights and biases alike, as in torch.
    nesterov : bool
        Whether to look ahead along the velocity; needs momentum.

    Raises
    ------
    TypeError
        If an option is not a number, or `nesterov` not a bool.
    ValueError
        If a number is negative, or `nesterov` is set without momentum.
    """

    moments = {"velocity": "momentum_buffer"}
    counts = ()

    def __init__(self, parameters, lr, *, momentum=0.0, weight_decay=0.0, nesterov=False):
        require_not_negative(lr=lr, momentum=momentum, weight_decay=weight_decay)
        if not isinstance(nesterov, (bool, np.bool_)):
            raise TypeError(f"nesterov must be True or False, got {nesterov!r}")
        if nesterov and momentum == 0:
            raise ValueError("nesterov needs a momentum above 0")
        self.parameters = list(parameters)
        self.lr = lr
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.nesterov = nesterov
        self.velocity = [np.zeros_like(w) for w in self.parameters]

    def step(self, gradients):
        """Update every parameter.

        Parameters
        ----------
        gradients : list of ndarray
            In the order of the parameters; left unchanged.
        """
        for w, g, velocity in zip(self.parameters, gradients, self.velocity, strict=True):
            if self.weight_decay:
                g = g + self.weight_decay * w
            if self.momentum:
                velocity *= self.momentum
                velocity += g
                g = g + self.momentum * velocity if self.nesterov else velocity
            w -= self.lr * g

    @staticmethod
    def options(settings):
        """Return the arguments, other than `lr`, that the settings stand for."""
        return {
            "momentum": settings.momentum,
            "nesterov": settings.nesterov,
            "weight_decay": settings.weight_decay,
        }


class Adam:
    """Take steps of about `lr` in every coordinate, whatever the size of its gradient.

    For a parameter `w` with gradient `g`, step number t is

        g = g + weight_decay * w
        mean = beta1 * mean + (1 - beta1) * g
        square = beta2 * square + (1 - beta2) * g²
        w = w - lr * mean / (1 - beta1^t) / (sqrt(square / (1 - beta2^t)) + eps)

    D. P. Kingma and J. Ba, "Adam: A method for stochastic optimization", ICLR 2015.

    Parameters
    ----------
    parameters : list of ndarray
        Changed in place by `step`.
    lr : float
        The learning rate; may be changed before every step.
    betas : (float, float)
        The share of each of the two averages that a step keeps.
    eps : float
    weight_decay : float
        Added to the gradient, as in torch's `Adam`; `AdamW` differs.

    Raises
    ------
    TypeError
        If an option is not a number, or `betas` not a pair of numbers.
    ValueError
        If a number is negative, or a beta is 1 or more.
    """

    moments = {"mean": "exp_avg", "square": "exp_avg_sq"}
    counts = ("steps",)

    def __init__(self, parameters, lr=1e-3, *, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        require_not_negative(lr=lr, eps=eps, weight_decay=weight_decay)
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:
            raise TypeError(f"betas must be a pair of numbers, got {betas!r}")
        for beta in betas:
            require_not_negative(betas=beta)
        if max(betas) >= 1:
            raise ValueError(f"betas must be smaller than 1, got {betas}")
        self.parameters = list(parameters)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.steps = 0
        self.mean = [np.zeros_like(w) for w in self.parameters]
        self.square = [np.zeros_like(w) for w in self.parameters]

    def step(self, gradients):
        """Update every parameter.

        Parameters
        ----------
        gradients : list of ndarray
            In the order of the parameters; left unchanged.
        """
        self.steps += 1
        beta1, beta2 = self.betas
        whole1, whole2 = 1 - beta1**self.steps, 1 - beta2**self.steps
        for w, g, mean, square in zip(
            self.parameters, gradients, self.mean, self.square, strict=True
        ):
            g = self.decay(w, g)
            mean *= beta1
            mean += (1 - beta1) * g
            square *= beta2
            square += (1 - beta2) * g**2
            w -= self.lr / whole1 * mean / (np.sqrt(square / whole2) + self.eps)

    def decay(self, w, g):
        """Apply weight decay through the gradient, and return the gradient."""
        return g + self.weight_decay * w if self.weight_decay else g

    @staticmethod
    def options(settings):
        """Return the arguments, other than `lr`, that the settings stand for."""
        return {"betas": (settings.momentum, 0.999), "weight_decay": settings.weight_decay}


class AdamW(Adam):
    """Adam with decoupled weight decay: each step starts with `w = w - lr * weight_decay * w`.

    In Adam the decay passes through the two averages, so weights with large gradients decay less;
    here all decay alike. I. Loshchilov and F. Hutter, "Decoupled weight decay regularization",
    ICLR 2019.

    Parameters
    ----------
    parameters, lr, betas, eps
        As in `Adam`.
    weight_decay : float
        A step takes away `lr * weight_decay` of a weight.
    """

    def __init__(self, parameters, lr=1e-3, *, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(parameters, lr, betas=betas, eps=eps, weight_decay=weight_decay)

    def decay(self, w, g):
        """Shrink the parameter itself, and return the gradient unchanged."""
        if self.weight_decay:
            w *= 1 - self.lr * self.weight_decay
        return g


OPTIMIZERS = {"sgd": SGD, "adam": Adam, "adamw": AdamW}


def make_optimizer(optim, parameters, settings):
    """Create the optimizer that the settings name.

    Parameters
    ----------
    optim : module
        This module or `torch.optim`; their classes share names, arguments and meaning.
    parameters : list of ndarray or iterable of torch.nn.Parameter
    settings : Settings

    Returns
    -------
    optimizer from that module
    """
    ours = OPTIMIZERS[settings.optimizer]
    return getattr(optim, ours.__name__)(parameters, settings.lr, **ours.options(settings))


def require_not_negative(**numbers):
    """Raise an error for a value that is negative, NaN or not a number."""
    for name, value in numbers.items():
        if not isinstance(value, Real) or isinstance(value, bool):
            raise TypeError(f"{name} must be a number, got {value!r}")
        if not value >= 0:
            raise ValueError(f"{name} must not be negative, got {value}")
