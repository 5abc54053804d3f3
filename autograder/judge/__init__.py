"""The referee: cases sent one at a time, outcomes compared, verdicts and points."""
