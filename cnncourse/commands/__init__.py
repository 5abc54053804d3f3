"""The commands, one per file: `add` registers a command with argparse, and a function runs it."""
