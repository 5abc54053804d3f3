"""An engine that runs a student's functions and no others, given to the last notebook.

The functions of the notebooks differ a little from those of `cnncourse.layers`: in a name, an
option that was not asked for, the form of a cache. `fitted` puts that right. It computes nothing
itself but `relu_forward`, which no notebook asks for.
"""

from __future__ import annotations

import difflib
import sys
import time

import numpy as np

from cnncourse.layers.shapes import pair

NOTEBOOKS = {
    "01_convolution": ("conv2d_forward",),
    "03_pooling": ("max_pool2d_forward", "avg_pool2d_forward"),
    "04_backpropagation": (
        *("linear_forward", "linear_backward", "relu_backward"),
        "softmax_cross_entropy",
    ),
    "05_backward_convolution": ("conv2d_backward",),
    "06_backward_rest": (
        *("max_pool2d_backward", "avg_pool2d_backward"),
        *("batch_norm_forward", "batch_norm_backward"),
    ),
    "08_fast_convolution": ("im2col", "conv2d_by_matrix", "conv2d_backward_by_matrix"),
    "09_training": (
        *("he_normal", "sgd_step", "adam_step", "cosine_rate", "one_cycle_rate"),
        "random_crop",
    ),
}
"""The functions that the last notebook collects, by the notebook that asks for them."""

LAYERS = frozenset(
    name for home, names in NOTEBOOKS.items() if home != "09_training" for name in names
)
"""Those that layers and losses run; the others help to train."""

FAST = NOTEBOOKS["08_fast_convolution"]
SLOW = (
    "with the loops of 01_convolution, training takes a quarter of an hour or more: solve "
    f"{FAST[0]}, {FAST[1]} and {FAST[2]} in 08_fast_convolution, then collect again"
)


class MissingFunction(LookupError):
    """A function that the student has not written is needed; nothing takes its place.

    A notebook shows only the message, without a traceback.
    """

    def _render_traceback_(self):
        return [str(self)]


def engine(nn, own, *, loops=True):
    """Make an engine whose layers run a student's functions.

    Parameters
    ----------
    nn : module
        `cnncourse.nn`.
    own, loops
        See `fitted`.

    Returns
    -------
    namespace
        As from `nn.using`.
    """
    return nn.using(fitted(own, loops=loops))


def is_slow(own):
    """Say whether the convolutions are loops, so that training would take minutes."""
    return not all(name in own for name in FAST)


def fitted(own, *, loops=True):
    """Fit a student's functions to the names, arguments and results of `cnncourse.layers`.

    Parameters
    ----------
    own : mapping of str to function
        By the names in `NOTEBOOKS`; any may be missing. It is read when a layer runs.
    loops : bool
        Whether the convolutions may be loops.

    Returns
    -------
    dict of str to function
        What LeNet-5 and ResNet-20 run. Convolutions are matrix products if there are such. A
        function that needs a missing one raises `MissingFunction` when it is called.
    """

    def get(name):
        if name in own:
            return own[name]
        home = next(home for home, names in NOTEBOOKS.items() if name in names)
        unknown = [
            other for other in own if not any(other in names for names in NOTEBOOKS.values())
        ]
        alike = difflib.get_close_matches(name, unknown, n=1)
        if alike:
            raise MissingFunction(f"{name} is missing: is it {alike[0]!r}? Then rename that")
        raise MissingFunction(f"{name} is missing: write it in {home}, then collect again")

    def same(name):
        return lambda *arguments, **options: get(name)(*arguments, **options)

    def cross_entropy(logits, labels, *, label_smoothing=0.0):
        _require(label_smoothing=label_smoothing == 0)
        return get("softmax_cross_entropy")(logits, labels)

    def batch_norm(x, *arrays, **options):
        results = get("batch_norm_forward")(x, *arrays, **options)
        if type(results) is tuple and len(results) == 4 and not _is_described(results[3], x):
            raise TypeError(
                "batch_norm_backward cannot read the cache of batch_norm_forward: let it return "
                "(x_hat, gamma, std, training), as 06_backward_rest describes"
            )
        return results

    return {
        **_convolution(own, get, loops),
        **_pooling(get),
        "linear_forward": same("linear_forward"),
        "linear_backward": same("linear_backward"),
        "relu_forward": lambda x: (np.maximum(x, 0), (x,)),
        "relu_backward": same("relu_backward"),
        "batch_norm2d_forward": batch_norm,
        "batch_norm2d_backward": same("batch_norm_backward"),
        "softmax_cross_entropy": cross_entropy,
    }


