"""The book's figures and tables match the numbers stored beside them."""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from cnncourse import data, experiments
from cnncourse.experiments import figures, record

ROOT = Path(__file__).resolve().parents[2]
MEASURED = ROOT / "book" / "measured" / "experiments"
NAMES = list(experiments.known())


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    with matplotlib.rc_context():  # the script sets the book's style for good
        from book.figures.experiments import tables

        yield tables


def kept(name):
    path = MEASURED / f"{name}.json"
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
    svg = (MEASURED / f"{name}.svg").read_text(encoding="utf-8")
    assert f"drawn from results {record.fingerprint(found.results)}" in svg


@pytest.mark.parametrize("name", NAMES)
def test_the_table_of_the_page_matches_the_numbers(script, name):
    written = (MEASURED / f"{name}.md").read_text(encoding="utf-8")
    assert written == script.text(name)


def pixels_of_curves(axes):
    """List points along all lines and on the edges of all bands, in pixels."""
    along = np.linspace(0, 1, 50)[:, np.newaxis, np.newaxis]
    drawn = [line.get_xydata() for line in axes.lines]
    drawn += [path.vertices for band in axes.collections for path in band.get_paths()]
    for points in map(axes.transData.transform, drawn):
        yield from ((1 - along) * points[:-1] + along * points[1:]).reshape(-1, 2)


@pytest.mark.parametrize("name", NAMES)
def test_no_legend_covers_a_curve(name):
    with figures.style():
        figure = experiments.find(name).draw(kept(name).results)
        FigureCanvasAgg(figure).draw()
    for axes in figure.axes:
        legends = [axes.get_legend(), *figure.legends]
        boxes = [legend.get_window_extent() for legend in legends if legend]
        assert not any(box.contains(*point) for point in pixels_of_curves(axes) for box in boxes)


def test_a_changed_number_changes_the_fingerprint():
    results = kept("gradients").results
    before = record.fingerprint(results)
    assert record.fingerprint(json.loads(json.dumps(results))) == before
    results[0]["numbers"]["gradient"][0] *= 1.01
    assert record.fingerprint(results) != before
