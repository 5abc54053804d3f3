"""The kinds of check, one file each, and the harnesses that drive them."""
