"""The contents of a network picture: blocks for rows of a summary, and skip connections."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from cnncourse.common.layer_tree import join

KIND_OF = {
    "Conv1d": "convolution",
    "Conv2d": "convolution",
    "Conv3d": "convolution",
    "ConvTranspose2d": "transposed convolution",
    "Linear": "dense",
    "RBF": "dense",
    "MaxPool2d": "pooling",
    "MaxPool3d": "pooling",
    "AvgPool2d": "pooling",
    "AvgPool3d": "pooling",
    "AdaptiveAvgPool2d": "pooling",
    "Subsampling": "pooling",
    "Concat": "stacked branches",
}
MANY = 40  # blocks; beyond that, repeats are folded so that the picture stays legible on a phone


@dataclass(frozen=True)
class Block:
    """The output of one layer.

    Attributes
    ----------
    kind : str
        "image" or a value of `KIND_OF`.
    shape : tuple of int
        (C, H, W), (C, D, H, W), (C, L) or (D,), without the batch axis.
    what : str
        A short description of the layer: "3 × 3", "max 2 × 2".
    """

    kind: str
    shape: tuple[int, ...]
    what: str


@dataclass(frozen=True)
class Unit:
    """A group of blocks, and the number of times it repeats.

    Attributes
    ----------
    blocks : tuple of Block
    names : tuple of str
        Names of the layers or residual blocks that this unit stands for, all equal.
    skip : bool
        Whether a shortcut bypasses the blocks.
    """

    blocks: tuple[Block, ...]
    names: tuple[str, ...] = field(default=(), compare=False)
    skip: bool = False

    @property
    def times(self):
        """Number of equal layers or residual blocks that the unit stands for."""
        return max(1, len(self.names))


def units_of(summary):
    """List the units to draw for a network, from image to output.

    Layers that keep the shape (activations, norms, dropout) are left out. Parallel branches become
    one block with their total channels, and a shortcut becomes a skip.

    Parameters
    ----------
    summary : blueprint.Summary

    Returns
    -------
    list of Unit
        If there are more than `MANY` blocks, consecutive equal units are folded into one unit with
        several names.
    """
    rows = summary.layers
    if not rows:
        raise ValueError("the network has no layers to draw")
    units = [Unit((Block("image", rows[0].input_shape, "image"),))]
    hidden = {place for row in rows for place in _members(row, hidden=True)}
    bodies = {place for row in rows for place in _members(row, hidden=False)}
    body = []
    for row in rows:
        places = _places(row.name)
        if places & hidden:
            continue
        if _kind(row) == "Residual":
            if body:
                units.append(Unit(tuple(body), (row.name,), skip=True))
            body = []
        elif kind_of(row):
            block = Block(kind_of(row), row.output_shape, _words(row.layer))
            if places & bodies:
                body.append(block)
            else:
                units.append(Unit((block,), (row.name,)))
    return _folded(units) if sum(len(unit.blocks) for unit in units) > MANY else units


def kind_of(row):
    """Return the kind of a row of a summary: a value of `KIND_OF`, or None."""
    return KIND_OF.get(_kind(row))


def _kind(row):
    return type(row.layer).__name__


def _members(row, *, hidden):
    """Name the undrawn layers inside a row's layer, or those that its skip bypasses."""
    kind, names = _kind(row), ()
    if kind == "Residual":
        names = row.layer.paths["shortcut" if hidden else "body"]
    elif kind == "Scale" and hidden:
        names = row.layer.paths["gate"]
    elif kind == "Concat" and hidden:
        names = (name for name, _ in row.layer.named_children())
    return {join(row.name, name) for name in names}


def _places(name):
    """Name a layer and all layers that contain it: "layer3", "layer3.0", "layer3.0.conv2"."""
    parts = name.split(".")
    return {".".join(parts[:count]) for count in range(1, len(parts) + 1)}


def _words(layer):
    size = getattr(layer, "kernel_size", None)
    name = type(layer).__name__
    if name in ("Linear", "RBF"):
        return "dense" if name == "Linear" else "RBF"
    if name == "Concat":
        return f"{len(list(layer.children()))} branches"
    if name == "AdaptiveAvgPool2d":
        return "average"
    if name == "Subsampling":
        return "sum 2 × 2"
    sizes = " × ".join(map(str, size)) if isinstance(size, tuple) else str(size)
    words = {"Max": "max ", "Avg": "mean "}.get(name[:3], "") + sizes
    stride = getattr(layer, "stride", 1)
    stride = max(stride) if isinstance(stride, tuple) else stride
    words = words if "Pool" in name or stride == 1 else f"{words} / {stride}"
    groups = getattr(layer, "groups", 1)
    return words if groups == 1 else f"{words} in {groups} groups"


def _folded(units):
    """Merge consecutive equal units into one."""
    folded = []
    for unit in units:
        if folded and folded[-1] == unit:
            folded[-1] = replace(unit, names=folded[-1].names + unit.names)
        else:
            folded.append(unit)
    return folded
