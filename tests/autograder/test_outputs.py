"""Outputs that a student's process reports: nothing in them may harm a reader."""

from __future__ import annotations

import json
import struct
import tracemalloc

import pytest

from autograder.inside import cell_runner, wire
from autograder.judge import outputs
from autograder.judge.outputs import read_outputs

TEXT = {"output_type": "stream", "name": "stdout", "text": "seen"}
ERROR = {"output_type": "error", "ename": "E", "evalue": "no", "traceback": ["E: no"]}


def shown(**data):
    data = {name.replace("_", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "data": data, "metadata": {}}


def test_text_and_pictures_are_kept():
    cell = [TEXT, ERROR, shown(text_plain="3", image_png="iVBORw0KGgo=\n"), shown()]
    (kept,) = read_outputs([cell], 1)
    assert kept == cell
    assert kept[2].data["image/png"].startswith("iVBOR") and kept[0].text == "seen"


@pytest.mark.parametrize(
    "output",
    [
        shown(text_html="<b>"),
        shown(application_javascript="alert(1)"),
        shown(**{"image_svg+xml": "<svg/>"}),
        shown(image_png='"><script>alert(1)</script>'),
        shown(image_png=3),
        shown(image_png="A" * 1_000_001),
        {**shown(text_plain="3"), "metadata": {"image/png": {"width": '"><script>'}}},
        {**TEXT, "output_type": "execute_result"},
        {**TEXT, "name": "stdweb"},
        {**TEXT, "metadata": {}},
        {**TEXT, "text": ["a"]},
        {**TEXT, "text": "x" * 1_000_000},
        {**ERROR, "traceback": "E"},
        {**ERROR, "ename": None},
        {"output_type": []},
        [],
        None,
    ],
)
def test_anything_else_is_refused(output):
    with pytest.raises(ValueError, match="expected|output"):
        read_outputs([[output]], 1)


@pytest.mark.parametrize("outputs", [None, [], [[], []], [None], [[TEXT] * 1000]])
def test_a_wrong_number_of_outputs_is_refused(outputs):
    with pytest.raises(ValueError, match="expected"):
        read_outputs(outputs, 1)


@pytest.mark.parametrize("output", [TEXT, ERROR, shown(image_png="AAAA"), shown(text_plain="3")])
def test_all_outputs_together_are_limited_in_size(monkeypatch, output):
    size = len(json.dumps(output))  # more than the part that counts
    monkeypatch.setattr(outputs, "MAX_ALL", size)
    assert read_outputs([[output], []], 2) == [[output], []]
    with pytest.raises(ValueError, match="expected outputs of at most .* characters"):
        read_outputs([[output] * 40] * 2, 2)


def test_the_worker_keeps_no_more_than_is_accepted():
    assert cell_runner.MAX_ALL <= outputs.MAX_ALL and cell_runner.MAX_TEXT < outputs.MAX_TEXT
    assert cell_runner.MAX_PICTURES < outputs.MAX_SHOWN


def test_half_a_character_cannot_cross():
    assert wire.decode(wire.encode(["a\ud800"])) == ["a?"]


def test_the_memory_for_a_header_is_bounded():
    header = b"[" + b"[]," * 10_000_000 + b"0]"
    frame = wire.MAGIC + struct.pack(">QQ", len(header), 0) + header
    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError, match="too many parts"):
            wire.decode(frame)
        assert tracemalloc.get_traced_memory()[1] < 3 * len(frame)
    finally:
        tracemalloc.stop()
