"""Networks with several outputs."""

from __future__ import annotations

from collections.abc import Mapping

from cnncourse.common.heads import require_parts, require_places
from cnncourse.common.layer_tree import add_layers
from cnncourse.layers.arguments import require_batch
from cnncourse.nn.module import Module


class Heads(Module):
    """Parallel layers, each of which computes one output of the network.

    Parameters
    ----------
    *heads : Module
        All get the same input; the output is a tuple.
    **named : Module
        Named heads instead, such as `nn.Heads(classes=..., boxes=...)`; the output is a dict.

    Notes
    -----
    Heads come last in a network, since a layer after them would get several inputs.
    """

    def __init__(self, *heads, **named):
        if bool(heads) == bool(named):
            raise ValueError("Heads needs heads, either all with names or all without")
        super().__init__()
        add_layers(self, Module, heads, named)
        self.by_name = bool(named) or isinstance(heads[0], Mapping)

    def forward(self, x):
        """Send a batch to every head."""
        require_batch(x, "x")
        outs = {name: head(x) for name, head in self.named_children()}
        return outs if self.by_name else tuple(outs.values())

    def backward(self, dout):
        """Send a gradient, structured like the output, through every head, and add the results."""
        heads = dict(self.named_children())
        require_parts(
            "Heads", "gradients (dout)", list(heads) if self.by_name else len(heads), dout
        )
        douts = dout if self.by_name else dict(zip(heads, dout, strict=True))
        first, *others = (head.backward(douts[name]) for name, head in heads.items())
        for other in others:
            first = first + other
        return first


class Auxiliary(Module):
    """Layers one after the other, with auxiliary heads in between that only help training.

    In training the output is a tuple: that of the last layer, then those of the heads. After
    `eval()` it is the last layer's output alone, and the heads are not run.

    Parameters
    ----------
    chain : Sequential
        Its layers become children of this one and keep their names.
    heads : dict of str to (str, Module)
        Maps the name of a head to the name of the layer it is attached to, and the head.

    Notes
    -----
    Szegedy and others, "Going deeper with convolutions", CVPR 2015, section 5. `AuxiliaryLoss`
    weights the outputs.
    """

    def __init__(self, chain, heads):
        super().__init__()
        chain = dict(chain.named_children())
        places = require_places(heads, list(chain))
        heads = {name: head for name, (_, head) in heads.items()}
        add_layers(self, Module, (chain | heads,), {})
        self.chain, self.behind = tuple(chain), places

    def forward(self, x):
        """Send a batch through the layers and, in training, to the heads."""
        require_batch(x, "x")
        outs = {}
        for name in self.chain:
            x = getattr(self, name)(x)
            if self.training:
                outs |= {head: getattr(self, head)(x) for head in self._heads_behind(name)}
        self._cache = self.training
        return (x, *(outs[head] for head in self.behind)) if self.training else x

    def backward(self, dout):
        """Send the gradients of all outputs back to the input."""
        return self._back(dout)

    def backward_parameters(self, dout):
        """Send the gradients back as far as the parameters of the first layer."""
        self._back(dout, to_input=False)

    def _back(self, dout, *, to_input=True):
        dhead = {}
        if self._remembered():
            require_parts("Auxiliary", "gradients (dout)", 1 + len(self.behind), dout)
            dout, *others = dout
            dhead = dict(zip(self.behind, others, strict=True))
        for name in reversed(self.chain):
            if dhead:
                for head in self._heads_behind(name):
                    dout = dout + getattr(self, head).backward(dhead[head])
            layer = getattr(self, name)
            if name == self.chain[0] and not to_input:
                layer.backward_parameters(dout)
            else:
                dout = layer.backward(dout)
        return dout

    def _heads_behind(self, layer):
        return [head for head, place in self.behind.items() if place == layer]
