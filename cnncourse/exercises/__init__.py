"""Functions that only an assignment asks for: declared answers and small steps."""
