"""What the arguments of the library are called on the command line."""

from __future__ import annotations

# Where an option does not have the name of the argument: that of argparse, and that in messages.
OPTIONS = {
    "folder": ("out", "--out DIR"),
    "options": ("option", "--option"),
    "model": ("model", "model"),  # which stands without an option
}


def option_of(known, argument):
    """Name an argument as the reader of a command knows it.

    Parameters
    ----------
    known : container of str
        The options of the command, as argparse names them: `"batch_size"`.
    argument : str
        As an error of the library names it.

    Returns
    -------
    str
        `"--batch-size"`, or the argument itself where the command has no such option.
    """
    name, option = OPTIONS.get(argument, (argument, "--" + argument.replace("_", "-")))
    return option if name in known else argument
