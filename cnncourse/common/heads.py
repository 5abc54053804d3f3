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
            raise ValueError(f"head {name} stands behind layer {place!r}; {_among(layers)}")
        if name in layers:
            raise ValueError(f"head {name} needs another name: a layer is called so")
    return {name: place for name, (place, _) in heads.items()}


def _among(layers):
    return f"the layers are {', '.join(layers)}" if layers else "there are no layers"


def need_outputs(criteria, outputs):
    """Check that there is one output for every criterion of `HeadsLoss`.

    Parameters
    ----------
    criteria : tuple or dict
    outputs : object
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
    if isinstance(criteria, dict):
        places, wanted = list(criteria), f"the outputs {', '.join(criteria)}"
        fits = isinstance(outputs, dict) and outputs.keys() == criteria.keys()
    else:
        places, wanted = list(range(len(criteria))), f"{len(criteria)} outputs"
        fits = isinstance(outputs, tuple) and len(outputs) == len(criteria)
    if not fits:
        raise ValueError(f"HeadsLoss needs {wanted}, got {_form(outputs)}")
    return places


def _form(outputs):
    if isinstance(outputs, dict):
        return ", ".join(outputs)
    return f"a tuple of {len(outputs)}" if isinstance(outputs, tuple) else type(outputs).__name__
