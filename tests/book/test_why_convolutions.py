"""The history in chapter "Why convolutions": ImageNet's contest and the timeline."""

from __future__ import annotations

import matplotlib
import pytest
from contents import BOOK, ROOT, source

from cnncourse import models

FOLDER = BOOK / "figures" / "why_convolutions"
PAGE = "1_seeing/why_convolutions"


@pytest.fixture
def history(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    with matplotlib.rc_context():  # the script sets the book's style for good
        from book.figures.why_convolutions import history

        yield history


def test_the_contest_has_the_errors_of_its_results(history):
    errors = [(year, error) for year, _, error, *_ in history.CONTEST]
    assert errors == [
        *((2010, 28.2), (2011, 25.8), (2012, 16.4), (2013, 11.7)),
        *((2014, 7.3), (2014, 6.7), (2015, 3.6)),
    ]


def test_the_table_and_the_bars_are_drawn_from_the_list(history):
    assert (FOLDER / "contest.md").read_text(encoding="utf-8") == history.table(), (
        "run: python -m book.figures.why_convolutions.history"
    )
    bars = (FOLDER / "contest.svg").read_text(encoding="utf-8")
    for year, entry, error, *_ in history.CONTEST:
        assert f">{year}  {entry}<" in bars and f">{error} %<" in bars


def test_the_timeline_is_in_order_and_drawn_from_the_list(history):
    years = [year for year, *_ in history.STEPS]
    drawn = (FOLDER / "timeline.svg").read_text(encoding="utf-8")
    assert years == sorted(years) and history.FIRST < years[0] <= years[-1] < history.LAST
    for year, name, solved in history.STEPS:
        assert f">{year}  {name}<" in drawn and f">{solved}<" in drawn


def test_protocols_agree_with_the_table_of_models():
    """AlexNet's single network is 18.2 on the page and in the package, by the paper's protocol."""
    (row,) = [
        row
        for row in models.published()
        if row.model == "alexnet_two_groups" and row.protocol == "ten crops"
    ]
    assert f"A single AlexNet had {row.top5_error} %" in source(PAGE)


@pytest.mark.parametrize(
    "sentence",
    [
        "AlexNet reached 15.3 % (seven networks, two of which had seen more of ImageNet)",
        "Clarifai 11.2 %",
        "its 17.0 %, which is for the photographs of 2010",
        "only two of them 152 layers, and together 3.57 %",
        "the best number in the paper of ZFNet is 14.8 %",
    ],
)
def test_numbers_that_are_often_confused_stand_beside_their_protocol(sentence):
    assert sentence in source(PAGE)
