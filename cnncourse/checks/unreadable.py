"""Remember which cells of a notebook are not valid Python, and which functions they should define.

Nothing in such a cell runs, so its functions are missing or those of an earlier version.
"""

from __future__ import annotations

import re

NOTES = "_cnncourse_unreadable"  # the notebook's name for {function: what is wrong}
DEFINITION = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)


def note(variables, source, error):
    """Note whether a cell is valid Python, for every function that it should define.

    Parameters
    ----------
    variables : dict of str to object
        The notebook's names, which keep the note.
    source : str
        The cell.
    error : Exception or None
        Why it could not be run; None if it could.
    """
    notes = variables.setdefault(NOTES, {})
    for name in DEFINITION.findall(source):
        if error is None:
            notes.pop(name, None)
        else:
            notes[name] = _what_is_wrong(error)


def _what_is_wrong(error):
    if not isinstance(error, SyntaxError):
        return f"its cell is not valid Python: {error}"
    line = f"line {error.lineno} of its cell"
    if error.msg == "incomplete input":  # what IPython asks Python 3.11 and later to say
        return f"{line} is not finished"
    return f"{line} is not valid Python: {error.msg}"


def unreadable(variables, name):
    """Say what is wrong with the cell that should define a function.

    Parameters
    ----------
    variables : mapping of str to object
        The notebook's names.
    name : str
        The function's name.

    Returns
    -------
    str or None
        Such as "line 3 of its cell is not valid Python: expected ':'";
        None if the cell is valid.
    """
    return variables.get(NOTES, {}).get(name)
