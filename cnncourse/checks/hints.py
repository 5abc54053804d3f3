"""What an exception tells about the mistake behind it."""

from __future__ import annotations

from cnncourse.checks import report


def for_error(check, case, outcome):
    """Find a hint for an exception where a result is expected.

    Parameters
    ----------
    check : Check
    case : Case
    outcome : Outcome
        With an error.

    Returns
    -------
    str or None
    """
    text, line = outcome.error, outcome.where or ""
    special = check.errors(case, text)
    if special is not None:
        return special
    if text.startswith("TypeError: ") and f"{check.name}()" in text and "argument" in text:
        return "Keep the `def` line as it was given: every argument, with its name and default."
    empty = [place for place, value in enumerate(case.args) if value is None]
    if empty and "NoneType" in text:
        name = report.argument_names(check, empty)[0]
        return f"`{name}` is None here: use it only `if {name} is not None`."
    if "'tuple'" in text and text.startswith("TypeError"):
        return "An option is a pair here: `first, second = pair(option)` fits both forms."
    if "truth value of an array" in text:
        return "An array is neither true nor false: ask `if b is not None`, or use np.all, np.any."
    if text.startswith("IndexError") and "out of bounds" in text:
        return (
            "The index runs over the end: rows come before columns, as in out[i, j], and the "
            "result has as many of each as there are positions."
        )
    if text.startswith("TypeError") and "float" in text and "integer" in text:
        return "Sizes and indices are integers: divide with `//`."
    if "matmul" in text:
        return "`@` is the matrix product; `*` multiplies element by element."
    if text.startswith("ValueError") and "raise " in line:
        return "This call is in order and has a result: the condition for the error is too strict."
    return None
