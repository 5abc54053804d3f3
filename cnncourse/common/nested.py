"""Arrays, and tuples and dicts of arrays: the outputs of a network, and its targets.

A network with one output returns an array, one with several a tuple or a dict; targets have the
same structure. Anything that is neither a tuple nor a dict counts as an array, in any engine.
"""

from __future__ import annotations


def map_arrays(function, structure, *others):
    """Call a function on every array of a structure.

    Parameters
    ----------
    function : function
        Called with one array of each structure.
    structure : array, or tuple or dict of structures
    *others
        Structures of the same form.

    Returns
    -------
    structure
        Of the same form, holding the function's results.
    """
    if isinstance(structure, dict):
        return {
            name: map_arrays(function, part, *(other[name] for other in others))
            for name, part in structure.items()
        }
    if isinstance(structure, tuple):
        return tuple(map_arrays(function, *parts) for parts in zip(structure, *others, strict=True))
    return function(structure, *others)


def arrays(structure):
    """List the arrays of a structure, in order."""
    found = []
    map_arrays(found.append, structure)
    return found


def rows(structure, places):
    """Take some rows of every array: `rows(targets, slice(0, 8))`."""
    return map_arrays(lambda array: array[places], structure)
