"""Number figures, tables, listings and formulas from 1 in every chapter.

Sphinx counts through the whole book, so a new chapter would change the numbers in all later ones.
"""

from __future__ import annotations


def from_one(numbers):
    """Renumber one page's items, keeping their order.

    Parameters
    ----------
    numbers : dict of str to tuple of int
        Number of each item by its id.

    Returns
    -------
    dict of str to tuple of int
    """
    order = {number: i for i, number in enumerate(sorted(set(numbers.values())), start=1)}
    return {item: (order[number],) for item, number in numbers.items()}


def restart(app, env):
    for docname, kinds in env.toc_fignumbers.items():
        env.toc_fignumbers[docname] = {kind: from_one(items) for kind, items in kinds.items()}
    return []


def setup(app):
    app.connect("env-get-updated", restart, priority=900)  # after Sphinx has counted
