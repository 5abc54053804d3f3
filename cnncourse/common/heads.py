"""The heads of networks with several outputs, the same in every engine."""

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
            raise ValueError(
                f"head {name} is to stand behind {place!r}, which is not a layer; {_among(layers)}"
            )
        if name in layers:
            raise ValueError(f"head {name} needs another name: a layer is called so")
    return {name: place for name, (place, _) in heads.items()}


def _among(layers):
    return f"the layers are {', '.join(layers)}" if layers else "there are no layers"


def need_outputs(criteria, outputs, targets):
    """Check that `HeadsLoss` gets one output and one target for every criterion.

    Parameters
    ----------
    criteria : tuple or dict
    outputs, targets : object
        Must be of the same form.

    Returns
    -------
    list
        The places of the outputs, or their names.

    Raises
    ------
    ValueError
        Saying what there is.
    """
    heads = list(criteria) if isinstance(criteria, dict) else len(criteria)
    need_parts("HeadsLoss", "outputs", heads, outputs)
    need_parts("HeadsLoss", "targets", heads, targets)
    return heads if isinstance(heads, list) else list(range(heads))


def need_parts(who, what, heads, given):
    """Check that something has one part for every head.

    Parameters
    ----------
    who, what : str
        Who needs it, and what the parts are.
    heads : int or list of str
        How many parts a tuple must have, or the keys of a dict.
    given : object

    Raises
    ------
    ValueError
        Saying what there is.
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
