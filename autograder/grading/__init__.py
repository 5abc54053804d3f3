"""A class graded: in parallel, by kept verdicts, with one writer to the gradebook."""
