"""Blueprints of networks with several outputs."""

from __future__ import annotations

from cnncourse.blueprint.layer import Layer
from cnncourse.common.heads import require_places
from cnncourse.common.layer_tree import add_layers, join


class Heads(Layer):
    """As `nn.Heads`: parallel layers with one output each. It has no row of its own."""

    def __init__(self, *heads, **named):
        if bool(heads) == bool(named):
            raise ValueError("Heads needs heads, either all with names or all without")
        add_layers(self, Layer, heads, named)

    def trace(self, name, signal):
        """Trace every head; return the output of the first."""
        rows, ends = [], []
        for place, head in self.named_children():
            inner, end = head.trace(join(name, place), signal)
            rows += inner
            ends.append(end)
        return rows, ends[0]


class Auxiliary(Layer):
    """As `nn.Auxiliary`: layers in order, with each head counted where it branches off."""

    def __init__(self, chain, heads):
        chain = dict(chain.named_children())
        places = require_places(heads, list(chain))
        heads = {name: head for name, (_, head) in heads.items()}
        add_layers(self, Layer, (chain | heads,), {})
        self.chain, self.behind = tuple(chain), places

    def trace(self, name, signal):
        """Trace the layers and the heads attached to them; return the output of the layers."""
        rows = []
        for place in self.chain:
            inner, signal = getattr(self, place).trace(join(name, place), signal)
            rows += inner
            for head, behind in self.behind.items():
                if behind == place:
                    inner, _ = getattr(self, head).trace(join(name, head), signal)
                    rows += inner
        return rows, signal
