"""Layers inside layers, and the names they go by: the same in every engine."""

from __future__ import annotations

from collections.abc import Mapping

from cnncourse.common.layer_names import name_taken, need_name


class LayerTree:
    """A layer that may hold other layers: every attribute whose value is a layer is a child.

    The name of a child is the attribute's; the order is that in which they were assigned.
    """

    def named_children(self):
        """Yield the layers directly inside this one, as pairs of name and layer."""
        return iter([pair for pair in vars(self).items() if isinstance(pair[1], LayerTree)])

    def children(self):
        """Yield the layers directly inside this one."""
        return iter([value for value in vars(self).values() if isinstance(value, LayerTree)])

    def named_modules(self):
        """Yield this layer, as `""`, and all layers inside it, as pairs of full name and layer.

        Each comes before those inside it, in the order of the network: `"layer3.0.conv2"`.

        Raises
        ------
        ValueError
            If a layer has two places; the message names both.
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

    def need_layer(self, name, value, layer_class):
        """Check that an attribute that is a layer stays one, and that no layer gets a second place.

        Parameters
        ----------
        name : str
            Of the attribute.
        value : object
            What is to be assigned.
        layer_class : type
            Of which all layers of this engine are.

        Raises
        ------
        TypeError
            If a layer is to be replaced by something that is not a layer of this engine.
        ValueError
            If the new layer is in this one already.
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
        """Write the arguments that the layer was made with, for its repr."""
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
        Of which all layers of this engine are.
    layers : tuple
        Layers in order, which are then called "0", "1" and so on, or one mapping of names to
        layers, such as an `OrderedDict`.
    named : dict of str to layer
        Layers by name, instead.

    Raises
    ------
    TypeError
        If something is not a layer of this engine, or both in order and by name are given.
    ValueError
        If a name is unusable, or a layer has two places.
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

    All become its children; `holder.paths` names those of every path, in their order.

    Parameters
    ----------
    holder : layer
        The combinator, of any engine.
    layer_class : type
        Of which all layers of this engine are.
    paths : dict of str to layer, mapping or None
        For every path one layer, which is then called like the path, or a mapping of names to
        layers, which run one after the other. The first path is needed, the others may be None.
    named : dict of str to layer
        The layers of the first path by name, instead.

    Raises
    ------
    TypeError, ValueError
        As by `add_layers`; or if the first path is missing, or given twice.
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
                raise ValueError(f"{kind} has two layers of the name {name!r}: rename one")
        members |= layers
        holder.paths[path] = tuple(layers)
        if not layers:
            setattr(holder, path, None)
    _register(holder, layer_class, members)


def _register(holder, layer_class, members):
    """Assign layers to the attributes that they are named after."""
    for name, layer in members.items():
        need_member(holder, layer_class, name, layer)
        need_name(holder, name)
        if name.startswith("_") or hasattr(holder, name):
            raise name_taken(holder, name)
        setattr(holder, name, layer)
    if isinstance(holder, LayerTree):
        holder.named_modules()
    else:  # of torch, which leaves out what comes twice unless it is asked
        places = {}
        for place, layer in holder.named_modules(remove_duplicate=False):
            note_place(holder, places, place, layer)


def need_member(holder, layer_class, name, layer):
    """Check that what becomes a layer of a combinator is one, of its engine.

    Parameters
    ----------
    holder : layer
        Which the error names.
    layer_class : type
        Of which all layers of this engine are.
    name : object
        Of the new layer.
    layer : object

    Raises
    ------
    TypeError
        If it is not.
    """
    if not isinstance(layer, layer_class):
        raise TypeError(
            f"{type(holder).__name__} takes layers of {_engine(layer_class)}, but layer {name} is "
            f"a {type(layer).__module__}.{type(layer).__name__}"
        )


def _engine(layer_class):
    return ".".join(layer_class.__module__.split(".")[:2])


def note_place(holder, places, place, layer):
    """Note the place of a layer, and raise an error if it has another place already.

    Parameters
    ----------
    holder : layer
        Which the error names.
    places : dict of int to str
        The places that were noted before, by the identity of the layer.
    place : str
    layer : layer
    """
    earlier = places.setdefault(id(layer), place)
    if earlier != place:
        raise two_places(holder, layer, earlier, place)


def two_places(holder, layer, earlier, place):
    """Give the error for a layer that has a second place inside another."""
    return ValueError(
        f"{type(holder).__name__} holds the same {type(layer).__name__} twice, as "
        f"{earlier or 'itself'} and as {place}; a layer of cnncourse.nn remembers only its "
        f"last pass, so every place needs its own: make two"
    )


def join(outer, inner):
    """Write the full name of a layer inside another: `"layer3.0"` and `"conv2"` together."""
    return f"{outer}.{inner}" if outer and inner else outer or inner
