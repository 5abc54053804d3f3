"""Tables in MyST Markdown, written by scripts and included by pages."""

from __future__ import annotations


def table(title, name, heads, rows):
    """Write a table in MyST Markdown; all columns except the first hold numbers."""
    rules = ["---"] + ["---:"] * (len(heads) - 1)
    lines = ["| " + " | ".join(cells) + " |" for cells in (heads, rules, *rows)]
    return "\n".join(
        ["```{table} " + title, f":name: {name}", ":class: numbers", "", *lines, "```", ""]
    )
