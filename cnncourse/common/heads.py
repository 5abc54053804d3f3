"""Networks with several heads, for the three engines: where these stand, and what they give."""

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


def need_form(given, name, heads, *, by_name):
    """Check that something comes as the outputs of a network do: one part for every head.

    Parameters
    ----------
    given : object
    name : str
        What the error calls it.
    heads : tuple of str or int
    by_name : bool
        Whether the parts are in a dict by the names of the heads, not in a tuple.

    Raises
    ------
    ValueError
    """
    fits = isinstance(given, dict) and given.keys() == set(heads)
    if not by_name:
        fits = isinstance(given, (tuple, list)) and len(given) == len(heads)
    if not fits:
        wanted = f"a dict with the keys {', '.join(map(str, heads))}"
        if not by_name:
            wanted = f"a tuple of {len(heads)}, one part for every head"
        raise ValueError(f"{name} must be {wanted}, got {_form(given)}")


def _form(given):
    if isinstance(given, dict):
        return f"one with the keys {', '.join(map(str, given))}"
    if isinstance(given, (tuple, list)):
        return f"one of {len(given)}"
    return f"one {type(given).__name__}"


def _among(layers):
    return f"the layers are {', '.join(layers)}" if layers else "there are no layers"
