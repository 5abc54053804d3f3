"""Submissions, read from any bytes and fitted into the released notebook."""
