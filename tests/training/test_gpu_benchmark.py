"""The benchmark for GPUs runs in its CPU form and reports what it promises; no time is tested."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from cnncourse.train import recipe
from cnncourse.train.torch_engine import Execution

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    monkeypatch.delitem(sys.modules, "gpu", raising=False)
    import gpu

    threads = torch.get_num_threads()
    yield gpu
    torch.set_num_threads(threads)
    sys.modules.pop("gpu")


def test_tables_and_json(benchmark, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(benchmark, "WARM_UP", 1)
    file = tmp_path / "new" / "gpu.json"
    options = ["--tiny", "--device", "cpu", "--rounds", "1", "--seeds", "1"]
    benchmark.main([*options, "--json", str(file)])
    head, _, titles, *rows = capsys.readouterr().out.splitlines()
    assert head == "cpu, fp32" and titles.split()[:4] == ["network", "course", "plain", "ratio"]
    assert [row.split()[0] for row in rows[:2]] == ["resnet18", "resnet20"]
    assert rows[2] == "ResNet-9 with its fast recipe, to 94% of the held-out images"
    assert rows[-1].split()[:2] == ["0", "never"]
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["settings"]["initialization"] == "whitened"
    assert all(speed > 0 for of in report["speeds"].values() for speed in of.values())
    assert report["runs"][0]["seconds"] is None and report["runs"][0]["total"] > 0


def test_the_time_to_an_accuracy_is_that_of_the_first_epoch_that_reaches_it(benchmark, few):
    settings = replace(recipe("resnet9", "cifar10"), epochs=3, batch_size=32)
    execution = Execution("cpu").resolved()

    def run(accuracy):
        return benchmark.time_to(accuracy, few, settings, execution, width=1 / 32, seeds=[0])[0]

    always = run(0)
    assert 0 < always["seconds"] < always["total"]
    assert run(1.01)["seconds"] is None


def test_missing_data_is_a_message(benchmark, capsys):
    with pytest.raises(SystemExit):
        benchmark.main(["--device", "cpu", "--data", "cifar11"])
    assert "no data set is called 'cifar11'" in capsys.readouterr().err
