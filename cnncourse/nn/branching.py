"""Networks with several outputs."""

from __future__ import annotations

from cnncourse.common.heads import need_places
from cnncourse.nn.containers import Container


class Heads(Container):
    """Layers side by side, each of which gives an output of the network.

    Parameters
    ----------
    *heads : Module
        All get the same input; the output is a tuple.
    **named : Module
        Heads with names instead, such as `nn.Heads(classes=..., boxes=...)`; the output is a dict.

    Notes
    -----
    They stand at the end of a network, since the layers behind them would get several inputs.
    """

    def __init__(self, *heads, **named):
        if bool(heads) == bool(named):
            raise ValueError("Heads needs heads, either all with names or all without")
        super().__init__(named or {str(place): head for place, head in enumerate(heads)})
        self.named = bool(named)

    def forward(self, x):
        """Send a batch to every head."""
        outs = {name: self._through(name, x) for name in self._members}
        return outs if self.named else tuple(outs.values())

    def backward(self, dout):
        """Add what the heads' gradients, in the form of the outputs, make of the input's."""
        douts = dout if self.named else dict(zip(self._members, dout, strict=True))
        first, *others = (head.backward(douts[name]) for name, head in self._members.items())
        for other in others:
            first = first + other
        return first


class Auxiliary(Container):
    """Layers one after the other, with heads in between that only help to train them.

    In training the output is a tuple: that of the last layer, then those of the heads. After
    `eval()` it is that of the last layer alone, and the heads compute nothing.

    Parameters
    ----------
    chain : Sequential
        Its layers become those of this one, by their names.
    heads : dict of str to (str, Module)
        By its own name, the layer of the chain behind which a head stands, and the head.

    Notes
    -----
    Szegedy and others, "Going deeper with convolutions", CVPR 2015, section 5. `AuxiliaryLoss`
    weighs the outputs.
    """

    def __init__(self, chain, heads):
        layers = dict(chain.children())
        super().__init__({**layers, **{name: head for name, (_, head) in heads.items()}})
        self.layers = list(layers)
        self.behind = need_places(heads, self.layers)

    def forward(self, x):
        """Send a batch through the layers and, in training, to the heads."""
        outs = {}
        for name in self.layers:
            x = self._through(name, x)
            if self.training:
                outs |= {head: self._through(head, x) for head in self._heads_behind(name)}
        self._cache = self.training
        return (x, *(outs[head] for head in self.behind)) if self.training else x

    def backward(self, dout):
        """Send the gradients of all outputs back to the input."""
        return self._back(dout)

    def backward_parameters(self, dout):
        """Send the gradients back to the first layer, and no further than to its parameters."""
        self._back(dout, to_input=False)

    def _back(self, dout, *, to_input=True):
        dhead = {}
        if self._remembered():
            dout, *others = dout
            dhead = dict(zip(self.behind, others, strict=True))
        for name in reversed(self.layers):
            if dhead:
                for head in self._heads_behind(name):
                    dout = dout + self._members[head].backward(dhead[head])
            if name == self.layers[0] and not to_input:
                self._members[name].backward_parameters(dout)
            else:
                dout = self._members[name].backward(dout)
        return dout

    def _heads_behind(self, layer):
        return [head for head, place in self.behind.items() if place == layer]
