"""Let *Run all* reach the last cell whatever a student's cells hold.

Jupyter skips all later cells when one raises an exception. In a notebook that has imported `check`,

- a cell that calls an unwritten function says so in one line, and the run continues;
- so does a later cell that needs a variable of such a cell;
- a cell that ends in any other error shows it on stderr, and the run continues;
- a cell that is not valid Python does so, too, and `check` and `progress` remember it.

As usual, a run stops at an interrupt from the keyboard, at `check(..., strict=True)`, and before
`check` is imported, for instance where a library is missing.

This uses two documented hooks of IPython, `set_custom_exc` and the event `post_run_cell`. The cells
stay plain Python: a `with` block or a decorator in each would be noise for readers, and the tag
`raises-exception` has no effect on Colab.
"""

from __future__ import annotations

import contextlib
import sys

from cnncourse.checks import unreadable
from cnncourse.checks.engine.in_process import functions_of
from cnncourse.checks.notebook import CheckFailed, check
from cnncourse.exercises.statements import read_statements

HOOKED = "_cnncourse_hooked"
ENDED = "✗ This cell ends in an error; the cells after it still run."


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
    unmade = set()  # variables that cells were to make and did not

    def show(shell, kind, error, traceback, tb_offset=None):
        goes_on = _has_checks(shell) and continues(error)
        if goes_on and (needed := needs(error, shell.user_ns, unmade)):
            print(f"○ This cell needs {needed}.")
        elif isinstance(error, earlier):
            show_earlier(kind, error, traceback, tb_offset=tb_offset)
        else:
            with _as_text(shell) if goes_on else contextlib.nullcontext():
                shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)

    def after(result):
        if result is not None and _has_checks(shell):
            unreadable.note(shell.user_ns, result.info.raw_cell, result.error_before_exec)
            clear_errors(result)
            unmade.update(variables_of(shell.transform_cell(result.info.raw_cell)))
            unmade.difference_update(shell.user_ns)

    shell.set_custom_exc((Exception,), show)
    shell.events.register("post_run_cell", after)


def _running():
    ipython = sys.modules.get("IPython")  # a notebook has always imported it
    return None if ipython is None else ipython.get_ipython()


def _has_checks(shell):
    """Say whether this is an assignment: a chapter should stop at an error."""
    return shell.user_ns.get("check") is check


@contextlib.contextmanager
def _as_text(shell):
    """Let a shell write tracebacks to stderr: an output of type "error" ends a run in VS Code."""
    usual = shell._showtraceback  # the method that IPython lets subclasses override

    def show(kind, error, lines):
        print(ENDED, shell.InteractiveTB.stb2text(lines), sep="\n", file=sys.stderr)

    shell._showtraceback = show
    try:
        yield
    finally:
        shell._showtraceback = usual


def continues(error):
    """Say whether a run continues after an error.

    Parameters
    ----------
    error : BaseException or None

    Returns
    -------
    bool
        False for None and for an interrupt from the keyboard: whoever stops a cell stops the run.
    """
    return isinstance(error, Exception) and not isinstance(error, CheckFailed)


def clear_errors(result):
    """Clear a cell's errors after which the run continues; they have already been shown.

    Parameters
    ----------
    result : IPython.core.interactiveshell.ExecutionResult
    """
    for when in ("error_before_exec", "error_in_exec"):
        if continues(getattr(result, when)):
            setattr(result, when, None)


def variables_of(source):
    """List the variables that a cell assigns.

    Parameters
    ----------
    source : str

    Returns
    -------
    set of str
        Empty if the source is not valid Python.
    """
    try:
        return {name for one in read_statements(source) for name in one.binds}
    except SyntaxError:
        return set()


def needs(error, variables, unmade=()):
    """Name what of the notebook is missing where a cell cannot run, and say why.

    Parameters
    ----------
    error : BaseException
        What the cell raised.
    variables : mapping of str to object
        The notebook's names.
    unmade : collection of str
        Variables that earlier cells were to make and did not.

    Returns
    -------
    str or None
        None if the error has another cause.
    """
    if type(error) is NameError and (why := unreadable.unreadable(variables, error.name)):
        return f"`{error.name}`: {why}"
    if type(error) is NameError and error.name in unmade:
        return f"`{error.name}`, which an earlier cell could not make"
    *_, (last, by_student) = [(None, False), *functions_of(error)]
    unwritten = type(error) is NotImplementedError and by_student and last.isidentifier()
    return f"`{last}`, which is not written yet" if unwritten else None
