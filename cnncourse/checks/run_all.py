"""Let *Run all* reach the last cell even if exercises are unsolved.

A demonstration cell raises an exception while the function it shows is missing or wrong, and
Jupyter then skips all later cells. In a kernel that has imported `cnncourse.checks`,

- a cell that calls an unwritten function says so in one line, and the run continues;
- a cell that fails inside an exercise's function shows the usual traceback, and the run continues;
- any other exception stops the run, as usual in Jupyter.

This uses two documented hooks of IPython, `set_custom_exc` and the event `post_run_cell`. The cells
stay plain Python: a `with` block or a decorator in each would be noise for readers, and the tag
`raises-exception` has no effect on Colab.
"""

from __future__ import annotations

import sys

from cnncourse.checks.catalogue import assignments, names
from cnncourse.checks.engine.in_process import functions_of

HOOKED = "_cnncourse_hooked"


def watch(shell=None):
    """Register the hooks with an IPython shell, once.

    Parameters
    ----------
    shell : InteractiveShell or None
        None takes the running shell, if there is one.
    """
    shell = _running() if shell is None else shell
    if shell is None or hasattr(shell, HOOKED):
        return
    setattr(shell, HOOKED, True)
    earlier, show_earlier = shell.custom_exceptions, shell.CustomTB  # Colab has hooks of its own

    def show(shell, kind, error, traceback, tb_offset=None):
        if missing := unwritten(error):
            print(f"○ This cell needs `{missing}`, which is not written yet.")
        elif isinstance(error, earlier):
            show_earlier(kind, error, traceback, tb_offset=tb_offset)
        else:
            shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)

    shell.set_custom_exc((NotImplementedError, *earlier), show)
    shell.events.register("post_run_cell", clear_error)


def _running():
    ipython = sys.modules.get("IPython")  # a notebook has always imported it
    return None if ipython is None else ipython.get_ipython()


def clear_error(result):
    """Clear an exercise's error from a cell's result; the front end has already shown it.

    Parameters
    ----------
    result : IPython.core.interactiveshell.ExecutionResult or None
    """
    error = result and result.error_in_exec
    if error is not None and (unwritten(error) or in_exercise(error)):
        result.error_in_exec = None


def unwritten(error):
    """Name the unwritten function of the notebook that raised this error.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    str or None
    """
    if type(error) is not NotImplementedError:
        return None
    *_, (last, by_student) = [(None, False), *functions_of(error)]
    return last if by_student and last.isidentifier() else None


def in_exercise(error):
    """Say whether an error was raised inside one of the notebook's exercises.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    bool
        False for an interrupt from the keyboard: whoever stops a cell stops the run.
    """
    if not isinstance(error, Exception):
        return False
    exercises = {name for one in assignments() for name in names(one)}
    return any(name in exercises for name, by_student in functions_of(error) if by_student)
