"""Hostile tests: what a student may hand in where a test is asked for, and what it must earn.

They attack the check of `test_relu_backward`; some of those that time calls attack the one of
`test_max_pool2d_backward`. None earns points.
"""

from __future__ import annotations

from corpus.of_tests.asking import COUNTING, READING, REMEMBERING
from corpus.of_tests.forging import NOT_TESTING, PATCHING
from corpus.of_tests.hostile import GOOD, RELU
from corpus.of_tests.raising import RAISING
from corpus.of_tests.timing import THREADS, TIMING

__all__ = ["GOOD", "HOSTILE", "RELU"]

HOSTILE = (
    *READING,
    *REMEMBERING,
    *COUNTING,
    *TIMING,
    *THREADS,
    *RAISING,
    *NOT_TESTING,
    *PATCHING,
)
