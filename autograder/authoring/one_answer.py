"""Judge one of the course's own answers like a student's; `verify` runs this in its workers."""

from __future__ import annotations

import functools
from dataclasses import replace

from autograder.authoring.notebooks import fill, to_bytes
from autograder.judge.bundle import Bundle
from autograder.judge.needed_cells import must_run
from autograder.judge.referee import CheckRun
from autograder.judge.running import run
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.process import Sandbox
from autograder.submissions.marks import by_student
from autograder.submissions.rebuild import rebuild_notebook


def try_answer(bundle, name, answers, seeds, limits):
    """Hand in a notebook and judge one of its checks, with several seeds.

    Parameters
    ----------
    bundle : bytes
        From `Bundle.to_bytes`.
    name : str
        The check.
    answers : dict of str to str
        The source of each cell, by exercise. Other cells stay as they were released.
    seeds : sequence of int
    limits : Limits

    Returns
    -------
    list of bool
        For each seed, whether the answer passed.
    """
    known = _bundle(bundle)
    cells, runs = _handed_in(known, answers)
    passed, waiting = [], list(seeds)
    whole = {"altogether": limits.altogether * len(seeds), "wall": limits.wall * len(seeds)}
    limits = replace(limits, **whole)
    while waiting:
        with Sandbox(limits) as sandbox:
            try:
                run(sandbox, cells, runs, known)
            except SandboxError:  # it ended its process, or runs forever
                return [False] * len(seeds)
            alive = True
            while waiting and alive:
                of_seed = replace(known, seed=waiting.pop(0))
                one = CheckRun(name, 1.0, of_seed)
                one.judge(sandbox)
                passed.append(one.score.passed)
                alive = not one.ended
    return passed


def given_cells_that_fail(bundle, answers, limits):
    """Hand in a notebook and describe errors in its given cells, such as missing files.

    Parameters
    ----------
    bundle, answers, limits
        See `try_answer`.

    Returns
    -------
    list of str
        One sentence per failing cell.
    """
    known = _bundle(bundle)
    cells, runs = _handed_in(known, answers)
    with Sandbox(limits) as sandbox:
        try:
            outputs = run(sandbox, cells, runs, known)
        except SandboxError as error:
            return [f"its cells cannot be run: {error}"]
    return [
        f"the given cell that begins with {cell.source.splitlines()[0]!r} raises "
        f"{output.ename}: {output.evalue}"
        for cell, shown in zip(cells, outputs, strict=True)
        for output in shown
        if output.output_type == "error" and not by_student(cell)
    ]


def _handed_in(known, answers):
    """Return a submitted notebook's code cells, and which of them have to run."""
    submission = to_bytes(fill(known.release, answers))
    notebook = rebuild_notebook(submission, known.release).notebook
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return cells, must_run(cells, known.points)


_bundle = functools.lru_cache(maxsize=4)(Bundle.from_bytes)
