"""`python -m cnncourse experiment`: what it prints, its errors, and Ctrl-C."""

from __future__ import annotations

import pytest

from cnncourse import data, experiments
from cnncourse.__main__ import main


def run(*arguments):
    try:
        return main(["experiment", *map(str, arguments)])
    except SystemExit as end:
        return end.code


def refused(capsys, *arguments):
    assert run(*arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    return printed.err


def test_without_a_name_it_lists_the_experiments(capsys):
    assert run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "activation",
        "kernels",
        "depth",
        "gradients",
        "initialization",
        "downsampling",
        "surface",
    ]
    assert all(line.endswith("?") for line in lines)


def test_it_prints_the_table_and_the_finding(tiny, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(experiments, "find", tiny)
    assert run("gradients", "--seeds", 1, "--out", tmp_path) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0] == experiments.known()["gradients"].question
    assert lines[2].split()[0] == "network" and len(lines) == 10
    assert lines[-2].startswith("Gradient of the first five convolutions")
    assert lines[-1] == f"{tmp_path} holds gradients.json, gradients.svg, gradients.png"
    assert run("gradients", "--seeds", 1, "--out", tmp_path) == 0
    assert "holds 4 of 4 runs" in capsys.readouterr().out


def test_ctrl_c_keeps_finished_runs(tiny, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(experiments, "find", tiny)
    measure, calls = experiments.known()["gradients"].measure, []

    def interrupted(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return measure(*arguments)

    from dataclasses import replace

    monkeypatch.setattr(experiments, "find", lambda name: replace(tiny(name), measure=interrupted))
    assert run("gradients", "--seeds", 1, "--out", tmp_path) == 130
    error = capsys.readouterr().err
    assert error.endswith(
        f"stopped: {tmp_path / 'gradients.json'} holds 2 of 4 runs; "
        "repeat the command to continue\n"
    )
    assert run("gradients", "--seeds", 1, "--out", tmp_path) == 0
    assert len(calls) == 5


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("dept",), "no experiment is called 'dept'; did you mean depth?"),
        (("zzz",), "there are: activation, kernels, depth,"),
        (("depth", "--seeds", "0"), "'0' is not a whole number above 0"),
        (("depth", "--seeds", "x"), "'x' is not a whole number above 0"),
        (("depth", "--device", "cpu"), "--device cpu needs --engine torch"),
        (("depth", "--engine", "torch", "--device", "gpu"), "device 'gpu' is unknown"),
        (("gradients", "--engine", "torch"), "measured with numpy only"),
    ],
)
def test_errors(capsys, tmp_path, arguments, words):
    assert words in refused(capsys, *arguments, "--out", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_unavailable_data(capsys, tmp_path, monkeypatch):
    def missing(image_size):
        raise data.DataUnavailable("CIFAR-10 cannot be fetched: set CNNCOURSE_DATA")

    monkeypatch.setattr(data, "find", lambda name: missing)
    error = refused(capsys, "depth", "--full", "--out", tmp_path / "new")
    assert "CIFAR-10 cannot be fetched: set CNNCOURSE_DATA" in error
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_created(capsys, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("gradients", "--out", tmp_path / "file" / "new") == 2
    assert str(tmp_path / "file") in capsys.readouterr().err
