"""The commands, one a file: `add` describes one to argparse, and `run` runs it."""
