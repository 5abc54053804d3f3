"""Networks on paper with several outputs."""

from __future__ import annotations

from cnncourse.blueprint.containers import trace
from cnncourse.blueprint.layer import Layer
from cnncourse.common.heads import need_places


class Heads(Layer):
    """As `nn.Heads`: layers side by side, each of which gives an output. It has no row itself."""

    def __init__(self, *heads, **named):
        if bool(heads) == bool(named):
            raise ValueError("Heads needs heads, either all with names or all without")
        self.heads = named or {str(place): head for place, head in enumerate(heads)}

    def trace(self, name, signal):
        """Follow every head; what comes out is that of the first."""
        rows, ends = [], []
        for head, layer in self.heads.items():
            inner, end = trace(layer, f"{name}.{head}" if name else head, signal)
            rows += inner
            ends.append(end)
        return rows, ends[0]


class Auxiliary(Layer):
    """As `nn.Auxiliary`: layers in turn, and heads that are counted where they branch off."""

    def __init__(self, chain, heads):
        self.chain, self.heads = chain, heads
        need_places(heads, [str(place) for place, _ in enumerate(chain.modules)])

    def trace(self, name, signal):
        """Follow the layers, and the heads behind them; what comes out is that of the layers."""
        rows = []
        for place, layer in enumerate(self.chain.modules):
            inner, signal = trace(layer, f"{name}.{place}" if name else str(place), signal)
            rows += inner
            for head, (behind, layer_of_head) in self.heads.items():
                if behind == str(place):
                    inner, _ = trace(layer_of_head, f"{name}.{head}" if name else head, signal)
                    rows += inner
        return rows, signal
