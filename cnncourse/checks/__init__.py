"""Checks: what judges a student's function, in the notebook and in grading."""

from cnncourse.checks.catalogue import find, names
from cnncourse.checks.core import (
    GRADING_ROUNDS,
    PUBLIC_SEED,
    Case,
    Check,
    Outcome,
    Verdict,
    judge,
)
from cnncourse.checks.notebook import CheckFailed, check
from cnncourse.checks.running import run_check_in_process, run_in_process

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
