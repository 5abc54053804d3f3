"""The tables and figures of chapter "Six experiments", from the measurements.

python -m cnncourse experiment NAME --out book/measured/experiments     measures and draws
python -m book.figures.experiments.tables                               writes and draws again
"""

from __future__ import annotations

import json
import re

from book.figures.draw import MEASURED
from book.figures.tables import table
from cnncourse.experiments import figures, find, known, numbers, record

FOLDER = MEASURED / "experiments"


def results_of(name):
    """Read the measurements of an experiment."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["results"]


def text(name):
    """Write the finding and the table as MyST Markdown."""
    results = results_of(name)
    finding = find(name).find(results)
    heads, *_ = [list(row) for row in finding.table]
    rows = [list(row.values()) for row in finding.table]
    run = results[0]["run"]
    title = (
        f"Median, and lowest to highest, of {numbers.count_of_seeds(results)}; "
        f"{len(results)} runs on {run['data']} with the {run['engine']} engine."
    )
    written = f"**Found:** {finding.sentence}\n\n{table(title, f'tab-{name}', heads, rows)}"
    return re.sub(r"10\^(-?\d+)", r"$10^{\1}$", written)


def main():
    for name in known():
        results = results_of(name)
        with figures.style():
            figures.save(
                find(name).draw(results),
                FOLDER / f"{name}.svg",
                drawn_from=record.fingerprint(results),
            )
        (FOLDER / f"{name}.md").write_text(text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
