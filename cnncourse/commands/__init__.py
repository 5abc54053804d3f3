"""The commands, one a file: `add` describes it to argparse, and a function runs it."""
