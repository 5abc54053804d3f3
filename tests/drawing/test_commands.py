"""`python -m cnncourse summary` and `compare`: tables, pictures and errors."""

from __future__ import annotations

import tracemalloc

import pytest

from cnncourse.__main__ import main
from cnncourse.commands.compare import published_points


def refused(capsys, *arguments):
    """Run a command that must fail with exit code 2, and return its one line of error."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = stop.code
    said = capsys.readouterr()
    assert (code, said.out, said.err.count("\n")) == (2, "", 1)
    return said.err


def test_summary_lists_layers_totals_and_conventions(capsys):
    assert main(["summary", "vgg16", "--input", "3x224x224"]) == 0
    table, _, conventions = capsys.readouterr().out.partition("\n\n")
    first, *_, total = table.splitlines()[1:]
    assert first.split()[:2] == ["features.0", "Conv2d"]
    assert "64 x 224 x 224" in first and "3 x 3" in first
    assert total.split() == ["total", "138,357,544", "15,470,264,320", "114,603,936"]
    assert "counted as one" in conventions and "receptive field" in conventions


def test_summary_knows_the_default_shape_of_a_model(capsys):
    assert main(["summary", "lenet5"]) == 0
    assert "61,706" in capsys.readouterr().out


def test_options_reach_the_model(capsys):
    main(["summary", "resnet18", "--option", "shortcut=A", "--option", "num_classes=10"])
    table, _ = capsys.readouterr().out.split("\n\n")
    assert table.splitlines()[-1].split()[1] == f"{11_515_688 - 990 * 513:,}"


def test_no_weight_is_allocated(capsys):
    main(["summary", "lenet5"])  # so that imports are not counted
    tracemalloc.start()
    main(["summary", "vgg19"])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4e6  # its weights would take 575 MB


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_summary_draws(tmp_path, capsys, ending):
    path = tmp_path / f"net.{ending}"
    assert main(["summary", "resnet18", "--draw", str(path)]) == 0
    begins = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}[ending]
    assert path.read_bytes().startswith(begins)
    assert f"wrote {path}" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["vgg1"], "no model is called 'vgg1'; did you mean"),
        (["vgg16", "--input", "3x8x8"], "image_size=32 would do"),
        (["lenet5", "--input", "1x20x24"], "16x16 and larger fit"),
        (["lenet5", "--input", "32x32"], "'32x32' is not of the form CxHxW"),
        (["lenet5", "--option", "depth=3"], "takes no option 'depth'; it takes num_classes"),
        (["resnet18", "--option", "shortcut=Q"], "shortcut must be one of"),
        (["lenet5", "--option", "width"], "'width' is not of the form NAME=VALUE"),
        (["lenet5", "--draw", "net.gif"], "net.gif must end in .svg, .png, .pdf"),
        (["lenet5", "--draw", "nowhere/net.svg"], "the folder nowhere does not exist"),
    ],
)
def test_summary_errors(capsys, arguments, message):
    assert message in refused(capsys, "summary", *arguments)


def test_compare_prints_totals_and_draws_two_charts(tmp_path, capsys):
    assert main(["compare", "alexnet", "resnet50", "--out", str(tmp_path / "new")]) == 0
    alexnet, resnet50 = capsys.readouterr().out.splitlines()[1:3]
    assert alexnet.split()[:3] == ["alexnet", "62,378,344", "1,135,256,096"]
    assert resnet50.split()[:2] == ["resnet50", "25,557,032"]
    for chart in ("layers.png", "accuracy.png"):
        assert (tmp_path / "new" / chart).read_bytes().startswith(b"\x89PNG")


def test_compare_with_an_unknown_model(tmp_path, capsys):
    assert "did you mean alexnet" in refused(capsys, "compare", "alexnt", "--out", tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_accuracy_chart_has_one_protocol_and_one_row_per_network():
    names = [name for name, *_ in published_points()]
    assert len(names) == len(set(names)) >= 14
    assert dict((name, accuracy) for name, _, _, accuracy in published_points())[
        "resnet50"
    ] == pytest.approx(100 - 23.870)


@pytest.mark.parametrize(
    "command", [["summary", "lenet5", "--draw", "x.svg"], ["compare", "lenet5", "--out", "."]]
)
def test_a_picture_that_cannot_be_written(tmp_path, monkeypatch, capsys, command):
    def read_only(*paths):
        raise OSError(30, "Read-only file system", str(paths[0]))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("os.replace", read_only)
    assert main(command) == 2
    message = capsys.readouterr().err
    path = "x.svg" if command[0] == "summary" else "layers.png"
    assert f"cannot write {path} (Read-only file system): choose another {command[2]}" in message
    assert not list(tmp_path.iterdir())


def test_a_folder_for_charts_that_is_a_file(tmp_path, capsys):
    (tmp_path / "file").write_text("not a folder")
    assert main(["compare", "lenet5", "--out", str(tmp_path / "file")]) == 2
    assert "(File exists): choose another --out DIR" in capsys.readouterr().err
