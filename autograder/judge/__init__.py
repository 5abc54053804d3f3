"""The referee: it sends cases one at a time, compares outcomes, and gives verdicts and points."""
