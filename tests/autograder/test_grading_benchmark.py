"""The grading benchmark prints what it promises; speed itself is not tested."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from released import ASSIGNMENT

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
MODULES = ("grading", "grading_parts", "grading_tables", "handed_in", "process_tree")


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    import grading

    yield grading
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def without_running(bench, sample, monkeypatch):
    """Replace commands by ones that take no time and report whom they would have graded."""

    def run(command, course, *, steps=None, total=0):
        handed = sorted(path.name for path in Path(course).glob("submitted/*"))
        if "release" in command:
            shutil.copytree(sample.ungraded, command[-1])
            shutil.rmtree(command[-1] / "submitted")
            handed = []
        elif command[0] == "nbgrader":
            for student in handed[1:]:  # it cannot read the first file
                done = Path(course, "autograded", student, ASSIGNMENT)
                done.mkdir(parents=True)
                (done / f"{ASSIGNMENT}.ipynb").touch()
        else:
            rows = {ASSIGNMENT: [{"student": student} for student in handed]}
            (course / "rows").write_text(json.dumps(rows), encoding="utf-8")
        seconds = {"nbgrader": 10.0}.get(command[0], 1.0) * len(handed)
        memory = {"command": 5_000_000, "worker": 3_000_000}
        return {"seconds": seconds, "processor": 0.8 * seconds, "memory": memory, "code": 0}

    monkeypatch.setattr(bench, "run", run)


def test_ratio_and_tables(bench, without_running, tmp_path, capsys):
    numbers = tmp_path / "grading.json"
    choice = ["--students", "5", "--stock", "3", "--parts", "0", "--sizes", "2", "4"]
    bench.main([*choice, "--json", str(numbers)])
    printed = capsys.readouterr().out
    assert (
        "One class of 5: 3 right, in several styles, 1 one wrong answer, 1 saved by Colab"
        in printed
    )
    assert "(extrapolated from 3) | 50.0 | 6 | 40.0 |" in printed
    assert "`python -m autograder grade` | 5.0 | 60 | 4.0 |" in printed
    assert "10.0 times as many submissions a minute." in printed
    assert "Stock gave no grade to 1 of 3; ours graded all 5." in printed
    assert printed.endswith("| 2 | 2.0 | 800 | 5 | 3 | 0 |\n| 4 | 4.0 | 800 | 5 | 3 | 0 |\n")
    report = json.loads(numbers.read_text(encoding="utf-8"))
    assert report["ratio"] == 10 and [size["students"] for size in report["sizes"]] == [2, 4]


def test_parts_of_a_submission(bench, fresh, capsys):
    import grading_parts

    for student in sorted((fresh / "submitted").iterdir())[2:]:
        shutil.rmtree(student)
    parts = grading_parts.measure_parts(bench.Course(fresh), ASSIGNMENT)
    bench.print_parts(parts)
    printed = capsys.readouterr().out
    assert {"rebuild", "cells", "gradebook and files", "end of the process"} < set(parts)
    assert sum(parts.values()) > 0 and "| total |" in printed


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux reports what a process used")
def test_the_resources_of_a_command_and_its_descendants(bench):
    watch = bench.Watch()
    below = "import time; x = bytearray(90_000_000); y = sum(range(10**7)); time.sleep(0.8)"
    command = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {below!r}])"
    process = subprocess.Popen([sys.executable, "-c", command])
    watch.begin(process.pid)
    process.wait()
    watch.end()
    assert watch.peaks["sandbox"] > 90_000_000 > watch.peaks["command"]
    assert 0.05 < watch.processor < 60


def test_all_files_of_a_class_are_different(bench, sample):
    import handed_in

    made = [
        dict(handed_in.make_class(bench.Course(sample.course), folder, ASSIGNMENT, 60))
        for folder in [BENCHMARKS.parent / "solutions"] * 2
    ]
    assert made[0] == made[1] and len(set(made[0].values())) == 60
    assert sum(handed_in.mix(60).values()) == 60
    kinds = [handed_in.TWENTY[number % 20] for number in range(60)]
    broken = [
        kind for kind, file in zip(kinds, made[0].values(), strict=True) if not _is_json(file)
    ]
    assert broken == ["damaged"]  # one of the four ways, in turn


def _is_json(content):
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--students", "0"], "--students must be at least 1, got 0"),
        (["--stock", "200"], "--stock 200 is more than --students 100"),
        (["--stock", "1"], "--stock 1 is too few to extrapolate"),
        (["--sizes", "0"], "--sizes must be at least 1, got 0"),
    ],
)
def test_errors_are_one_line(bench, capsys, arguments, message):
    with pytest.raises(SystemExit) as stopped:
        bench.main(arguments)
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
