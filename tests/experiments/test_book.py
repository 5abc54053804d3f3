"""The book's figures and tables match the numbers stored beside them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib
import pytest

from cnncourse import data, experiments
from cnncourse.experiments import record

FIGURES = Path(__file__).resolve().parents[2] / "book" / "figures"
NAMES = list(experiments.known())


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(FIGURES)
    for name in ("experiments", "draw", "speed", "roofline"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with matplotlib.rc_context():  # the script sets the book's style for good
        import experiments as script

        yield script
    for name in ("experiments", "draw", "speed", "roofline"):
        sys.modules.pop(name, None)


def kept(name):
    path = FIGURES / "experiments" / f"{name}.json"
    return record.read(path, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_record_holds_the_runs_that_the_command_would_make_today(name):
    digits = data.digits(16)
    found = kept(name)
    experiment = experiments.find(name)
    computed = {"engine": experiment.engines[0], "device": "cpu"}
    asked = experiment.trials(False, range(experiment.seeds))
    described = [json.loads(json.dumps(trial.described(digits, computed))) for trial in asked]
    assert [result["run"] for result in found.results] == described
    assert found.others == []


@pytest.mark.parametrize("name", NAMES)
def test_figure_and_finding_match_the_numbers(name):
    found = kept(name)
    assert found.finding == experiments.find(name).find(found.results).sentence
    svg = (FIGURES / "experiments" / f"{name}.svg").read_text(encoding="utf-8")
    assert f"drawn from results {record.fingerprint(found.results)}" in svg


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_the_page_matches_the_numbers(script, name):
    written = (FIGURES / "experiments" / f"{name}.md").read_text(encoding="utf-8")
    assert written == script.text(name)


def test_a_changed_number_changes_the_fingerprint():
    results = kept("gradients").results
    before = record.fingerprint(results)
    assert record.fingerprint(json.loads(json.dumps(results))) == before
    results[0]["numbers"]["gradient"][0] *= 1.01
    assert record.fingerprint(results) != before
