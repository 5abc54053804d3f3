"""Code of ours that runs inside the sandbox, beside the student's."""
