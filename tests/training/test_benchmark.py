"""The training benchmark runs, and reports what it promises. Timings are not tested."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch

from cnncourse import data
from cnncourse.models import lenet5
from cnncourse.train import Settings

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch, few):
    """The benchmark, with 96 digits to train on."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    monkeypatch.delitem(sys.modules, "training", raising=False)
    import training

    monkeypatch.setattr(data, "digits", lambda: few)
    threads = torch.get_num_threads()
    yield training
    torch.set_num_threads(threads)
    sys.modules.pop("training")


def test_table_and_json(benchmark, tmp_path, capsys):
    file = tmp_path / "new" / "training.json"
    options = ["--data", "digits", "--epochs", "3", "--rounds", "2", "--batch-size", "32"]
    benchmark.main([*options, "--json", str(file)])
    head, titles, *rows = capsys.readouterr().out.splitlines()
    assert head == "lenet5 on digits, batches of 32, 2 threads, median of 2 seeds"
    assert titles.split()[:3] == ["engine", "s/epoch", "ratio"]
    assert [row.split()[0] for row in rows] == ["numpy", "torch", "plain"]
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["settings"]["batch_size"] == 32 and report["settings"]["augment"] == "none"
    for name in ("numpy", "torch", "plain"):
        of = report["rounds"][name]
        assert [len(seconds) for seconds in of["seconds"]] == [3, 3]
        assert report["summary"][name]["ratio"] > 0
    assert report["summary"]["plain"]["ratio"] == 1


def test_medians(benchmark):
    found = {
        "numpy": {"seconds": [(3.0, 5.0), (4.0, 9.0)], "accuracy": [(0.5, 0.8), (0.7, 0.9)]},
        "plain": {"seconds": [(2.0, 4.0), (3.0, 3.0)], "accuracy": [(0.1, 0.2), (0.3, 0.4)]},
    }
    summary = benchmark.summarize(found)
    assert summary["numpy"]["seconds"] == 4.5 and summary["plain"]["seconds"] == 3.0
    assert summary["numpy"]["ratio"] == 1.5
    assert summary["numpy"]["accuracy"] == pytest.approx([0.6, 0.85])
    assert benchmark.summarize({"numpy": found["numpy"]})["numpy"]["ratio"] is None


def test_the_plain_loop_learns_like_ours(benchmark, few):
    settings = Settings(epochs=8, batch_size=16, lr=0.03, augment="none")
    for run in benchmark.ENGINES.values():
        results = run(lenet5, few, settings)
        assert len(results) == 8
        assert results[-1][1] > 0.5  # guessing gives 0.1


def test_an_unknown_data_set(benchmark, capsys):
    with pytest.raises(SystemExit) as end:
        benchmark.main(["--data", "digit"])
    assert end.value.code == 2
    assert "no data set is called 'digit'; did you mean digits?" in capsys.readouterr().err
