"""`benchmarks/blocks.py` runs and reports what it promises; speeds are not tested."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from cnncourse.layers.conv import loops

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
MODULES = ("blocks", "layers", "convolutions", "pointwise", "roofline", "tables")


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    threads = torch.get_num_threads()
    import blocks

    monkeypatch.setattr(blocks, "C", 2)
    monkeypatch.setattr(blocks, "H", 5)
    yield blocks
    torch.set_num_threads(threads)
    for name in MODULES:
        sys.modules.pop(name, None)


def test_every_way_is_reported(bench, tmp_path, capsys):
    path = tmp_path / "new" / "blocks.json"
    bench.main(["--batch", "6", "--rounds", "1", "--json", str(path)])
    report = json.loads(path.read_text(encoding="utf-8"))
    assert list(report["blocks"]) == ["1", "2", "4"] and (report["batch"], report["rounds"]) == (
        6,
        1,
    )
    ratios = [
        *report["ways"].values(),
        *(t for one in report["blocks"].values() for t in one.values()),
    ]
    assert all(ratio > 0 for ratio in ratios) and set(report["machine"]) >= {"processor", "numpy"}
    printed = capsys.readouterr().out
    assert all(name in printed for name in report["ways"]) and "reused" in printed


def test_blocks_and_loops_compute_the_convolution(bench):
    rng = np.random.default_rng(0)
    x, w = (rng.standard_normal(s, dtype=np.float32) for s in ((5, 2, 5, 5), (2, 2, 3, 3)))
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    expected, _ = loops.conv2d_forward(x, w, None, padding=1)
    out = np.empty((5, 2, 5, 5), np.float32)
    bench.seven_loops(padded, w, out)
    np.testing.assert_allclose(out, expected, atol=1e-5)
    memory = np.empty((2, 2, 3, 3, 5, 5), np.float32)
    for given in (None, memory):
        flat = np.zeros((5, 2, 25), np.float32)
        bench.by_blocks(padded, w.reshape(2, 18), flat, 2, given)  # the last block has one image
        np.testing.assert_allclose(flat.reshape(expected.shape), expected, atol=1e-5)


def test_the_books_table_contains_the_measurements():
    from book.figures.matrix_products import pictures

    written = (pictures.MEASURED / pictures.FOLDER / "ways.md").read_text(encoding="utf-8")
    assert written == pictures.ways()
    assert pictures.NUMBERS.is_file() and "| the bare product | 1.00 |" in written
