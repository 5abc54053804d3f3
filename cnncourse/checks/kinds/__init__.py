"""The kinds of checks, one file each, and the harnesses that drive them."""
