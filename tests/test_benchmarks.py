"""The benchmarks run and report what they promise; speeds are not tested."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import matplotlib
import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
ROOT = BENCHMARKS.parent
MODULES = ("layers", "convolutions", "pointwise", "roofline", "tables")


@pytest.fixture
def bench(monkeypatch):
    """Return the command with one tiny row of each kind."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    import convolutions
    import layers
    import pointwise
    import torch

    rows = [
        convolutions.Convolution("tiny", 2, 4, 6, 3, 5, padding=1, stride=2, groups=2),
        convolutions.Vgg16("tiny network", N=1, H=8, widths=((2,), (3, 3))),
        pointwise.MaxPool("tiny pool", 2, 3, 6),
        pointwise.BatchNorm("tiny norm", 2, 3, 6),
        pointwise.ReLU("tiny relu", 2, 3, 6),
    ]
    monkeypatch.setattr(layers, "ROWS", rows)
    threads = torch.get_num_threads()
    yield layers
    torch.set_num_threads(threads)
    for name in MODULES:
        sys.modules.pop(name, None)


def test_tables_json_and_picture(bench, tmp_path, capsys):
    numbers, picture = tmp_path / "new" / "layers.json", tmp_path / "roofline.svg"
    bench.main(["--rounds", "1", "--json", str(numbers), "--picture", str(picture)])

    printed = capsys.readouterr().out
    for words in ("matrix", "readable", "forward", "dw", "dx", "tiny pool", "conv2_2"):
        assert printed.count(words) >= 2, words  # once for each number of threads
    assert printed.index("One thread, processor time") < printed.index("Two threads, wall-clock")
    report = json.loads(numbers.read_text(encoding="utf-8"))
    assert report["rounds"] == 1
    assert [(run["threads"], run["clock"]) for run in report["runs"]] == [
        (1, "processor"),
        (2, "wall"),
    ]
    assert set(report["machine"]) >= {"processor", "cores", "numpy", "blas", "torch"}
    for run in report["runs"]:
        assert all(speed > 0 for speed in run["roof"].values())
        check_rows(run["rows"])
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [
        "layers.json",
        "roofline.svg",
    ]


def check_rows(rows):
    rows = {row["name"]: row for row in rows}
    assert list(rows) == ["tiny", "tiny network", "tiny pool", "tiny norm", "tiny relu"]
    for row in rows.values():
        assert row["operations"] > 0 and row["bytes"] > 0
        assert {"torch NCHW", "torch NHWC", "ours"} <= set(row["ratio_to_torch"])
        for passes in row["ratio_to_torch"].values():
            assert passes["total"] > 0 and all(ratio > 0 for ratio in passes.values())
        assert row["ratio_to_torch"][row["better_layout"]]["total"] == 1
        ms = {method: passes["total"] for method, passes in row["milliseconds"].items()}
        assert ms[row["better_layout"]] == min(ms["torch NCHW"], ms["torch NHWC"])
        expected = ms["ours"] / ms[row["better_layout"]]
        assert row["ratio_to_torch"]["ours"]["total"] == pytest.approx(expected)
    passes = rows["tiny"]["milliseconds"]
    assert set(passes["torch NHWC"]) == {"forward", "dw", "dx", "backward", "total"}
    assert set(passes["matrix product"]) == {"forward", "dw", "dx", "backward", "total"}
    assert set(passes["readable"]) == set(passes["ours"]) == {"forward", "backward", "total"}
    for method in passes.values():
        assert method["total"] == pytest.approx(method["forward"] + method["backward"])
    product = passes["matrix product"]
    assert product["backward"] == pytest.approx(product["dw"] + product["dx"])
    assert set(rows["tiny network"]["milliseconds"]["ours"]) == {
        "conv1_1",
        "conv2_1",
        "conv2_2",
        "total",
    }


def test_operations_agree_with_a_count_by_hand(bench):
    tiny, network, *_ = bench.ROWS
    # 2 images, 6 filters of 2 channels and 3x3 taps, 3x3 outputs; forward, dw and dx
    assert tiny.operations == 3 * 2 * 6 * 2 * 9 * 9
    assert tiny.bytes == 4 * (3 * 2 * 4 * 25 + 3 * 6 * 2 * 9 + 2 * 2 * 6 * 9)
    assert network.operations == 9 * (3 * 2 * 64 + 2 * 3 * 16 + 3 * 3 * 16)


