"""Run a notebook's cells in a process, and read their outputs."""

from __future__ import annotations

from nbformat.v4 import new_output

from autograder.judge.needed_cells import mentions, must_run
from autograder.judge.outputs import read_outputs
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.process import Sandbox
from autograder.submissions.definitions import defines, functions
from autograder.submissions.marks import by_student, exercise_of
from cnncourse.common.words import quoted


class RunningNotebook:
    """A notebook's process, restarted if a function has ended it.

    Use it as a context manager: on exit every process of the submission has ended.

    Parameters
    ----------
    cells : list of NotebookNode
        The code cells, in order.
    bundle : Bundle
    limits : Limits
    clock : Clock

    Attributes
    ----------
    outputs : list
        For each cell, a list of its outputs.
    """

    def __init__(self, cells, bundle, limits, clock):
        self._cells, self._bundle, self._limits, self._clock = cells, bundle, limits, clock
        self._runs = must_run(cells, bundle.points)
        self._sandbox, self.outputs = None, [[] for _ in cells]

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.end()

    def start(self):
        """Run the cells and keep their outputs.

        Raises
        ------
        SandboxError
            If they end their process even when the given cells that call answers are skipped.
        """
        try:
            self.outputs = self._run()
        except SandboxError as error:  # perhaps a given cell called an answer
            fewer = without_answers(self._cells, self._runs, self._bundle)
            if fewer == self._runs:
                raise
            self._runs = fewer
            self.outputs = self._run(f"when all cells ran, {error}")

    def process(self):
        """Return a process in which the cells have run.

        Returns
        -------
        Sandbox
        """
        if self._sandbox is None:
            self._run()
        return self._sandbox

    def end(self):
        """End the process; `process` starts another one."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def _run(self, *why):
        self.end()
        self._sandbox = Sandbox(self._limits, clock=self._clock)
        try:
            return run(self._sandbox, self._cells, self._runs, self._bundle, *why)
        except BaseException:
            self.end()
            raise


def run(sandbox, cells, runs, bundle, why="this cell only shows your answers at work"):
    """Run some of the code cells; return the outputs of all, with a note on those skipped.

    Parameters
    ----------
    sandbox : Sandbox
    cells : list of NotebookNode
    runs : list of bool
        Which of them to run.
    bundle : Bundle
    why : str
        Why the others are skipped, for the note.
    """
    sources = [cell.source for cell, wanted in zip(cells, runs, strict=True) if wanted]
    outputs = sandbox.run(sources, bundle.provides, bundle.preload, bundle.data)
    try:
        shown = read_outputs(outputs, len(sources))
    except ValueError as error:
        raise SandboxError("its process sent malformed outputs") from error
    sandbox.require_quiet([one.get("evalue", "") for cell in shown for one in cell])
    kept = iter(shown)
    note = new_output("stream", name="stdout", text=f"(not run for grading: {why})\n")
    return [next(kept) if wanted else [note] for wanted in runs]


def without_answers(cells, runs, bundle):
    """Skip every given cell that names an exercise, even if it prepares something."""
    return [
        wanted and (by_student(cell) or not mentions(cell.source, bundle.points))
        for cell, wanted in zip(cells, runs, strict=True)
    ]


def complaints_of(cells, outputs):
    """Report, by exercise, the error that ended its cell, or the functions it defines instead."""
    found = {}
    for cell, shown in zip(cells, outputs, strict=True):
        name = exercise_of(cell)
        errors = [output for output in shown if output.output_type == "error"]
        if name and errors:
            words = quoted(f"{errors[0].ename}: {errors[0].evalue}")
            found[name] = f" Its cell ended with {words}."
        elif name and not defines(cell.source, name):
            others = [f"`{other}`" for other in functions(cell.source)[:3]]
            found[name] = f" Its cell defines {', '.join(others)} instead." if others else ""
    return found
