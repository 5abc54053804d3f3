"""The benchmarks run and report what they promise. How fast anything is, is no test."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
MODULES = ("layers", "convolutions", "pointwise", "roofline")


@pytest.fixture
def bench(monkeypatch):
    """The command, with one tiny row of each kind."""
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
        assert words in printed
    report = json.loads(numbers.read_text(encoding="utf-8"))
    assert report["threads"] == 1 and report["rounds"] == 1
    assert all(speed > 0 for speed in report["roof"].values())
    rows = {row["name"]: row for row in report["rows"]}
    assert list(rows) == ["tiny", "tiny network", "tiny pool", "tiny norm", "tiny relu"]
    for row in rows.values():
        assert row["operations"] > 0 and row["bytes"] > 0
        assert {"torch NCHW", "torch NHWC", "ours"} <= set(row["ratio_to_torch"])
        for passes in row["ratio_to_torch"].values():
            assert passes["total"] > 0 and all(ratio > 0 for ratio in passes.values())
        assert row["ratio_to_torch"][row["better_layout"]]["total"] == 1
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
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [
        "layers.json",
        "roofline.svg",
    ]


def test_operations_are_counted_by_hand(bench):
    tiny, network, *_ = bench.ROWS
    # 2 images, 6 filters of 2 channels and 3x3 taps, 3x3 outputs; forward, dw and dx
    assert tiny.operations == 3 * 2 * 6 * 2 * 9 * 9
    assert tiny.bytes == 4 * (3 * 2 * 4 * 25 + 3 * 6 * 2 * 9 + 2 * 2 * 6 * 9)
    assert network.operations == 9 * (3 * 2 * 64 + 2 * 3 * 16 + 3 * 3 * 16)


def test_rows_are_picked_by_name(bench, capsys):
    bench.main(["--rounds", "1", "--only", "POOL", "--only", "relu"])
    printed = capsys.readouterr().out
    assert "tiny pool" in printed and "tiny relu" in printed and "tiny norm" not in printed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "lenet"], "no row is named lenet; there are: tiny; tiny network"),
        (["--rounds", "0"], "--rounds must be at least 1, got 0"),
        (["--picture", "roof.pdf"], "--picture writes .svg or .png, got roof.pdf"),
    ],
)
def test_errors_are_one_line(bench, capsys, arguments, message):
    with pytest.raises(SystemExit) as stopped:
        bench.main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