def test_rows_are_selected_by_name(bench, capsys):
    bench.main(["--rounds", "1", "--threads", "1", "--only", "POOL", "--only", "relu"])
    printed = capsys.readouterr().out
    assert "One thread" in printed and "Two threads" not in printed
    assert "tiny pool" in printed and "tiny relu" in printed and "tiny norm" not in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "lenet"], "no row is named lenet; there are: tiny; tiny network"),
        (["--threads", "3"], "argument --threads: invalid choice: 3"),
        (["--rounds", "0"], "--rounds must be at least 1, got 0"),
        (["--picture", "roof.pdf"], "--picture writes .svg or .png, got roof.pdf"),
    ],
)
def test_errors_are_one_line(bench, capsys, arguments, message):
    with pytest.raises(SystemExit) as stopped:
        bench.main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_each_number_of_threads_is_set_and_timed_once(bench, monkeypatch):
    seen = []
    monkeypatch.setattr(
        bench, "measure", lambda row, rounds, clock: seen.append((threads(), clock)) or row
    )
    monkeypatch.setattr(bench, "print_ratios", lambda result: None)
    monkeypatch.setattr(bench, "print_details", lambda results: None)
    monkeypatch.setattr(bench, "ROWS", bench.ROWS[:1])

    def threads():
        import torch
        from threadpoolctl import threadpool_info

        pools = {p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas"}
        return {torch.get_num_threads(), *pools}

    bench.main(["--threads", "2", "1", "2"])
    assert seen == [({1}, time.process_time), ({2}, time.perf_counter)]


@pytest.fixture
def figures(monkeypatch):
    """Import the script of the book's picture and tables."""
    with matplotlib.rc_context():
        monkeypatch.syspath_prepend(ROOT)
        from book.figures.speed import pictures

        yield pictures


def test_the_books_tables_contain_the_measurements(figures):
    for name, written in figures.TABLES.items():
        assert (figures.FOLDER / name).read_text(encoding="utf-8") == written(), (
            "run: python -m book.figures.speed.pictures"
        )


def test_the_books_measurements_are_of_these_rows(bench, figures):
    import convolutions
    import pointwise

    rows = [*convolutions.CONVOLUTIONS, *pointwise.POINTWISE]
    for run in json.loads(figures.NUMBERS.read_text(encoding="utf-8"))["runs"]:
        found = [(row["name"], row["operations"], row["bytes"]) for row in run["rows"]]
        assert found == [(row.name, row.operations, row.bytes) for row in rows]


def test_the_books_tables_show_ratios(figures, monkeypatch):
    def row(name, kind, ours):
        return {"name": name, "kind": kind, "ratio_to_torch": {"ours": {"total": ours}}}

    rows = [row("3x3, 5 at 7", "convolution", 0.5), row("Net at 9, forward", "network", 1.25)]
    rows += [row("max pool, A at 2", "max pool", 3), row("max pool 3x3, A at 2", "max pool", 9)]
    rows += [row("batch norm, A at 2", "batch norm", 2), row("ReLU, A at 2", "relu", 1.004)]
    run = {"rows": rows}
    monkeypatch.setattr(figures, "read", lambda: ({}, run, None))
    monkeypatch.setattr(figures, "machine", lambda report: "a machine")
    assert figures.convolutions().splitlines()[4:-1] == [
        "| layer | product | readable | ours |",
        "| --- | ---: | ---: | ---: |",
        "| 3×3, 5 at 7² | – | – | **0.50** |",
        "| Net at 9², forward | – | – | **1.25** |",
    ]
    assert figures.others().splitlines()[6:-1] == ["| A at 2² | 3.00 | 2.00 | 1.00 |"]

    two = {"rows": [row("3x3, 5 at 7", "convolution", 4), row("Net at 9, forward", "network", 5)]}
    monkeypatch.setattr(figures, "read", lambda: ({}, run, two))
    lines = figures.convolutions().splitlines()
    assert lines[4].endswith("| ours, 2 threads |")
    assert lines[6].endswith("| **0.50** | 4.00 |") and lines[7].endswith("| **1.25** | 5.00 |")
