"""What is drawn of a network: the blocks that a summary's rows stand for, and the skips."""

from __future__ import annotations

from dataclasses import dataclass, replace

KIND_OF = {
    "Conv1d": "convolution",
    "Conv2d": "convolution",
    "ConvTranspose2d": "transposed convolution",
    "Linear": "dense",
    "RBF": "dense",
    "MaxPool2d": "pooling",
    "AvgPool2d": "pooling",
    "AdaptiveAvgPool2d": "pooling",
    "Subsampling": "pooling",
    "Concat": "stacked branches",
}
MANY = 48  # blocks: more are drawn with repeated ones folded


@dataclass(frozen=True)
class Block:
    """The output of one layer.

    Attributes
    ----------
    kind : str
        "image" or a value of `KIND_OF`.
    shape : tuple of int
        (C, H, W), (C, L) or (D,), without the batch axis.
    what : str
        The layer in a word or two: "3 × 3", "max 2 × 2".
    """

    kind: str
    shape: tuple[int, ...]
    what: str


@dataclass(frozen=True)
class Unit:
    """Blocks that stand together, and how often they come one after the other.

    Attributes
    ----------
    blocks : tuple of Block
    skip : bool
        Whether a shortcut leads past them.
    times : int
    """

    blocks: tuple[Block, ...]
    skip: bool = False
    times: int = 1


def units_of(summary):
    """List what a picture shows of a network, from the image to the answer.

    Layers that keep the shape (activations, norms, dropout) are left out; what lies within
    branches is shown by the channels that they give together, and a way round is a skip.

    Parameters
    ----------
    summary : blueprint.Summary

    Returns
    -------
    list of Unit
        Where there are more than `MANY` blocks, equal units in a row are one with `times`.
    """
    rows = summary.layers
    if not rows:
        raise ValueError("the network has no layers to draw")
    units = [Unit((Block("image", rows[0].input_shape, "image"),))]
    hidden = tuple(_hidden(rows))
    skips = {row.name for row in rows if _kind(row) == "Residual"}
    open_unit = None
    for row in rows:
        owner = _owner(row.name, skips)
        if row.name in skips:
            if open_unit:
                units.append(Unit(tuple(open_unit), skip=True))
            open_unit = None
        elif kind_of(row) and not row.name.startswith(hidden):
            block = Block(kind_of(row), row.output_shape, _words(row.layer))
            if owner is None:
                units.append(Unit((block,)))
            else:
                open_unit = [*(open_unit or []), block]
    return _folded(units) if sum(len(unit.blocks) for unit in units) > MANY else units


def kind_of(row):
    """Say of what kind a row of a summary is: a value of `KIND_OF`, or None."""
    return KIND_OF.get(_kind(row))


def _kind(row):
    return type(row.layer).__name__


def _owner(name, skips):
    """Name the residual layer within which a layer lies, or None."""
    return next((skip for skip in skips if name.startswith(f"{skip}.body")), None)


def _hidden(rows):
    """Give the beginnings of the names of layers that are not drawn themselves."""
    for row in rows:
        if _kind(row) == "Concat":
            yield f"{row.name}."
        elif _kind(row) == "Scale":
            yield f"{row.name}.gate"
        elif _kind(row) == "Residual":
            yield f"{row.name}.shortcut"


def _words(layer):
    size = getattr(layer, "kernel_size", None)
    name = type(layer).__name__
    if name in ("Linear", "RBF"):
        return "dense" if name == "Linear" else "RBF"
    if name == "Concat":
        return f"{len(layer.branches)} branches"
    if name == "AdaptiveAvgPool2d":
        return "average"
    if name == "Subsampling":
        return "sum 2 × 2"
    sizes = " × ".join(map(str, size)) if isinstance(size, tuple) else str(size)
    words = {"MaxPool2d": "max ", "AvgPool2d": "mean "}.get(name, "") + sizes
    stride = getattr(layer, "stride", 1)
    stride = max(stride) if isinstance(stride, tuple) else stride
    words = words if name.endswith("Pool2d") or stride == 1 else f"{words} / {stride}"
    groups = getattr(layer, "groups", 1)
    return words if groups == 1 else f"{words} in {groups} groups"


def _folded(units):
    """Write equal units in a row as one."""
    folded = []
    for unit in units:
        if folded and replace(folded[-1], times=1) == unit:
            folded[-1] = replace(folded[-1], times=folded[-1].times + 1)
        else:
            folded.append(unit)
    return folded
