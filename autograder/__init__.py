"""The instructor's side of the course: build, release, grade, feedback, verify."""
