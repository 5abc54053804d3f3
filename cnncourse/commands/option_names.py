"""Names of the library's arguments on the command line."""

from __future__ import annotations

# Arguments whose option has another name: its name in argparse, and its name in messages.
OPTIONS = {
    "folder": ("out", "--out DIR"),
    "options": ("option", "--option"),
    "model": ("model", "model"),  # positional
}


def option_of(known, argument):
    """Return the option that sets an argument of the library.

    Parameters
    ----------
    known : container of str
        The command's options, as argparse names them: `"batch_size"`.
    argument : str
        As named in an error of the library.

    Returns
    -------
    str
        `"--batch-size"`, or the argument itself if the command has no such option.
    """
    name, option = OPTIONS.get(argument, (argument, "--" + argument.replace("_", "-")))
    return option if name in known else argument
