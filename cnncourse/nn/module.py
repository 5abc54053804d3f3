"""What every layer with a forward and a backward pass has in common."""

from __future__ import annotations

import numpy as np

from cnncourse import layers


def float_dtype(dtype):
    """Read a dtype, which must be of floating-point numbers."""
    dtype = np.dtype(dtype)
    if dtype.kind != "f":
        raise TypeError(f"dtype must be one of floating-point numbers, got {dtype}")
    return dtype


class Module:
    """A layer, or a network of layers, that remembers what its backward pass needs.

    A subclass computes in `forward` and `backward` by the pure functions of `cnncourse.layers`,
    and names in `parameter_names` the attributes that are learned.

    Attributes
    ----------
    training : bool
        True after `train()`, False after `eval()`; layers such as dropout ask for it.
    functions : module or namespace
        Where the layer finds its pure functions; see `cnncourse.nn.using`.
    """

    functions = layers
    parameter_names: tuple[str, ...] = ()

    def __init__(self):
        self.training = True
        self._cache = None
        self._gradients = {}

    def __call__(self, x):
        return self.forward(x)

    def forward(self, x):
        """Compute the output for a batch and remember what `backward` needs."""
        raise NotImplementedError

    def backward(self, dout):
        """Turn the gradient of the last output into that of the last input.

        Gradients of the parameters replace those of an earlier `backward`; `gradients()` gives
        them.
        """
        raise NotImplementedError

    def children(self):
        """Give the layers inside this one, by name."""
        return {}

    def parameters(self):
        """List the learned arrays themselves, to be changed in place by an optimizer.

        Returns
        -------
        list of ndarray
        """
        return list(self.state_dict(copy=False).values())

    def gradients(self):
        """List the gradients of `parameters()`, in the same order.

        Returns
        -------
        list of ndarray

        Raises
        ------
        RuntimeError
            If `backward` has not run since the layer was made.
        """
        return list(self._named_gradients().values())

    def state_dict(self, *, copy=True):
        """Give the learned arrays by the names that torch gives them, such as `"0.weight"`.

        Parameters
        ----------
        copy : bool
            False gives the arrays themselves.

        Returns
        -------
        dict of str to ndarray
        """
        state = {name: getattr(self, name) for name in self.parameter_names}
        state = {name: value for name, value in state.items() if value is not None}
        if copy:
            state = {name: value.copy() for name, value in state.items()}
        for child, module in self.children().items():
            inner = module.state_dict(copy=copy)
            state.update({f"{child}.{name}": value for name, value in inner.items()})
        return state

    def load_state_dict(self, state):
        """Copy values into the learned arrays, all of them or, if anything is wrong, none.

        Parameters
        ----------
        state : mapping of str to array
            As `state_dict()` gives it; values are converted to the layer's dtype.

        Raises
        ------
        ValueError
            Naming every key that is missing, unexpected or of another shape.
        """
        own = self.state_dict(copy=False)
        problems = [f"missing {name}" for name in own if name not in state]
        problems += [f"unexpected {name}" for name in state if name not in own]
        for name, value in own.items():
            if name in state and np.shape(state[name]) != value.shape:
                problems.append(
                    f"{name} has shape {np.shape(state[name])} instead of {value.shape}"
                )
        if problems:
            raise ValueError(
                f"state does not fit this {type(self).__name__}: " + "; ".join(problems)
            )
        for name, value in own.items():
            value[...] = state[name]

    def train(self, mode=True):
        """Make this layer and those inside it behave as in training; gives itself."""
        self.training = bool(mode)
        for module in self.children().values():
            module.train(mode)
        return self

    def eval(self):
        """Make this layer and those inside it behave as in use; gives itself."""
        return self.train(False)

    def to(self, dtype):
        """Convert the learned arrays to `numpy.float32` or `numpy.float64`; gives itself.

        The arrays are replaced, so an optimizer must be made afterwards.
        """
        dtype = float_dtype(dtype)
        for name in self.parameter_names:
            value = getattr(self, name)
            if value is not None:
                setattr(self, name, value.astype(dtype))
        for module in self.children().values():
            module.to(dtype)
        self._cache, self._gradients = None, {}
        return self

    def reset_parameters(self, rng):
        """Draw the learned arrays anew, in place, by torch's default initialization.

        Parameters
        ----------
        rng : numpy.random.Generator
            The same generator gives the same bits.
        """
        for module in self.children().values():
            module.reset_parameters(rng)

    def _remembered(self):
        if self._cache is None:
            raise RuntimeError(f"{self!r}: backward needs a forward pass before it")
        return self._cache

    def _named_gradients(self):
        gradients = {}
        for name in self.parameter_names:
            if getattr(self, name) is not None:
                if name not in self._gradients:
                    raise RuntimeError(f"{self!r}: gradients need a backward pass before them")
                gradients[name] = self._gradients[name]
        for child, module in self.children().items():
            inner = module._named_gradients()
            gradients.update({f"{child}.{name}": value for name, value in inner.items()})
        return gradients
