"""Grading a class: in parallel, with cached verdicts and one writer to the gradebook."""
