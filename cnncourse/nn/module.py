"""The base class of all layers."""

from __future__ import annotations

from cnncourse.common.layer_names import require_name
from cnncourse.common.layer_tree import LayerTree, join
from cnncourse.common.nested import map_arrays
from cnncourse.common.npz import read_arrays, write_arrays
from cnncourse.common.states import fit_state
from cnncourse.layers.arguments import flag, require_generator
from cnncourse.nn.arrays import float_dtype
from cnncourse.nn.functions import COURSE


class Module(LayerTree):
    """A layer, or a network of layers, that remembers what its backward pass needs.

    A subclass implements `forward` and `backward`. Layers assigned to attributes become children
    under these names, as in torch. `parameter_names` lists the learned attributes, and
    `buffer_names` others to be saved, such as running statistics. `backward` stores the gradients
    of the learned ones in `_gradients` by name. An attribute that is None is unused.

    Attributes
    ----------
    training : bool
        True after `train()`, False after `eval()`; batch norm and dropout depend on it.
    functions : namespace
        The functions that layers run; see `cnncourse.nn.using`.

    Notes
    -----
    A layer remembers only its last pass. A network in torch may run one ReLU in several places;
    here each place needs its own.

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
        if name[0] != "_":  # private attributes, set in every pass, skip this check
            self.require_layer(name, value, Module)
        if isinstance(value, Module):
            if "training" not in vars(self):
                raise AttributeError(
                    f"{type(self).__name__} assigns the layer {name} before super().__init__(): "
                    f"call it first"
                )
            require_name(self, name)
        object.__setattr__(self, name, value)  # twice as fast as super()

    def __call__(self, x):
        try:
            out = self.forward(x)
        except (TypeError, ValueError) as error:
            self._locate(error)
            raise
        self._output_shape = map_arrays(lambda array: getattr(array, "shape", ())[1:], out)
        return out

    def _locate(self, error):
        """Prefix an error's text with the full name of the inner layer that raised it.

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

        The gradients of the parameters, returned by `gradients()`, replace earlier ones.
        """
        raise NotImplementedError

    def backward_parameters(self, dout):
        """Turn the gradient of the last output into those of the parameters only.

        Training needs no gradient of the images. By default this runs `backward`.
        """
        self.backward(dout)

    def named_parameters(self):
        """Yield (name, array) for the learned arrays themselves, with torch's names."""
        return self._named_arrays(lambda module: module.parameter_names)

    def named_buffers(self):
        """Yield (name, array) for saved arrays that are not learned: `("bn1.running_mean", …)`."""
        return self._named_arrays(lambda module: module.buffer_names)

    def parameters(self):
        """List the learned arrays themselves, for an optimizer to update in place.

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
            If `backward` has not run yet.
        """
        gradients = []
        for module in self.modules():
            for name in module.parameter_names:
                if getattr(module, name) is not None:
                    if name not in module._gradients:
                        raise RuntimeError(f"{module!r}: run backward before asking for gradients")
                    gradients.append(module._gradients[name])
        return gradients

    def state_dict(self, *, copy=True):
        """Return all learned arrays and buffers in torch's layout.

        Names, shapes and order are torch's, so the state of one engine loads into the other;
        `torch_nn.to_torch_state` and `from_torch_state` convert between arrays and tensors.

        Parameters
        ----------
        copy : bool
            Whether to copy the arrays.

        Returns
        -------
        dict of str to ndarray
        """
        state = self._named_arrays(lambda module: module.parameter_names + module.buffer_names)
        return {name: value.copy() if copy else value for name, value in state}

    def load_state_dict(self, state):
        """Copy values into learned arrays and buffers; on an error, change none of them.

        Parameters
        ----------
        state : mapping of str to array or Tensor
            As returned by `state_dict()` of this engine or of torch; values are converted to the
            layer's dtype. `cnncourse.common.states.fit_state` documents what else is accepted.

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
        """Write `state_dict()` to a file atomically.

        Parameters
        ----------
        path : path
            The file is in numpy's `.npz` format: `numpy.load(path)["conv1.weight"]` is an array.
        """
        write_arrays(path, self.state_dict(copy=False))

    def load(self, path):
        """Load a file written by `save`; return this network.

        Raises
        ------
        FileNotFoundError
            If the file does not exist.
        ValueError
            If the file is truncated, of another format or from another network. The message is
            one line that names the file, and the network is unchanged.
        """
        state = read_arrays(path)
        try:
            self.load_state_dict(state)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
        return self

    def train(self, mode=True):
        """Set this layer and those inside it to training mode; return this layer."""
        mode = flag(mode, "mode")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        """Set this layer and those inside it to evaluation mode; return this layer."""
        return self.train(False)

    def to(self, dtype):
        """Convert all float arrays to `numpy.float32` or `numpy.float64`; return this layer.

        The arrays are replaced, so create the optimizer afterwards.
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
        """Redraw the learned arrays in place with torch's default initialization.

        Parameters
        ----------
        rng : numpy.random.Generator
            The same generator state gives the same bits. Dropout layers get their own generators
            from it, as with `seed`.
        """
        require_generator(rng)
        for module in self.children():
            module.reset_parameters(rng)

    def seed(self, rng):
        """Give every random layer, such as dropout, its own generator.

        Parameters
        ----------
        rng : numpy.random.Generator
            The layers' generators are spawned from it, independent of its own stream.
        """
        require_generator(rng)
        for module in self.children():
            module.seed(rng)

    def _named_arrays(self, names_of):
        """Yield (full name, array) for this layer and those inside it, skipping None."""
        for place, module in self.named_modules():
            for name in names_of(module):
                value = getattr(module, name)
                if value is not None:
                    yield join(place, name), value

    def _remembered(self):
        if self._cache is None:
            raise RuntimeError(f"{self!r}: run a forward pass before backward")
        return self._cache
