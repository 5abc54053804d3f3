"""Checks: what judges a student's function, in the notebook and in grading."""

from cnncourse.checks.catalogue import find, names
from cnncourse.checks.engine.check import (
    GRADING_ROUNDS,
    PUBLIC_SEED,
    Case,
    Check,
    Outcome,
    Verdict,
    judge,
)
from cnncourse.checks.engine.in_process import run_check_in_process, run_in_process
from cnncourse.checks.engine.notebook import CheckFailed, check

__all__ = [
    "GRADING_ROUNDS",
    "PUBLIC_SEED",
    "Case",
    "Check",
    "CheckFailed",
    "Outcome",
    "Verdict",
    "check",
    "find",
    "judge",
    "names",
    "run_check_in_process",
    "run_in_process",
]
