"""The commands, one per file: `add` describes it to argparse, and `run` runs it."""
