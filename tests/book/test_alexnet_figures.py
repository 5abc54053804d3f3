"""The figures of the chapter on AlexNet show the package's numbers."""

from __future__ import annotations

import re

import numpy as np
import pytest
from contents import BOOK, source

from cnncourse import blueprint, models

CHAPTER = "4_architectures/alexnet"
TEXT = re.compile(r"<!-- (.*?) -->|<text[^>]*>([^<]*)</text>")


@pytest.fixture(scope="module")
def pictures():
    """The script, whose import chooses matplotlib's backend."""
    from book.figures.alexnet import pictures

    return pictures


def texts(figure):
    svg = (BOOK / "figures" / "alexnet" / f"{figure}.svg").read_text(encoding="utf-8")
    return [comment or text for comment, text in TEXT.findall(svg)]


def weighted(model):
    """List the layers with weights of a network as its authors built it."""
    rows = blueprint.summarize(models.find(model)(blueprint), (3, 227, 227)).layers
    return [row for row in rows if row.parameters]


def test_the_layers_stand_beside_each_other(pictures):
    lenet = pictures.aligned(pictures.drawn_layers("lenet5", (1, 32, 32)))
    alexnet = pictures.aligned(pictures.drawn_layers("alexnet", (3, 227, 227)))
    assert sorted(alexnet) == list(range(len(pictures.ROLES)))
    assert lenet[3] == ("convolution", "5 × 5", "16 × 10 × 10")
    assert alexnet[3] == ("convolution", "5 × 5", "256 × 27 × 27")
    assert sorted(set(alexnet) - set(lenet)) == [1, 4, 6, 7, 8, 9]  # LRN, and the second half
    drawn = texts("beside")
    for kind, kernel, shape in [*lenet.values(), *alexnet.values()]:
        assert kind in drawn and shape in drawn and (not kernel or kernel in drawn)


def test_the_two_halves_are_those_of_the_network(pictures):
    rows = weighted("alexnet_two_groups")
    assert [2 * half for half in pictures.HALVES] == [row.output_shape[0] for row in rows[:7]]
    joined = [n for n, row in enumerate(rows, 1) if getattr(row.layer, "groups", 1) == 1]
    assert joined == [1, *pictures.JOINED, 8]
    for half in set(pictures.HALVES):
        assert texts("groups").count(str(half)) == 2 * pictures.HALVES.count(half)


def test_the_shares_are_those_of_the_network(pictures):
    found, rows = pictures.costs(), weighted("alexnet")
    for name in ("parameters", "multiply_adds"):
        values = np.array([getattr(row, name) for row in rows])
        assert np.allclose(found[name.replace("y_", "y-")], values / values.sum())
    first = (3 * 96 * 55 * 55 + 96 * 27 * 27) * 4  # convolution, ReLU and LRN; pooling
    assert found["memory"][0] * 7_700_896 == pytest.approx(first)
    for name, values in found.items():
        assert values.sum() == pytest.approx(1)
        written = [f"{100 * value:.0f}" if value >= 0.005 else "less than 1" for value in values]
        said = f"{name} {', '.join(written[:-1])} and {written[-1]}"
        assert said.lower() in source(CHAPTER).lower()


def test_the_first_axis_of_the_colours_is_brightness(pictures):
    images, directions, mean, std = pictures.colours()
    assert np.allclose(images.mean(axis=(2, 3)), 0) and np.allclose(images.std(axis=(2, 3)), 1)
    variances = np.linalg.norm(directions, axis=0)
    assert variances.sum() == pytest.approx(3)  # of three colours with variance 1
    brightness = directions[:, 2] / variances[2]
    assert np.allclose(brightness, 3**-0.5, atol=0.02)
    assert directions[0, 1] > 0 > directions[2, 1]  # the second: red against blue
