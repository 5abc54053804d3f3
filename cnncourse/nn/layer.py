"""Layers that run one pair of functions."""

from __future__ import annotations

import numpy as np

from cnncourse.nn.functions import require_result, require_results
from cnncourse.nn.module import Module


class Layer(Module):
    """A layer that runs one pair of functions of `cnncourse.layers`.

    A subclass sets `function` to the name of the pair: `"conv2d"` stands for
    `conv2d_forward(x, weight, bias, **options)` and `conv2d_backward`, with the learned arrays in
    the order of `parameter_names`. Results are checked, because the functions may be a student's
    (see `cnncourse.nn.using`).
    """

    function = ""
    results = "the pair (out, cache)"

    def options(self):
        """Return the options of the forward function by name."""
        return {}

    def forward(self, x):
        """Run the forward function on a batch."""
        learned = [getattr(self, name) for name in self.parameter_names]
        (out,) = self._run(x, *learned, **self.options())
        return out

    def backward(self, dout):
        """Run the backward function; return the input's gradient and store the others."""
        x_shape, cache = self._remembered()
        name = f"{self.function}_backward"
        given = getattr(self.functions, name)(dout, cache)
        if self.parameter_names:
            wanted = f"the gradients of {', '.join(('x', *self.parameter_names))}"
            dx, *gradients = require_results(given, name, wanted)
        else:
            dx, gradients = given, []
        require_result(dx, x_shape, name, "the gradient of x")
        self._keep_gradients(gradients, name)
        return dx

    def _run(self, x, *arrays, **options):
        """Run the forward function; store its cache and return its other results."""
        name = f"{self.function}_forward"
        given = getattr(self.functions, name)(x, *arrays, **options)
        *results, cache = require_results(given, name, self.results)
        require_result(results[0], None, name, "out")
        self._cache = np.shape(x), cache
        return results

    def _keep_gradients(self, gradients, function):
        """Store the gradients of the learned arrays after checking their shapes."""
        for name, gradient in zip(self.parameter_names, gradients, strict=True):
            value = getattr(self, name)
            if value is not None:
                require_result(gradient, value.shape, function, f"the gradient of {name}")
        self._gradients = dict(zip(self.parameter_names, gradients, strict=True))
