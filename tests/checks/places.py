"""Where the assignments' sources are."""

from pathlib import Path

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
