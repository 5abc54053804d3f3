"""The picture and the tables of chapter "How fast is it?", from the measurements in layers.json.

python benchmarks/layers.py --json book/measured/speed/layers.json
python benchmarks/layers.py --threads 1 --json book/measured/speed/layers_intel.json  # elsewhere
python -m book.figures.speed.pictures
"""

from __future__ import annotations

import json

from benchmarks.roofline import roofline
from book.figures.draw import MEASURED, save
from book.figures.tables import table

FOLDER = MEASURED / "speed"
NUMBERS = FOLDER / "layers.json"
ELSEWHERE = FOLDER / "layers_intel.json"
KINDS = ("max pool", "batch norm", "relu")


def read(path=NUMBERS):
    """Read the benchmark's report, its run with one thread, and that with two, or None."""
    report = json.loads(path.read_text(encoding="utf-8"))
    runs = {run["threads"]: run for run in report["runs"]}
    return report, runs[1], runs.get(2)


def readable_name(name):
    """Write a row's name with proper signs: "3x3, 16 at 32" becomes "3×3, 16 at 32²"."""
    words = name.replace("x", "×") if name[0].isdigit() else name
    parts = words.split(" at ")
    if len(parts) == 2:
        size, *rest = parts[1].split(",")
        words = f"{parts[0]} at {size}²" + ",".join(["", *rest])
    return words


def ratio(row, method, pass_="total"):
    """Format a time divided by torch's for a table."""
    return f"{row['ratio_to_torch'][method][pass_]:.2f}" if method in row["ratio_to_torch"] else "–"


def machine(report):
    """Describe the machine and versions of the measurement in a phrase."""
    m = report["machine"]
    blas = m["blas"].replace("openblas", "OpenBLAS")
    return (
        f"{m['processor']} with {m['vectors']}, NumPy {m['numpy']} with {blas}, "
        f"torch {m['torch'].partition('+')[0]}, best of {report['rounds']} rounds"
    )


def convolutions():
    """Write the table of convolutions: from torch's 1.00 to the readable code."""
    report, one, two = read()
    rows = [
        [
            readable_name(row["name"]),
            ratio(row, "matrix product"),
            ratio(row, "readable"),
            f"**{ratio(row, 'ours')}**",
        ]
        for row in one["rows"]
        if row["kind"] in ("convolution", "network")
    ]
    heads = ["layer", "product", "readable", "ours"]
    if two:
        heads.append("ours, 2 threads")
        twos = {readable_name(row["name"]): row for row in two["rows"]}
        rows = [[*cells, ratio(twos[cells[0]], "ours")] for cells in rows]
    title = (
        "Time over torch's, forward and backward; one thread except in the last column. "
        f"({machine(report)}.)"
    )
    return table(title, "tab-convolutions", heads, rows)


def others():
    """Write the table of pooling, batch norm and ReLU by shape, with one thread."""
    _, one, _ = read()
    found = {}
    for row in one["rows"]:
        if row["kind"] in KINDS and ", " in row["name"]:
            shape = row["name"].partition(", ")[2] if " 3x3" not in row["name"] else None
            found.setdefault(shape, {})[row["kind"]] = ratio(row, "ours")
    rows = [
        [readable_name(shape), *(kinds[kind] for kind in KINDS)]
        for shape, kinds in found.items()
        if shape is not None
    ]
    title = "Time over torch's for three other layers of ours, one thread."
    heads = ["shape", "max pool", "batch norm", "ReLU"]
    return table(title, "tab-others", heads, rows)


def processors():
    """Write the table of the same convolutions on two processors, one thread."""
    (first, one, _), (second, other, _) = read(), read(ELSEWHERE)
    others = {row["name"]: row for row in other["rows"]}
    rows = [
        [
            readable_name(row["name"]),
            *(
                text
                for each in (row, others[row["name"]])
                for text in (ratio(each, "matrix product"), f"**{ratio(each, 'ours')}**")
            ),
        ]
        for row in one["rows"]
        if row["kind"] == "convolution"
    ]
    title = (
        "Time over torch's on two processors, forward and backward, one thread. "
        f"(AMD: {machine(first)}. Intel: {machine(second)}.)"
    )
    heads = ["layer", "AMD: product", "ours", "Intel: product", "ours"]
    return table(title, "tab-processors", heads, rows)


TABLES = {"convolutions.md": convolutions, "others.md": others, "processors.md": processors}


def main():
    _, one, _ = read()
    save(roofline(one), "speed/roofline.svg")
    for name, written in TABLES.items():
        (FOLDER / name).write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
