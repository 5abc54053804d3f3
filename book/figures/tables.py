"""Tables of MyST Markdown that scripts write and pages include."""

from __future__ import annotations


def table(title, name, heads, rows):
    """A table of MyST Markdown; all columns but the first are numbers."""
    rules = ["---"] + ["---:"] * (len(heads) - 1)
    lines = ["| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows)]
    return "\n".join(
        ["```{table} " + title, f":name: {name}", ":class: numbers", "", *lines, "```", ""]
    )
