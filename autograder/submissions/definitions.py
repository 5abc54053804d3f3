"""Find out from its text whether a cell defines a function.

The text is not compiled: it may be invalid, or made to break a compiler, and this runs in the
process that holds the grades.
"""

from __future__ import annotations

import re

BLOCK = re.compile(r"(if|elif|else|try|except|finally|with|for|while)\b")


def defines(source, name):
    """Return whether a cell defines a name at its top level, or in a block such as `if` there.

    Parameters
    ----------
    source : str
    name : str

    Returns
    -------
    bool
        True for `def`, `async def`, `class`, assignments and imports.
    """
    if name not in source:
        return False
    definition, in_block = _pattern(name), False
    for line in source.split("\n"):
        at_the_edge = line[:1] not in (" ", "\t")
        if (at_the_edge or in_block) and definition.match(line):
            return True
        if at_the_edge and line[:1] not in "#)]}":  # these and empty lines start no statement
            in_block = BLOCK.match(line) is not None
    return False


def functions(source):
    """List the functions that a cell defines at its top level.

    Parameters
    ----------
    source : str

    Returns
    -------
    list of str
    """
    return re.findall(r"^(?:async[ \t]+)?def[ \t]+(\w{1,80})", source, re.MULTILINE)


def _pattern(name):
    name = re.escape(name)
    forms = (
        rf"(async[ \t]+)?def[ \t]+{name}[ \t]*\(",
        rf"class[ \t]+{name}\b",
        rf"{name}[ \t]*(:[^=]+)?=(?!=)",
        rf"(from|import)\b[^#]*\b{name}[ \t]*(,|$|#|;)",
    )
    return re.compile(rf"[ \t]*({'|'.join(forms)})")
