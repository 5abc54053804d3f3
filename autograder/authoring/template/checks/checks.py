"""The checks of the assignment on new topic."""

from __future__ import annotations

from cnncourse.checks import Check
from cnncourse.checks.new_topic import ASSIGNMENT, cases, exercises

CHECKS = (
    Check(
        "new_topic_example",
        ASSIGNMENT,
        exercises.new_topic_example,
        cases.example_cases,
    ),
)
