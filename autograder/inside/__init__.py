"""What of ours runs inside the sandbox, beside the student's code."""
