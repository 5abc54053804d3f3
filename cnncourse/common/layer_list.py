"""List operations on the layers of a network, shared by all engines."""

from __future__ import annotations

from numbers import Integral

from cnncourse.common.layer_tree import require_member, two_places


class Editable:
    """A container whose layers are added, inserted and deleted by index, as in torch.

    An appended layer is named after its index. `insert` before the end and `del` rename all
    layers "0", "1" and so on, even those that had other names. A subclass sets `layer_class` to
    the base class of its engine's layers.
    """

    def append(self, layer):
        """Add a layer at the end; return the container."""
        return self.insert(len(self), layer)

    def extend(self, layers):
        """Add layers, or those of another network, at the end; return the container."""
        for layer in list(layers):
            self.append(layer)
        return self

    def insert(self, place, layer):
        """Insert a layer before index `place`, which may be negative; return the container.

        Raises
        ------
        IndexError
            If `place` is out of range.
        TypeError
            If `layer` is not a layer of this engine.
        ValueError
            If it, or a layer inside it, is already in this network.
        """
        end = len(self)
        if not -end <= place <= end:
            raise IndexError(f"the network has {end} layers, so none can go to place {place}")
        require_member(self, self.layer_class, str(place), layer)
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
        """Delete the layer at index `place` and return it."""
        layer = self[place]
        del self[place]
        return layer

    def __delitem__(self, place):
        self[place]  # raises if the index is out of range
        layers = list(self)
        del layers[place]
        self._number(layers)

    def _number(self, layers):
        """Replace the children by these layers, named after their indices."""
        for name in self._names():
            delattr(self, name)
        for place, layer in enumerate(layers):
            setattr(self, str(place), layer)

    def _names(self):
        return [name for name, _ in self.named_children()]


class Indexed(Editable):
    """Children by index: `net[0]`, `net[-1]`, and `net[:3]`, which keeps their names."""

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
        self[place]  # raises if the index is out of range
        if isinstance(place, slice):
            raise TypeError("layers are replaced one by one: net[0] = layer")
        setattr(self, self._names()[place], layer)
