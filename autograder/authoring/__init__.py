"""Assignments: create, build, release, solve and verify them, and write a sample class."""
