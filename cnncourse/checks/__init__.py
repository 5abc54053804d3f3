"""Checks of a student's functions, the same in the notebook and in grading."""

from cnncourse.checks.catalogue import find, names
from cnncourse.checks.engine.check import Case, Check
from cnncourse.checks.engine.in_process import run_check_in_process, run_in_process
from cnncourse.checks.engine.judge import GRADING_ROUNDS, Verdict, judge
from cnncourse.checks.engine.outcome import Outcome
from cnncourse.checks.engine.prepared import PUBLIC_SEED
from cnncourse.checks.notebook import CheckFailed, Result, check
from cnncourse.checks.progress_cell import progress
from cnncourse.checks.run_all import watch

__all__ = [
    "GRADING_ROUNDS",
    "PUBLIC_SEED",
    "Case",
    "Check",
    "CheckFailed",
    "Outcome",
    "Result",
    "Verdict",
    "check",
    "find",
    "judge",
    "names",
    "progress",
    "run_check_in_process",
    "run_in_process",
]

watch()
