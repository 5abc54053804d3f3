"""Run a notebook's cells one after another in an IPython shell, without a kernel."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import signal
from time import process_time

from autograder.inside.guard import restrict_imports

MAX_TEXT = 20_000  # characters to keep of one output
MAX_PICTURES = 20
MAX_ALL = 5_000_000  # bytes of all outputs together, as sent: replies have a maximum size
ASLEEP = 0.1  # a cell that uses a smaller share of its time than this is waiting for something
PATIENCE = 4
WALL_CLOCK = "of wall-clock time"
SHOWN = ("text/plain", "image/png", "image/jpeg")  # kinds of output that cannot carry a script


class CellTimeout(BaseException):
    """A cell timed out; not an Exception, so that `except Exception` lets it through."""


def make_shell():
    """Make an IPython shell in which installing packages and running commands do nothing."""
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
    """Run the cells in order; an error ends only its own cell. This must be the first request.

    Parameters
    ----------
    shell : InteractiveShell
    cells : list of str
    seconds : float
        Processor time that each cell may use, or wall-clock time if it uses hardly any.
    provides : list of str
        Modules of the course that the code may use.

    Returns
    -------
    list
        One list of outputs per cell, in nbformat's form.
    """
    restrict_imports(provides)
    return _fitting(MAX_ALL, [run_cell(shell, source, seconds) for source in cells])


def _fitting(room, cells):
    """Keep outputs while they fit: too many pictures must not cost the whole notebook."""
    for outputs in cells:
        for place, shown in enumerate(outputs):
            room -= len(json.dumps(shown))
            if room < 0:
                left_out = "(not kept: the outputs of this notebook are too large)\n"
                outputs[place] = {"output_type": "stream", "name": "stdout", "text": left_out}
    return cells


def run_cell(shell, source, seconds):
    from IPython.utils.capture import capture_output

    out = err = captured = None
    shell.showtraceback = shell.showsyntaxerror = lambda *arguments, **options: None
    shell.displayhook.write_output_prompt = lambda: None
    shell.displayhook.quiet = lambda: source.rstrip().endswith(";")
    _set_timers(seconds)
    try:
        with (
            capture_output(stdout=False, stderr=False) as captured,
            contextlib.redirect_stdout(Beginning()) as out,
            contextlib.redirect_stderr(Beginning()) as err,
        ):
            result = shell.run_cell(source, store_history=False)
            _set_timers(0)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as raised:  # nothing that a cell raises may end the worker
        error = raised
    finally:
        _set_timers(0)
    return collect_outputs(out, err, captured) + (
        [describe_error(error)] if error is not None else []
    )


def _set_timers(seconds):
    """Stop the cell after this much processor time, or if it sleeps this long; 0 sets no limit.

    A cell that works now and then is stopped after `PATIENCE` times as long: it may have been
    waiting for a processor, which only the referee can tell.
    """
    started, alarms = process_time(), itertools.count(1)

    def used_up(signum, frame):
        raise CellTimeout(f"the cell ran for more than {seconds:g} seconds")

    def too_long(signum, frame):
        waited = next(alarms)
        if waited >= PATIENCE or process_time() - started < ASLEEP * seconds:
            told = f"the cell took more than {waited * seconds:g} seconds {WALL_CLOCK}"
            raise CellTimeout(told)

    for number, timer, handler in (
        (signal.SIGPROF, signal.ITIMER_PROF, used_up),
        (signal.SIGALRM, signal.ITIMER_REAL, too_long),
    ):
        if seconds:
            signal.signal(number, handler)
        signal.setitimer(timer, seconds, seconds)


class Beginning(io.StringIO):
    """A stream that keeps the beginning of the text and drops the rest."""

    def write(self, text):
        room = MAX_TEXT + 1 - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)


def collect_outputs(out, err, captured):
    """Turn what a cell printed and displayed into nbformat's outputs, cut to size."""
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
            data = {"text/plain": "(a picture that is too large to keep)"}
        outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    return outputs


def cut(text):
    return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "\n... (cut here)"


def describe_error(error):
    name, message = type(error).__name__, "(an exception without a readable text)"
    try:
        message = cut(str(error))
        if isinstance(error, SyntaxError):
            message = cut(f"{error.msg} (line {error.lineno} of the cell)")
    except Exception:  # the student's own __str__
        pass
    trace = [f"{name}: {message}"]
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": trace}
