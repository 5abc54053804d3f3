"""Checks for networks with several outputs, shared by all engines."""

from __future__ import annotations


def require_places(heads, layers):
    """Check that every head of `Auxiliary` is attached to one of the layers.

    Parameters
    ----------
    heads : dict of str to (str, layer)
    layers : list of str

    Returns
    -------
    dict of str to str
        Name of each head to the name of the layer it is attached to.

    Raises
    ------
    ValueError
        If a head is attached to an unknown layer, or has the name of a layer.
    """
    for name, (place, _) in heads.items():
        if place not in layers:
            raise ValueError(
                f"head {name} is attached to {place!r}, which is not a layer; {_among(layers)}"
            )
        if name in layers:
            raise ValueError(f"head {name} needs another name: a layer already has this one")
    return {name: place for name, (place, _) in heads.items()}


def _among(layers):
    return f"the layers are {', '.join(layers)}" if layers else "there are no layers"


def require_outputs(criteria, outputs, targets):
    """Check that `HeadsLoss` gets one output and one target for every criterion.

    Parameters
    ----------
    criteria : tuple or dict
    outputs, targets : object
        Must have the same structure as `criteria`.

    Returns
    -------
    list
        Indices of the outputs, or their names.

    Raises
    ------
    ValueError
        If a part is missing or unexpected; the message says what was given.
    """
    heads = list(criteria) if isinstance(criteria, dict) else len(criteria)
    require_parts("HeadsLoss", "outputs", heads, outputs)
    require_parts("HeadsLoss", "targets", heads, targets)
    return heads if isinstance(heads, list) else list(range(heads))


def require_parts(who, what, heads, given):
    """Check that `given` has one part for every head.

    Parameters
    ----------
    who, what : str
        Who needs the parts, and what the error calls them.
    heads : int or list of str
        How many parts a tuple must have, or the keys of a dict.
    given : object

    Raises
    ------
    ValueError
        If it has not; the message says what was given.
    """
    if isinstance(heads, int):
        wanted = f"{heads} {what}"
        fits = isinstance(given, (tuple, list)) and len(given) == heads
    else:
        wanted = f"the {what} {', '.join(heads)}"
        fits = isinstance(given, dict) and given.keys() == set(heads)
    if not fits:
        raise ValueError(f"{who} needs {wanted}, got {_form(given)}")


def _form(given):
    if isinstance(given, dict):
        return ", ".join(map(str, given))
    kind = type(given).__name__
    return f"a {kind} of {len(given)}" if isinstance(given, (tuple, list)) else kind
