"""The live figure "digit": its numbers are the package's, and it reads as well as recorded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from digit_figure import MEAN, NET, SAMPLES, STD, by_package

from book.figures.lenet import digit, pen, weights
from book.figures.lenet.hand import WAYS, by_hand, drawn_digits, path

READ = """strokes => {
    const image = digitReader.picture(strokes);
    if (!image) return null;
    const state = Object.entries(digitReader.read(image));
    return Object.fromEntries(state.map(([name, { shape, data }]) => [name, [shape, [...data]]]));
}"""


def test_every_number_agrees_with_the_package(open_digit):
    page = open_digit().page
    rng = np.random.default_rng(3)
    drawn = [by_hand(way, rng, sloppy=1.5) for ways in WAYS.values() for way in ways]
    drawn += [[[[0.5, 0.2], [0.5, 0.2], [0.5, 0.8]], [[0.1, 0.1]]], [path(WAYS[3][1])[0] * 5]]
    for strokes in [*drawn, *SAMPLES.values()]:
        strokes = [np.asarray(stroke).tolist() for stroke in strokes]
        found = page.evaluate(READ, strokes)
        image = pen.picture(strokes)
        np.testing.assert_allclose(found["input"][1], image.ravel(), atol=1e-9)
        for name, expected in by_package(image).items():
            assert tuple(found[name][0]) == expected.shape
            scale = np.abs(expected).max()
            np.testing.assert_allclose(
                found[name][1], expected.ravel(), rtol=0, atol=1e-5 * scale, err_msg=name
            )


def test_the_picture_is_framed_like_mnists():
    for way in (WAYS[1][0], WAYS[7][0], WAYS[2][1]):
        for size, corner in ((0.1, 0.0), (0.9, 0.05), (0.3, 0.7)):
            strokes = [stroke * size + size / 2 + corner for stroke in path(way)]
            image = pen.picture(strokes)
            rows, columns = np.nonzero(image.max(axis=1))[0], np.nonzero(image.max(axis=0))[0]
            assert 20 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 22
            np.testing.assert_allclose(pen.centre_of_mass(image), 14.5, atol=0.05)


def test_weights_are_small_and_rounded_as_they_say():
    folder = weights.FILE.parent
    assert sum(path.stat().st_size for path in folder.iterdir()) < 150_000
    state, mean, std = weights.read()
    assert sum(array.size for array in state.values()) == 61_706
    text = weights.pack(state, mean, std)
    assert text == weights.FILE.read_text(encoding="utf-8")  # nothing is lost a second time
    rng = np.random.default_rng(0)
    fine = {name: array + rng.uniform(-1, 1, array.shape) * 1e-3 for name, array in state.items()}
    layers = json.loads(weights.pack(fine, mean, std).removeprefix(weights.HEAD)[:-2])["layers"]
    for name, layer in layers.items():
        steps = np.frombuffer(weights.base64.b64decode(layer["bytes"]), np.int8)
        rows = fine[f"{name}.weight"].reshape(len(layer["scales"]), -1)
        error = np.abs(steps.reshape(rows.shape) * np.array(layer["scales"])[:, None] - rows)
        assert (error <= 0.501 * np.array(layer["scales"])[:, None]).all()


def recorded():
    return json.loads(digit.RESULTS.read_text(encoding="utf-8"))


def test_it_reads_drawn_strokes_as_well_as_recorded():
    for name, options in {
        "strokes, sloppy 1": {},
        "strokes, sloppy 2": {"sloppy": 2.0},
        "strokes, pen 0.8": {"radius": 0.8},
    }.items():
        right, total = digit.strokes_right(NET, MEAN, STD, **options)
        assert abs(right - recorded()[name]["right"]) <= 1 and total == recorded()[name]["of"] > 200
    assert recorded()["strokes, sloppy 1"]["right"] / total > 0.99


def test_it_reads_mnists_test_images_as_well_as_recorded():
    folder = os.environ.get("CNNCOURSE_DATA")
    if not folder or not Path(folder, "mnist").exists():
        pytest.skip("needs mnist in the folder that CNNCOURSE_DATA names")
    right, total = digit.mnist_right(NET)
    assert abs(right - recorded()["mnist"]["right"]) <= 1 and total == 10_000
    assert right / total > 0.99


def test_drawn_digits_lie_on_the_pad_and_differ():
    drawn = drawn_digits(2, seed=0)
    assert len(drawn) == 2 * sum(len(ways) for ways in WAYS.values()) == 62
    for digit_of_way, way, strokes in drawn:
        assert way in WAYS[digit_of_way] and len(strokes) == way.count("|") + 1
        points = np.concatenate(strokes)
        assert points.min() >= 0 and points.max() <= 1 + 1e-12
        assert 0.2 - 1e-9 <= np.ptp(points, axis=0).max() <= 0.9 + 1e-9
    firsts = [strokes[0][0].round(6).tolist() for _, _, strokes in drawn]
    assert len({str(first) for first in firsts}) == 62


def test_what_the_chapter_says_about_the_figure():
    """Maps that answer to strokes, a 4 that becomes a 9, and an A among digits."""

    def layers(strokes):
        return by_package(pen.picture(strokes))

    seven = layers(SAMPLES["7"])["c1"]
    horizontal, slanted = seven[:, 4:10].sum(axis=(1, 2)), seven[:, 11:25].sum(axis=(1, 2))
    assert np.flatnonzero(horizontal > 2 * slanted).tolist() == [0, 5]
    assert np.flatnonzero(slanted > 2 * horizontal).tolist() == [1, 4]
    w, paper = NET.state_dict()["c1.weight"], -MEAN / STD
    assert w[2].sum() < 0 and (seven[2, 2:4, 2:-2] > 0).all() and round(paper, 2) == -0.42
    four = SAMPLES["4"]
    start, end = np.array(four[0][0]), np.array(four[1][0])
    closing = [layers([*four, [start, start + (end - start) * part]]) for part in (0.25, 0.5, 1)]
    assert [found["output"].argmax() for found in closing] == [4, 9, 9]
    letter = layers([[[0.1, 1], [0.5, 0], [0.9, 1]], [[0.25, 0.6], [0.75, 0.6]]])
    assert letter["output"].argmax() == 4 and letter["probabilities"][4] > 0.999
