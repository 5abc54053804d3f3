"""Grade a class: in parallel, with cached verdicts and a single writer to the gradebook."""
