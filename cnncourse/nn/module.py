"""What every layer with a forward and a backward pass has in common."""

from __future__ import annotations

from cnncourse.common.nested import map_arrays
from cnncourse.layers.arguments import flag, need_generator
from cnncourse.nn.arrays import float_dtype, read_like
from cnncourse.nn.files import read_arrays, write_arrays
from cnncourse.nn.functions import COURSE


class Module:
    """A layer, or a network of layers, that remembers what its backward pass needs.

    A subclass computes in `forward` and `backward`. It names in `parameter_names` the attributes
    that are learned, and in `buffer_names` those that it keeps beside them, such as running
    statistics: both are saved, only the former have gradients. An attribute may be None: then
    the layer does without.

    Attributes
    ----------
    training : bool
        True after `train()`, False after `eval()`; batch norm and dropout ask for it.
    functions : namespace
        Where the layer finds its pure functions; see `cnncourse.nn.using`.
    """

    functions = COURSE
    parameter_names: tuple[str, ...] = ()
    buffer_names: tuple[str, ...] = ()

    def __init__(self):
        self.training = True
        self._cache = None
        self._gradients = {}
        self._output_shape = None

    def __call__(self, x):
        out = self.forward(x)
        self._output_shape = map_arrays(lambda array: getattr(array, "shape", ())[1:], out)
        return out

    def forward(self, x):
        """Compute the output for a batch and remember what `backward` needs."""
        raise NotImplementedError

    def backward(self, dout):
        """Turn the gradient of the last output into that of the last input.

        Gradients of the parameters replace those of an earlier `backward`; `gradients()` gives
        them.
        """
        raise NotImplementedError

    def backward_parameters(self, dout):
        """Turn the gradient of the last output into those of the parameters alone.

        That is enough where the images are not to be changed. A layer that saves nothing by it
        runs `backward`.
        """
        self.backward(dout)

    def children(self):
        """Give the layers inside this one, by name."""
        return {}

    def named_modules(self):
        """Give this layer, as `""`, and all those inside it by their full names: `"3.body.0"`.

        Returns
        -------
        dict of str to Module
            Each before those inside it, in the order of the network.
        """
        found = {"": self}
        for child, module in self.children().items():
            for name, inner in module.named_modules().items():
                found[f"{child}.{name}" if name else child] = inner
        return found

    def named_parameters(self):
        """Give the learned arrays themselves, by the names that torch gives them.

        Returns
        -------
        dict of str to ndarray
            For example `"0.weight"`.
        """
        return self._named(lambda module: module.parameter_names)

    def named_buffers(self):
        """Give the arrays that are kept but not learned, such as `"1.running_mean"`.

        Returns
        -------
        dict of str to ndarray
        """
        return self._named(lambda module: module.buffer_names)

    def parameters(self):
        """List the learned arrays themselves, to be changed in place by an optimizer.

        Returns
        -------
        list of ndarray
        """
        return list(self.named_parameters().values())

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
        gradients = []
        for module in self.named_modules().values():
            for name in module.parameter_names:
                if getattr(module, name) is not None:
                    if name not in module._gradients:
                        raise RuntimeError(f"{module!r}: gradients need a backward pass before")
                    gradients.append(module._gradients[name])
        return gradients

    def state_dict(self, *, copy=True):
        """Give all that is to be saved, learned arrays and buffers, in torch's layout.

        Names, shapes and order are torch's, so the state of one engine loads into the other;
        `torch_nn.to_torch_state` and `from_torch_state` turn arrays into tensors and back.

        Parameters
        ----------
        copy : bool
            False gives the arrays themselves.

        Returns
        -------
        dict of str to ndarray
        """
        state = self._named(lambda module: module.parameter_names + module.buffer_names)
        return {name: value.copy() for name, value in state.items()} if copy else state

    def load_state_dict(self, state):
        """Copy values into learned arrays and buffers: all of them or, if one is wrong, none.

        Parameters
        ----------
        state : mapping of str to array
            As `state_dict()` gives it, of this engine or of torch's; values are converted to the
            layer's dtype.

        Raises
        ------
        ValueError
            Naming every key that is missing, unexpected, of another shape, or that holds what is
            no number.
        """
        own = self.state_dict(copy=False)
        problems = [f"missing {name}" for name in own if name not in state]
        problems += [f"unexpected {name}" for name in state if name not in own]
        values = {}
        for name, value in own.items():
            if name in state:
                try:
                    values[name] = read_like(value, state[name])
                except ValueError as error:
                    problems.append(f"{name} {error}")
        if problems:
            raise ValueError(
                f"state does not fit this {type(self).__name__}: " + "; ".join(problems)
            )
        for name, value in own.items():
            value[...] = values[name]

    def save(self, path):
        """Write `state_dict()` to a file, whole or not at all.

        Parameters
        ----------
        path : path
            The file is numpy's `.npz`: `numpy.load(path)["0.weight"]` gives an array.
        """
        write_arrays(path, self.state_dict(copy=False))

    def load(self, path):
        """Read what `save` wrote; gives itself.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is cut off or something else, or its state is that of another network;
            nothing is changed then.
        """
        state = read_arrays(path)
        try:
            self.load_state_dict(state)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        return self

    def train(self, mode=True):
        """Make this layer and those inside it behave as in training; gives itself."""
        mode = flag(mode, "mode")
        for module in self.named_modules().values():
            module.training = mode
        return self

    def eval(self):
        """Make this layer and those inside it behave as in use; gives itself."""
        return self.train(False)

    def to(self, dtype):
        """Convert all floating-point arrays to `numpy.float32` or `numpy.float64`; gives itself.

        The arrays are replaced, so an optimizer must be made afterwards.
        """
        dtype = float_dtype(dtype)
        for module in self.named_modules().values():
            for name in module.parameter_names + module.buffer_names:
                value = getattr(module, name)
                if value is not None and value.dtype.kind == "f":
                    setattr(module, name, value.astype(dtype))
            module._cache, module._gradients = None, {}
        return self

    def reset_parameters(self, rng):
        """Draw the learned arrays anew, in place, by torch's default initialization.

        Parameters
        ----------
        rng : numpy.random.Generator
            The same generator gives the same bits. Dropout gets a generator of its own from it,
            as by `seed`.
        """
        need_generator(rng)
        for module in self.children().values():
            module.reset_parameters(rng)

    def seed(self, rng):
        """Give every layer that draws by chance, such as dropout, a generator of its own.

        Parameters
        ----------
        rng : numpy.random.Generator
            The layers' generators are spawned from it: they are independent of what it draws
            itself.
        """
        need_generator(rng)
        for module in self.children().values():
            module.seed(rng)

    def extra_repr(self):
        """Write the arguments that the layer was made with, for its repr."""
        return ""

    def __repr__(self):
        lines = [f"({name}): {module!r}" for name, module in self.children().items()]
        if not lines:
            return f"{type(self).__name__}({self.extra_repr()})"
        inner = "\n".join(lines).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {inner}\n)"

    def _named(self, names_of):
        """Collect attributes of this layer and of those inside it, without those that are None."""
        return {
            f"{place}.{name}" if place else name: getattr(module, name)
            for place, module in self.named_modules().items()
            for name in names_of(module)
            if getattr(module, name) is not None
        }

    def _remembered(self):
        if self._cache is None:
            raise RuntimeError(f"{self!r}: backward needs a forward pass before it")
        return self._cache
