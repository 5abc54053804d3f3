"""The architectures, one family per file, which lists its models in `__all__`, small ones first.

A new family is a new file here, plus the rows of its models in `published.csv`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from cnncourse.models.building import with_engine_check
from cnncourse.models.table import published


@cache
def find_models():
    """Import every file of this folder, and collect its models.

    Returns
    -------
    dict of str to function
        Family by family, in the order of the published table; families that are not in it come
        last.

    Raises
    ------
    ValueError
        If two files define the same model.
    """
    found, files = {}, {}
    for family in sorted(_families(), key=_first_row):
        for name in family.__all__:
            if name in found:
                raise ValueError(f"{files[name]} and {family.__name__} both name a model {name}")
            found[name] = with_engine_check(getattr(family, name))
            files[name] = family.__name__
            setattr(family, name, found[name])  # the same function, wherever it is imported from
    return found


def _families():
    return [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__)]


def _first_row(family):
    """Return the index of a family's first row in the published table."""
    rows = [row.model for row in published()]
    return min((rows.index(name) for name in family.__all__ if name in rows), default=len(rows))