def _convolution(own, get, loops):
    """Fit the convolution: by matrix products, or by loops."""

    def forward(x, w, b, *, stride, padding, dilation, groups):
        options = {"stride": stride, "padding": padding}
        cache = (x, w, b, stride, padding, dilation, groups)
        if is_slow(own):
            if not loops:
                raise MissingFunction(SLOW)
            out = get("conv2d_forward")(x, w, b, **options, dilation=dilation, groups=groups)[0]
            return out, cache
        _require(dilation=pair(dilation) == (1, 1), groups=groups == 1)
        return get("conv2d_by_matrix")(x, w, b, **options)[0], cache

    def backward(dout, cache):
        if is_slow(own):
            return get("conv2d_backward")(dout, cache)
        x, w, b, stride, padding, *_ = cache
        cols = get("im2col")(x, w.shape[2:], stride=stride, padding=padding)
        of_matrices = (cols, w, b, x.shape[2:], stride, padding)
        return get("conv2d_backward_by_matrix")(dout, of_matrices)

    return {"conv2d_forward": forward, "conv2d_backward": backward}


def _pooling(get):
    """Fit pooling: the backward passes want the caches that their notebook describes."""

    def pooling(kind):
        def forward(x, *, kernel_size, stride, padding=0, ceil_mode=False, count_include_pad=True):
            _require(padding=pair(padding) == (0, 0), ceil_mode=not ceil_mode)
            own_forward = get(f"{kind}_pool2d_forward")
            out = own_forward(x, kernel_size=kernel_size, stride=stride)[0]
            return out, (x, pair(kernel_size), pair(stride))

        def backward(dout, cache):
            return get(f"{kind}_pool2d_backward")(dout, cache)

        return forward, backward

    (max_forward, max_backward), (avg_forward, avg_backward) = pooling("max"), pooling("avg")

    def global_forward(x, *, output_size):
        _require(output_size=pair(output_size) == (1, 1))
        return avg_forward(x, kernel_size=x.shape[2:], stride=x.shape[2:])

    return {
        "max_pool2d_forward": max_forward,
        "max_pool2d_backward": max_backward,
        "avg_pool2d_forward": avg_forward,
        "avg_pool2d_backward": avg_backward,
        "adaptive_avg_pool2d_forward": global_forward,
        "adaptive_avg_pool2d_backward": avg_backward,
    }


def _is_described(cache, x):
    """Say whether batch norm's cache has the parts that its notebook describes."""
    if type(cache) is not tuple or len(cache) != 4:
        return False
    x_hat, gamma, std, training = cache
    of_channels = np.size(gamma) == np.size(std) == x.shape[1]
    return np.shape(x_hat) == x.shape and of_channels and np.ndim(training) == 0


def _require(**options):
    """Raise an error for an option that the notebooks did not ask for."""
    for name, is_usual in options.items():
        if not is_usual:
            raise ValueError(f"your functions do not know the option {name}")


def lenet5(nn):
    """Build LeNet-5 for digits of 16×16 pixels, with average pooling as in 1998, and ReLU.

    Parameters
    ----------
    nn : module or namespace
        The engine.

    Returns
    -------
    network
        From (N, 1, 16, 16) to (N, 10); 21,386 parameters.
    """
    return nn.Sequential(
        c1=nn.Conv2d(1, 6, 5, padding=2),  # 6 x 16 x 16
        relu1=nn.ReLU(),
        s2=nn.AvgPool2d(2),  # 6 x 8 x 8
        c3=nn.Conv2d(6, 16, 5),  # 16 x 4 x 4
        relu3=nn.ReLU(),
        s4=nn.AvgPool2d(2),  # 16 x 2 x 2
        flatten=nn.Flatten(),
        c5=nn.Linear(64, 120),
        relu5=nn.ReLU(),
        f6=nn.Linear(120, 84),
        relu6=nn.ReLU(),
        output=nn.Linear(84, 10),
    )


def start(net, rng):
    """Draw the first weights of a network by He's rule; biases start at 0.

    Parameters
    ----------
    net : Module
        Changed in place.
    rng : numpy.random.Generator

    Returns
    -------
    Module
        The network.
    """
    for value in net.parameters():
        fan_in = np.prod(value.shape[1:])
        value[...] = rng.normal(0, np.sqrt(2 / fan_in), value.shape) if value.ndim > 1 else 0
    return net


class TrainingProgress:
    """Show how a training run goes, in one line, and keep the losses.

    Attributes
    ----------
    losses : list of float
        One for every step, also after an interrupt.
    """

    def __init__(self):
        self.losses, self._shown = [], 0.0

    def __call__(self, step, steps, loss):
        """Note a step.

        Parameters
        ----------
        step : int
            From 0 to `steps - 1`.
        steps : int
        loss : float
        """
        self.losses.append(float(loss))
        now = time.monotonic()
        if now - self._shown > 0.5 or step == steps - 1:
            self._shown = now
            recent = np.mean(self.losses[-20:])
            line = f"\rstep {step + 1} of {steps}, loss {recent:.3f} "
            print(line, end="\n" if step == steps - 1 else "", file=sys.stdout, flush=True)
