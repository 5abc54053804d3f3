"""Layers by their place, as in a list: the same in every engine."""

from __future__ import annotations

from numbers import Integral

from cnncourse.common.layer_tree import need_member, two_places


class Editable:
    """Layers that are added, inserted and deleted by their place, as in torch.

    What is appended is called by its number; `insert` before the end and `del` number all layers
    anew, from "0", also those that had other names. A subclass says in `layer_class` of which
    class all layers of its engine are.
    """

    def append(self, layer):
        """Add a layer at the end; gives itself."""
        return self.insert(len(self), layer)

    def extend(self, layers):
        """Add layers, or those of another network, at the end; gives itself."""
        for layer in list(layers):
            self.append(layer)
        return self

    def insert(self, place, layer):
        """Put a layer before the one of a place, which may be negative; gives itself.

        Raises
        ------
        IndexError
            If there is no such place.
        TypeError
            If `layer` is not a layer of this engine.
        ValueError
            If it, or a layer inside it, is in this network already.
        """
        end = len(self)
        if not -end <= place <= end:
            raise IndexError(f"the network has {end} layers, so none can go to place {place}")
        need_member(self, self.layer_class, str(place), layer)
        own = {id(inside): where for where, inside in self.named_modules()}
        for _, inside in layer.named_modules():
            if id(inside) in own:
                raise two_places(self, inside, own[id(inside)], str(place))
        if place == end and str(end) not in self._names():
            setattr(self, str(end), layer)
        else:
            layers = list(self)
            layers.insert(place, layer)
            self._number(layers)
        return self

    def pop(self, place):
        """Delete the layer of a place, and give it."""
        layer = self[place]
        del self[place]
        return layer

    def __delitem__(self, place):
        self[place]  # which raises an error for a place that is not there
        layers = list(self)
        del layers[place]
        self._number(layers)

    def _number(self, layers):
        """Hold these layers instead, called by their numbers."""
        for name in self._names():
            delattr(self, name)
        for place, layer in enumerate(layers):
            setattr(self, str(place), layer)

    def _names(self):
        return [name for name, _ in self.named_children()]


class Indexed(Editable):
    """Children by their place: `net[0]`, `net[-1]`, and `net[:3]`, which keeps their names."""

    def __len__(self):
        return sum(1 for _ in self.children())

    def __iter__(self):
        return self.children()

    def __getitem__(self, place):
        if isinstance(place, slice):
            return type(self)(dict(list(self.named_children())[place]))
        if not isinstance(place, Integral):
            raise TypeError(f"a place must be an integer or a slice, got {place!r}")
        if not -len(self) <= place < len(self):
            raise IndexError(f"the network has {len(self)} layers, got place {place}")
        return list(self.children())[place]

    def __setitem__(self, place, layer):
        self[place]  # an integer of a layer that is there, or an error
        if isinstance(place, slice):
            raise TypeError("layers are replaced one by one: net[0] = layer")
        setattr(self, self._names()[place], layer)
