"""Layers on paper that arrange others: one after the other, or side by side."""

from __future__ import annotations

from cnncourse.blueprint.layer import Layer


class Sequential(Layer):
    """As `nn.Sequential`: layers one after the other. It has no row of its own."""

    def __init__(self, *modules):
        self.modules = modules

    def trace(self, name, signal):
        """Follow the layers in turn."""
        rows = []
        for place, module in enumerate(self.modules):
            inner, signal = trace(module, _join(name, place), signal)
            rows += inner
        return rows, signal

    def extra_repr(self):
        """Write the layers."""
        return ", ".join(map(repr, self.modules))


class Residual(Layer):
    """As `nn.Residual`: body, shortcut, their sum (the row of this layer), activation."""

    def __init__(self, body, shortcut=None, activation=None):
        self.body, self.shortcut, self.activation = body, shortcut, activation

    def trace(self, name, signal):
        """Follow both ways, and compare where they meet."""
        rows, after = trace(self.body, _join(name, "body"), signal)
        kept = signal
        if self.shortcut is not None:
            inner, kept = trace(self.shortcut, _join(name, "shortcut"), signal)
            rows += inner
        if after.shape != kept.shape:
            raise ValueError(
                f"{_who(self, name)} cannot add shape {after.shape} of its body and "
                f"{kept.shape} of its shortcut"
            )
        after = after.meet(after.shape, [kept])
        rows.append(self.row(name, signal.shape, after))
        if self.activation is not None:
            inner, after = trace(self.activation, _join(name, "activation"), after)
            rows += inner
        return rows, after


class Concat(Layer):
    """As `nn.Concat`: branches, and the copy that stacks their outputs (its own row)."""

    def __init__(self, *branches):
        if not branches:
            raise ValueError("Concat needs at least one branch")
        self.branches = branches

    def trace(self, name, signal):
        """Follow every branch, and compare where they meet."""
        rows, ends = [], []
        for place, branch in enumerate(self.branches):
            inner, end = trace(branch, _join(name, place), signal)
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

    def __init__(self, gate):
        self.gate = gate

    def trace(self, name, signal):
        """Follow the gate."""
        rows, factors = trace(self.gate, _join(name, "gate"), signal)
        channels = signal.shape[:1]
        if factors.shape not in (channels, (*channels, 1, 1), signal.shape):
            raise ValueError(
                f"{_who(self, name)} cannot multiply shape {signal.shape} by shape {factors.shape}"
            )
        after = signal.meet(signal.shape, [factors])
        rows.append(self.row(name, signal.shape, after))
        return rows, after


def trace(layer, name, signal):
    """Follow a layer, which must be one of this engine.

    Raises
    ------
    TypeError
        Naming the layer that is not.
    """
    if not isinstance(layer, Layer):
        raise TypeError(
            f"summarize takes a network built with cnncourse.blueprint, but "
            f"{f'layer {name}' if name else 'this'} is a "
            f"{type(layer).__module__}.{type(layer).__name__}"
        )
    return layer.trace(name, signal)


def _join(name, child):
    return f"{name}.{child}" if name else str(child)


def _who(layer, name):
    kind = type(layer).__name__
    return f"layer {name}, a {kind}," if name else kind
