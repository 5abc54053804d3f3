"""Let *Run all* reach the last cell although exercises are unsolved.

A given cell that shows an answer at work raises an exception while that answer is missing or
wrong, and Jupyter then skips the cells that follow. In a kernel that has imported
`cnncourse.checks`,

- a cell that meets an unwritten function says so in one line, and the run goes on;
- a cell that fails inside an exercise's function shows the usual traceback, and the run goes on;
- any other exception stops the run, as everywhere in Jupyter.

It uses two hooks that IPython documents, `set_custom_exc` and the event `post_run_cell`. The cells
themselves stay plain Python: `with` blocks or decorators in every one of them would be noise for
readers, and the tag `raises-exception` has no effect on Colab.
"""

from __future__ import annotations

import sys

from cnncourse.checks.catalogue import assignments, names
from cnncourse.checks.engine.in_process import functions_of

DONE = "_cnncourse_goes_on"


def watch(shell=None):
    """Register the hooks with an IPython shell, once.

    Parameters
    ----------
    shell : InteractiveShell or None
        None takes the shell that is running; without one nothing happens.
    """
    shell = _running() if shell is None else shell
    if shell is None or hasattr(shell, DONE):
        return
    setattr(shell, DONE, True)
    earlier, show_earlier = shell.custom_exceptions, shell.CustomTB  # Colab has hooks of its own

    def show(shell, kind, error, traceback, tb_offset=None):
        if missing := unwritten(error):
            print(f"○ This cell needs `{missing}`, which is not written yet.")
        elif isinstance(error, earlier):
            show_earlier(kind, error, traceback, tb_offset=tb_offset)
        else:
            shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)

    shell.set_custom_exc((NotImplementedError, *earlier), show)
    shell.events.register("post_run_cell", go_on)


def _running():
    ipython = sys.modules.get("IPython")  # in a notebook it is always there
    return None if ipython is None else ipython.get_ipython()


def go_on(result):
    """Take the error of an exercise off a cell's result, which the front end has shown by then.

    Parameters
    ----------
    result : IPython.core.interactiveshell.ExecutionResult or None
    """
    error = result and result.error_in_exec
    if error is not None and (unwritten(error) or in_exercise(error)):
        result.error_in_exec = None


def unwritten(error):
    """Name the function of the notebook that is not written yet and raised this error.

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
    """Say whether an error was raised inside a function of the notebook that is an exercise.

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
