"""Layers inside layers and their names, the same in every engine."""

from __future__ import annotations

from collections.abc import Mapping

from cnncourse.common.layer_names import name_taken, require_name


class LayerTree:
    """A layer that may hold other layers: every attribute whose value is a layer is a child.

    A child is named after its attribute; children are in order of assignment.
    """

    def named_children(self):
        """Yield the layers directly inside this one, as pairs of name and layer."""
        return iter([pair for pair in vars(self).items() if isinstance(pair[1], LayerTree)])

    def children(self):
        """Yield the layers directly inside this one."""
        return iter([value for value in vars(self).values() if isinstance(value, LayerTree)])

    def named_modules(self):
        """Yield (full name, layer) for this layer, named `""`, and all layers inside it.

        A full name looks like `"layer3.0.conv2"`. Each layer comes before its children, in the
        order of the network.

        Raises
        ------
        ValueError
            If a layer appears twice; the message names both places.
        """
        found, places = [], {}

        def collect(place, layer):
            note_place(self, places, place, layer)
            found.append((place, layer))
            for name, child in layer.named_children():
                collect(join(place, name), child)

        collect("", self)
        return iter(found)

    def modules(self):
        """Yield this layer and all layers inside it."""
        return iter([module for _, module in self.named_modules()])

    def require_layer(self, name, value, layer_class):
        """Check that an attribute may be assigned: a layer stays a layer, and none appears twice.

        Parameters
        ----------
        name : str
            Name of the attribute.
        value : object
            The new value.
        layer_class : type
            Base class of this engine's layers.

        Raises
        ------
        TypeError
            If a layer would be replaced by something that is not a layer of this engine.
        ValueError
            If the new layer is already inside this one.
        """
        kind, current = type(self).__name__, vars(self).get(name)
        if isinstance(value, layer_class):
            for place, layer in self.named_modules() if current is not value else ():
                if layer is value:
                    raise two_places(self, layer, place, name)
        elif isinstance(current, LayerTree) and value is not None:  # None removes it, as in torch
            raise TypeError(
                f"{kind}.{name} is a layer, and takes only layers of {_engine(layer_class)}, not a "
                f"{type(value).__module__}.{type(value).__name__}; None removes it"
            )

    def extra_repr(self):
        """Return the layer's constructor arguments as text, for its repr."""
        return ""

    def __repr__(self):
        lines = [f"({name}): {child!r}" for name, child in self.named_children()]
        if not lines:
            return f"{type(self).__name__}({self.extra_repr()})"
        inner = "\n".join(lines).replace("\n", "\n  ")
        return f"{type(self).__name__}(\n  {inner}\n)"


def add_layers(holder, layer_class, layers, named):
    """Give a new combinator its layers.

    Parameters
    ----------
    holder : layer
        The combinator, of any engine.
    layer_class : type
        Base class of this engine's layers.
    layers : tuple
        Layers in order, which are named "0", "1" and so on, or a single mapping of names to
        layers, such as an `OrderedDict`.
    named : dict of str to layer
        Layers by name, instead.

    Raises
    ------
    TypeError
        If a value is not a layer of this engine, or layers are given both in order and by name.
    ValueError
        If a name is unusable, or a layer appears twice.
    """
    if layers and named:
        raise TypeError(
            f"{type(holder).__name__} takes its layers in order or by name: name all or none"
        )
    if len(layers) == 1 and isinstance(layers[0], Mapping):
        (named,) = layers
    elif layers:
        named = {str(place): layer for place, layer in enumerate(layers)}
    _register(holder, layer_class, named)


def add_paths(holder, layer_class, paths, named):
    """Give a new combinator the layers of its paths, such as a body and a shortcut.

    All become its children; `holder.paths` lists the names in every path, in order.

    Parameters
    ----------
    holder : layer
        The combinator, of any engine.
    layer_class : type
        Base class of this engine's layers.
    paths : dict of str to layer, mapping or None
        For every path one layer, which is named after the path, or a mapping of names to layers,
        which run one after the other. The first path is required, the others may be None.
    named : dict of str to layer
        The layers of the first path by name, instead.

    Raises
    ------
    TypeError, ValueError
        As in `add_layers`, or if the first path is missing or given twice.
    """
    kind, (first, *others) = type(holder).__name__, paths
    if (paths[first] is None) != bool(named):
        raise TypeError(f"{kind} needs a {first}: either one layer, or its layers by name")
    given = {first: named or paths[first], **{name: paths[name] for name in others}}
    members, holder.paths = {}, {}
    for path, layers in given.items():
        layers = {} if layers is None else layers
        layers = layers if isinstance(layers, Mapping) else {path: layers}
        for name in layers:
            if name in members:
                raise ValueError(f"{kind} has two layers named {name!r}: rename one")
        members |= layers
        holder.paths[path] = tuple(layers)
        if not layers:
            setattr(holder, path, None)
    _register(holder, layer_class, members)


def _register(holder, layer_class, members):
    """Assign layers to the attributes that they are named after."""
    for name, layer in members.items():
        require_member(holder, layer_class, name, layer)
        require_name(holder, name)
        if name.startswith("_") or hasattr(holder, name):
            raise name_taken(holder, name)
        setattr(holder, name, layer)
    if isinstance(holder, LayerTree):
        holder.named_modules()
    else:  # torch, which skips duplicates by default
        places = {}
        for place, layer in holder.named_modules(remove_duplicate=False):
            note_place(holder, places, place, layer)


def require_member(holder, layer_class, name, layer):
    """Check that a combinator's new child is a layer of its engine.

    Parameters
    ----------
    holder : layer
        The combinator, named in the error.
    layer_class : type
        Base class of this engine's layers.
    name : object
        Name of the new layer.
    layer : object

    Raises
    ------
    TypeError
        If `layer` is not a layer of this engine.
    """
    if not isinstance(layer, layer_class):
        raise TypeError(
            f"{type(holder).__name__} takes layers of {_engine(layer_class)}, but layer {name} is "
            f"a {type(layer).__module__}.{type(layer).__name__}"
        )


def _engine(layer_class):
    return ".".join(layer_class.__module__.split(".")[:2])


def note_place(holder, places, place, layer):
    """Record where a layer is, and raise an error if it was found elsewhere before.

    Parameters
    ----------
    holder : layer
        The network, named in the error.
    places : dict of int to str
        Full names found so far, by `id` of the layer.
    place : str
    layer : layer
    """
    earlier = places.setdefault(id(layer), place)
    if earlier != place:
        raise two_places(holder, layer, earlier, place)


def two_places(holder, layer, earlier, place):
    """Return the error for a layer that appears twice inside another."""
    return ValueError(
        f"{type(holder).__name__} holds the same {type(layer).__name__} twice, as "
        f"{earlier or 'itself'} and as {place}; a layer of cnncourse.nn remembers only its "
        f"last pass, so create a separate layer for each place"
    )


def join(outer, inner):
    """Join two parts of a full name: `"layer3.0"` and `"conv2"` give `"layer3.0.conv2"`."""
    return f"{outer}.{inner}" if outer and inner else outer or inner
