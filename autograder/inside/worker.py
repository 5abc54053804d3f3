"""The process in which student code runs, alone: `python -I -m autograder.inside.worker`.

It reads requests from its standard input and answers on its standard output, in the wire format,
and moves both out of the way before any student code runs. It holds no cases, no tolerances and
no verdicts, and nothing that it says about itself is believed: the referee compares values only.
"""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys

from autograder.inside.guard import guard
from autograder.sandbox import wire
from cnncourse.checks.engine.driving import Fault, drive
from cnncourse.checks.engine.in_process import call_once
from cnncourse.checks.engine.ownership import objection
from cnncourse.checks.kinds.harnesses import HARNESSES

MAX_TEXT = 20_000  # characters of one output that are kept
MAX_MEMORY = 4 << 30  # bytes of addresses, where the system can limit them
MAX_PICTURES = 20
MAX_ALL = 30_000_000  # characters of all outputs together: a reply has a largest size
SHOWN = ("text/plain", "image/png", "image/jpeg")  # kinds of output that cannot carry a script


class CellTimeout(BaseException):
    """A cell took too long; not an Exception, so that `except Exception` lets it through."""


def main():
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    silence()
    end_with_parent()
    adopt_orphans()
    limit_memory()
    serve(make_shell(), requests, replies)


def serve(shell, requests, replies):
    """Answer requests until there are no more.

    Parameters
    ----------
    shell : InteractiveShell
    requests, replies : binary file
    """
    while True:
        try:
            request = wire.read(requests)
        except EOFError:
            return
        answer = ANSWERS[request["do"]]
        reply = answer(shell, **request["with"])
        replies.write(wire.encode({"nonce": request["nonce"], "reply": reply}))
        replies.flush()


def silence():
    """Point the standard descriptors at nothing, so that prints cannot disturb the replies."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    if nothing > 2:
        os.close(nothing)


def end_with_parent():
    """End when the grader is killed, in the middle of a call too; only Linux can do that."""
    _prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def adopt_orphans():
    """Keep all descendants, so that their processor time is counted; only Linux can do that."""
    _prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def _prctl(what, value):
    with contextlib.suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(what, value)


def limit_memory():
    """Bound the memory, so that one student's list without end does not stop the machine."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system can
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def make_shell():
    """Make an IPython shell without a kernel in which installing and shelling out do nothing."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.system = shell.system_raw = shell.system_piped = lambda command: None
    shell.getoutput = lambda command, *rest, **options: []
    for name in ("pip", "conda", "mamba", "uv"):
        shell.register_magic_function(lambda line: None, "line", name)
    for name in ("bash", "sh", "script", "system", "sx"):
        shell.register_magic_function(lambda line, cell=None: None, "line_cell", name)
    return shell


def run_cells(shell, cells, seconds, provides):
    """Run the cells in order; an error ends its own cell only. Nothing else may run before.

    Parameters
    ----------
    shell : InteractiveShell
    cells : list of str
    seconds : float
        For each cell.
    provides : list of str
        Modules of the course that the code may use.

    Returns
    -------
    list
        For each cell a list of outputs, in nbformat's form.
    """
    guard(provides)
    return _first(MAX_ALL, [run_cell(shell, source, seconds) for source in cells])


def _first(room, cells):
    """Keep outputs as long as there is room: many pictures must not cost the whole notebook."""
    for outputs in cells:
        for place, shown in enumerate(outputs):
            room -= len(str(shown))
            if room < 0:
                left_out = "(not kept: this notebook shows too much)\n"
                outputs[place] = {"output_type": "stream", "name": "stdout", "text": left_out}
    return cells


def run_cell(shell, source, seconds):
    from IPython.utils.capture import capture_output

    def stop(signum, frame):
        raise CellTimeout(f"the cell ran for more than {seconds:g} seconds")

    out = err = captured = None
    shell.showtraceback = shell.showsyntaxerror = lambda *arguments, **options: None
    shell.displayhook.write_output_prompt = lambda: None
    shell.displayhook.quiet = lambda: source.rstrip().endswith(";")
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        with (
            capture_output(stdout=False, stderr=False) as captured,
            contextlib.redirect_stdout(Beginning()) as out,
            contextlib.redirect_stderr(Beginning()) as err,
        ):
            result = shell.run_cell(source, store_history=False)
            signal.setitimer(signal.ITIMER_REAL, 0)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as raised:  # what a cell raises must not end the worker
        error = raised
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return collect_outputs(out, err, captured) + (
        [describe_error(error)] if error is not None else []
    )


class Beginning(io.StringIO):
    """Keeps the beginning of what is printed, and drops the rest."""

    def write(self, text):
        room = MAX_TEXT + 1 - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def collect_outputs(out, err, captured):
    """Turn what a cell printed and showed into nbformat's outputs, cut to size."""
    if captured is None:
        return []
    outputs = []
    for name, stream in (("stdout", out), ("stderr", err)):
        if text := stream.getvalue():
            outputs.append({"output_type": "stream", "name": name, "text": cut(text)})
    for shown in captured.outputs[:MAX_PICTURES]:
        data = {kind: shown.data[kind] for kind in SHOWN if type(shown.data.get(kind)) is str}
        if "text/plain" in data:
            data["text/plain"] = cut(data["text/plain"])
        if sum(map(len, data.values())) > 1_000_000:
            data = {"text/plain": "(a picture too large to keep)"}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def cut(text):
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "\n... (cut here)"


def describe_error(error):
    name, words = type(error).__name__, "(an exception without a readable text)"
    try:
        words = cut(str(error))
        if isinstance(error, SyntaxError):
            words = cut(f"{error.msg} (line {error.lineno} of the cell)")
    except Exception:  # the student's own __str__
        pass
    shown = [f"{name}: {words}"]
    return {"output_type": "error", "ename": name, "evalue": words, "traceback": shown}


def look(shell, name, given):
    """Say why a name cannot be judged as the student's function, or None.

    Parameters
    ----------
    shell : InteractiveShell
    name : str
    given : list of str
        See `objection`.
    """
    if name not in shell.user_ns:
        return "no function of this name was left after all cells had run."
    return objection(shell.user_ns[name], name, given)


def call(shell, name, args, kwargs, harness, partners):
    """Call the student's function once; `look` has said that it is one.

    Parameters
    ----------
    shell : InteractiveShell
    name : str
    args : tuple
    kwargs : dict
    harness : str or None
        Of `checks.kinds.harnesses`.
    partners : list of str
        Names of the other functions that the harness calls.

    Returns
    -------
    dict
        The fields of an `Outcome`, or one `fault` that is not the student's.
    """
    others = [shell.user_ns[partner] for partner in partners]
    function = drive(shell.user_ns[name], harness and HARNESSES[harness], others)
    try:
        outcome = call_once(function, args, kwargs)
    except Fault as fault:
        return {"fault": str(fault)[:500]}
    return {
        "value": outcome.value,
        "error": outcome.error,
        "error_type": outcome.error_type,
        "where": outcome.where,
        "mutated": outcome.mutated,
        "shared": outcome.shared,
        "empty": outcome.empty,
    }


ANSWERS = {"run": run_cells, "look": look, "call": call}


if __name__ == "__main__":
    main()
    sys.exit(0)
