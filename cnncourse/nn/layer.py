"""A layer that is one function."""

from __future__ import annotations

from cnncourse.nn.module import Module


class Layer(Module):
    """A layer that is one function of `cnncourse.layers`, with its learned arrays and options.

    A subclass says in `function` which pair it runs: `"conv2d"` stands for
    `conv2d_forward(x, weight, bias, **options)` and `conv2d_backward`, with the learned arrays in
    the order of `parameter_names`.
    """

    function = ""

    def options(self):
        """Give the options of the forward function, by name."""
        return {}

    def forward(self, x):
        """Run the forward function on a batch."""
        learned = [getattr(self, name) for name in self.parameter_names]
        forward = getattr(self.functions, f"{self.function}_forward")
        out, self._cache = forward(x, *learned, **self.options())
        return out

    def backward(self, dout):
        """Run the backward function: give the input's gradient, keep those of learned arrays."""
        backward = getattr(self.functions, f"{self.function}_backward")
        if not self.parameter_names:
            return backward(dout, self._remembered())
        dx, *gradients = backward(dout, self._remembered())
        self._gradients = dict(zip(self.parameter_names, gradients, strict=True))
        return dx
