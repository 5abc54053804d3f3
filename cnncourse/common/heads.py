"""Where the auxiliary heads of a network stand, for the three engines."""

from __future__ import annotations


def need_places(heads, layers):
    """Check that every head of `Auxiliary` stands behind one of the layers.

    Parameters
    ----------
    heads : dict of str to (str, layer)
    layers : list of str

    Returns
    -------
    dict of str to str
        The layer behind which a head stands, by the name of the head.

    Raises
    ------
    ValueError
        Naming the head that does not, or whose name a layer has.
    """
    for name, (place, _) in heads.items():
        if place not in layers:
            raise ValueError(f"head {name} stands behind layer {place!r}; {_among(layers)}")
        if name in layers:
            raise ValueError(f"head {name} needs another name: a layer is called so")
    return {name: place for name, (place, _) in heads.items()}


def _among(layers):
    return f"the layers are {', '.join(layers)}" if layers else "there are no layers"
