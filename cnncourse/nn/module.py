"""What every layer with a forward and a backward pass has in common."""

from __future__ import annotations

from cnncourse.common.layer_names import need_name
from cnncourse.common.layer_tree import LayerTree, join
from cnncourse.common.nested import map_arrays
from cnncourse.common.npz import read_arrays, write_arrays
from cnncourse.common.states import fit_state
from cnncourse.layers.arguments import flag, need_generator
from cnncourse.nn.arrays import float_dtype
from cnncourse.nn.functions import COURSE


class Module(LayerTree):
    """A layer, or a network of layers, that remembers what its backward pass needs.

    A subclass computes in `forward` and `backward`. Layers that it assigns to attributes are its
    children under these names, as in torch. It names in `parameter_names` the attributes that are
    learned, and in `buffer_names` those that it keeps beside them, such as running statistics:
    both are saved, only the former have gradients, which `backward` puts into `_gradients` by
    name. An attribute may be None: then the layer does without.

    Attributes
    ----------
    training : bool
        True after `train()`, False after `eval()`; batch norm and dropout ask for it.
    functions : namespace
        Where the layer finds its pure functions; see `cnncourse.nn.using`.

    Notes
    -----
    A layer remembers its last pass only. Where torch's networks run one ReLU in several places,
    these need a layer for each place.

    Examples
    --------
    >>> from cnncourse import nn
    >>> class Net(nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.conv1 = nn.Conv2d(1, 6, 5)
    ...         self.relu1 = nn.ReLU()
    ...
    ...     def forward(self, x):
    ...         return self.relu1(self.conv1(x))
    ...
    ...     def backward(self, dout):
    ...         return self.conv1.backward(self.relu1.backward(dout))
    >>> list(Net().state_dict())
    ['conv1.weight', 'conv1.bias']
    """

    functions = COURSE
    parameter_names: tuple[str, ...] = ()
    buffer_names: tuple[str, ...] = ()

    def __init__(self):
        self.training = True
        self._cache = None
        self._gradients = {}
        self._output_shape = None

    def __setattr__(self, name, value):
        if name[0] != "_":  # what a pass keeps goes without these questions
            self.need_layer(name, value, Module)
        if isinstance(value, Module):
            if "training" not in vars(self):
                raise AttributeError(
                    f"{type(self).__name__} assigns the layer {name} before super().__init__(): "
                    f"call it first"
                )
            need_name(self, name)
        object.__setattr__(self, name, value)  # twice as fast as through super()

    def __call__(self, x):
        try:
            out = self.forward(x)
        except (TypeError, ValueError) as error:
            self._locate(error)
            raise
        self._output_shape = map_arrays(lambda array: getattr(array, "shape", ())[1:], out)
        return out

    def _locate(self, error):
        """Begin an error's text with the full name of the layer, inside this one, that raised it.

        Every layer on the way out adds its part of the name.
        """
        if not hasattr(error, "raised_by"):
            title = type(self).__name__ if list(self.children()) else repr(self)
            error.raised_by = (self, "", title, str(error))
            return
        inner, place, title, text = error.raised_by
        for name, child in self.named_children():
            if child is inner:
                place = join(name, place)
        error.raised_by = (self, place, title, text)
        if place:
            error.args = (f"layer {place}, {title}: {text}",)

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

    def named_parameters(self):
        """Yield the learned arrays themselves, as pairs of the name that torch gives and array."""
        return self._named_arrays(lambda module: module.parameter_names)

    def named_buffers(self):
        """Yield the arrays that are kept but not learned, such as `("bn1.running_mean", array)`."""
        return self._named_arrays(lambda module: module.buffer_names)

    def parameters(self):
        """List the learned arrays themselves, to be changed in place by an optimizer.

        Returns
        -------
        list of ndarray
        """
        return [value for _, value in self.named_parameters()]

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
        for module in self.modules():
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
        state = self._named_arrays(lambda module: module.parameter_names + module.buffer_names)
        return {name: value.copy() if copy else value for name, value in state}

    def load_state_dict(self, state):
        """Copy values into learned arrays and buffers: all of them or, if one is wrong, none.

        Parameters
        ----------
        state : mapping of str to array or Tensor
            As `state_dict()` gives it, of this engine or of torch's; values are converted to the
            layer's dtype. See `cnncourse.common.states.fit_state` for what else is understood.

        Raises
        ------
        ValueError
            Naming the keys that are missing, unexpected, of another shape or not numbers.
        """
        own = self.state_dict(copy=False)
        values = fit_state(own, state, f"state does not fit this {type(self).__name__}")
        for name, value in values.items():
            own[name][...] = value

    def save(self, path):
        """Write `state_dict()` to a file, whole or not at all.

        Parameters
        ----------
        path : path
            The file is numpy's `.npz`: `numpy.load(path)["conv1.weight"]` gives an array.
        """
        write_arrays(path, self.state_dict(copy=False))

    def load(self, path):
        """Read what `save` wrote; gives itself.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is cut off or something else, or its state is that of another network:
            one line that names the file. Nothing is changed then.
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
        for module in self.modules():
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
        for module in self.modules():
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
        for module in self.children():
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
        for module in self.children():
            module.seed(rng)

    def _named_arrays(self, names_of):
        """Yield attributes of this layer and of those inside it, without those that are None."""
        for place, module in self.named_modules():
            for name in names_of(module):
                value = getattr(module, name)
                if value is not None:
                    yield join(place, name), value

    def _remembered(self):
        if self._cache is None:
            raise RuntimeError(f"{self!r}: backward needs a forward pass before it")
        return self._cache
