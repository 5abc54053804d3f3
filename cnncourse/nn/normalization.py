"""Normalization layers and dropout."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import flag, number, positive, require_generator
from cnncourse.layers.fixed_arguments import only_defaults
from cnncourse.nn.arrays import float_dtype
from cnncourse.nn.functions import require_result
from cnncourse.nn.layer import Layer


class _BatchNorm(Layer):
    """Batch normalization; the subclasses differ in the axes of their input."""

    parameter_names = ("weight", "bias")
    buffer_names = ("running_mean", "running_var", "num_batches_tracked")
    results = "(out, running_mean, running_var, cache)"

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        only_defaults(device=device)
        self.num_features, dtype = positive(num_features, "num_features"), float_dtype(dtype)
        self.eps = number(eps, "eps", minimum=0)
        self.momentum = momentum
        if momentum is not None:
            self.momentum = number(momentum, "momentum", minimum=0, maximum=1)
        self.affine = flag(affine, "affine")
        self.track_running_stats = flag(track_running_stats, "track_running_stats")
        self.weight = np.ones(num_features, dtype) if affine else None
        self.bias = np.zeros(num_features, dtype) if flag(bias, "bias") and affine else None
        self.running_mean = np.zeros(num_features, dtype) if track_running_stats else None
        self.running_var = np.ones(num_features, dtype) if track_running_stats else None
        self.num_batches_tracked = np.array(0) if track_running_stats else None

    def reset_parameters(self, rng):
        """Reset scales, shifts and running statistics; nothing is drawn."""
        require_generator(rng)
        if self.affine:
            self.weight[...] = 1
        if self.bias is not None:
            self.bias[...] = 0
        if self.track_running_stats:
            self.running_mean[...], self.running_var[...] = 0, 1
            self.num_batches_tracked[...] = 0

    def forward(self, x):
        """Run the forward function on a batch; in training, update the running statistics."""
        update = self.training and self.track_running_stats
        out, running_mean, running_var = self._run(
            x,
            self.weight,
            self.bias,
            self.running_mean,
            self.running_var,
            training=self.training or not self.track_running_stats,
            momentum=self._next_momentum() if update else 0.0,
            eps=self.eps,
        )
        if update:
            name, shape = f"{self.function}_forward", self.running_mean.shape
            require_result(running_mean, shape, name, "running_mean")
            require_result(running_var, shape, name, "running_var")
            self.running_mean[...], self.running_var[...] = running_mean, running_var
            self.num_batches_tracked += 1
        return out

    def _next_momentum(self):
        """Return the weight of the next batch; without a momentum, all batches count equally."""
        return self.momentum if self.momentum is not None else 1 / (1 + self.num_batches_tracked)

    def extra_repr(self):
        """Show every argument."""
        text = f"{self.num_features}, eps={self.eps}, momentum={self.momentum}"
        text += f", affine={self.affine}, track_running_stats={self.track_running_stats}"
        return text + (", bias=False" if self.affine and self.bias is None else "")


class BatchNorm2d(_BatchNorm):
    """Every channel with mean 0 and variance 1; see `layers.batch_norm2d_forward`.

    Maps (N, C, H, W) to the same shape.

    Parameters
    ----------
    num_features : int
        The number of channels, axis 1.
    eps : float
        Added to the variance.
    momentum : float or None
        Weight of the new batch in the running statistics; with None, all batches count equally.
    affine : bool
        Whether to learn a scale, `weight`, and a shift, `bias`.
    track_running_stats : bool
        If False, evaluation also normalizes by the statistics of the batch.
    device : None or "cpu"
    dtype : dtype, optional
        Of all arrays but the count of batches: `numpy.float32`, the default, or `numpy.float64`.
    bias : bool
        Whether `affine` includes the shift.
    """

    function = "batch_norm2d"


class BatchNorm1d(_BatchNorm):
    """Every feature with mean 0 and variance 1; see `layers.batch_norm1d_forward`.

    Maps (N, C) or (N, C, L) to the same shape, with the arguments of `BatchNorm2d`.
    """

    function = "batch_norm1d"


class LocalResponseNorm(Layer):
    """Numbers divided by their neighbours' size; see `layers.local_response_norm_forward`.

    Maps (N, C, H, W) to the same shape.

    Parameters
    ----------
    size : int
        Number of neighbouring channels.
    alpha, beta, k : float
        The divisor is `(k + alpha * mean of squares) ** beta`. The AlexNet paper uses the sum of
        squares: its alpha = 1e-4 is `alpha=5e-4` at `size=5`.
    """

    function = "local_response_norm"

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        super().__init__()
        self.size = positive(size, "size")
        self.alpha, self.beta = number(alpha, "alpha"), number(beta, "beta")
        self.k = number(k, "k")

    def options(self):
        """Return the options of the forward function by name."""
        return {"size": self.size, "alpha": self.alpha, "beta": self.beta, "k": self.k}

    def extra_repr(self):
        """Show every argument."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"


class Dropout(Layer):
    """Numbers set to zero at random, in training only; see `layers.dropout_forward`.

    Accepts any shape.

    Parameters
    ----------
    p : float
        Probability that a number is set to zero, 0 to 1.
    inplace : bool
        Without effect, as in `ReLU`.
    rng : numpy.random.Generator, optional
        Draws the masks; by default a fresh one. `reset_parameters` and `seed` replace it.
    """

    function = "dropout"

    def __init__(self, p=0.5, inplace=False, *, rng=None):
        super().__init__()
        only_defaults(inplace=inplace)
        self.p = number(p, "p", minimum=0, maximum=1)
        self.rng = np.random.default_rng() if rng is None else rng
        require_generator(self.rng)

    def options(self):
        """Return the options of the forward function by name."""
        return {"p": self.p, "rng": self.rng, "training": self.training}

    def reset_parameters(self, rng):
        """Spawn a generator from `rng`; there is nothing else to draw."""
        self.seed(rng)

    def seed(self, rng):
        """Replace the generator by one spawned from `rng`."""
        require_generator(rng)
        (self.rng,) = rng.spawn(1)

    def extra_repr(self):
        """Show the probability."""
        return f"p={self.p}"
