"""Blueprints of containers."""

from __future__ import annotations

from cnncourse.blueprint.layer import Layer
from cnncourse.common.layer_list import Indexed
from cnncourse.common.layer_tree import add_layers, add_paths, join
from cnncourse.layers.shapes import factors_shape


class Sequential(Indexed, Layer):
    """As `nn.Sequential`: layers one after the other. It has no row of its own."""

    layer_class = Layer

    def __init__(self, *layers, **named):
        add_layers(self, Layer, layers, named)

    def trace(self, name, signal):
        """Trace the layers in order."""
        return _follow(self.named_children(), name, signal)


class Residual(Layer):
    """As `nn.Residual`: body, shortcut, their sum (its own row), activation."""

    def __init__(self, body=None, shortcut=None, activation=None, **named):
        paths = {"body": body, "shortcut": shortcut, "activation": activation}
        add_paths(self, Layer, paths, named)

    def trace(self, name, signal):
        """Trace both paths, and check that their shapes agree."""
        body, after = _follow_path(self, "body", name, signal)
        shortcut, kept = _follow_path(self, "shortcut", name, signal)
        if after.shape != kept.shape:
            raise ValueError(
                f"{_who(self, name)} cannot add shape {after.shape} of its body and "
                f"{kept.shape} of its shortcut"
            )
        after = after.meet(after.shape, [kept])
        own = self.row(name, signal.shape, after)
        activation, after = _follow_path(self, "activation", name, after)
        return [*body, *shortcut, own, *activation], after


class Concat(Layer):
    """As `nn.Concat`: branches, and the copy that concatenates their outputs (its own row)."""

    def __init__(self, *layers, **named):
        add_layers(self, Layer, layers, named)
        if not list(self.children()):
            raise ValueError("Concat needs at least one branch")

    def trace(self, name, signal):
        """Trace every branch, and check that their shapes agree."""
        rows, ends = [], []
        for place, branch in self.named_children():
            inner, end = branch.trace(join(name, place), signal)
            rows += inner
            ends.append(end)
        if len({end.shape[1:] for end in ends}) > 1:
            shapes = ", ".join(str(end.shape) for end in ends)
            raise ValueError(f"{_who(self, name)} cannot stack outputs of shapes {shapes}")
        channels = sum(end.shape[0] for end in ends)
        after = ends[0].meet((channels, *ends[0].shape[1:]), ends[1:])
        rows.append(self.row(name, signal.shape, after))
        return rows, after


class Scale(Layer):
    """As `nn.Scale`: a gate, and the product (its own row). Products are not counted."""

    def __init__(self, gate=None, **named):
        add_paths(self, Layer, {"gate": gate}, named)

    def trace(self, name, signal):
        """Trace the gate, and check that its shape fits."""
        rows, factors = _follow_path(self, "gate", name, signal)
        if factors_shape((1, *signal.shape), (1, *factors.shape)) is None:
            raise ValueError(
                f"{_who(self, name)} cannot multiply shape {signal.shape} by shape {factors.shape}"
            )
        after = signal.meet(signal.shape, [factors])
        rows.append(self.row(name, signal.shape, after))
        return rows, after


def _follow(named_layers, name, signal):
    """Trace layers one after the other; `name` is the name of their container."""
    rows = []
    for place, layer in named_layers:
        inner, signal = layer.trace(join(name, place), signal)
        rows += inner
    return rows, signal


def _follow_path(holder, path, name, signal):
    return _follow([(place, getattr(holder, place)) for place in holder.paths[path]], name, signal)


def _who(layer, name):
    kind = type(layer).__name__
    return f"layer {name}, a {kind}," if name else kind
