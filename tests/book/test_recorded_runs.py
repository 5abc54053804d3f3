"""The recorded training runs: their numbers belong together, and pages say what was trained on."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from contents import BOOK, CHAPTERS, source

from book.figures.runs import record
from cnncourse import blueprint, models
from cnncourse.models.building import build
from cnncourse.train import Settings, recipe

NAMES = [path.stem for path in sorted(record.RECORDS.glob("*.json"))]


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_a_record_belong_together(name):
    one = record.read(name)
    counts = np.array(one["confusions"])
    assert counts.sum() == one["images"]["held out"]
    last = one["history"][-1]
    assert np.trace(counts) / counts.sum() == pytest.approx(last["held_out_accuracy"], abs=1e-9)
    request = one["request"]
    assert Settings(**request["settings"]).epochs == last["epoch"] == len(one["history"])
    size = request["image_size"]
    shape = (1 if "MNIST" in request["data"] else 3, size, size)
    options = {**request["options"], "num_classes": len(one["classes"])}
    net = build(models.find(request["model"]), blueprint, shape, options)
    assert blueprint.summarize(net, shape).parameters == one["parameters"]
    assert one["machine"]["processor"] and "/" not in request["data"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_shows_the_curve_and_says_what_was_trained_on(name):
    showing = [page for page in CHAPTERS if f"/figures/runs/{name}.svg" in source(page)]
    assert len(showing) == 1
    assert record.read(name)["request"]["data"] in source(showing[0])
    for picture in (f"{name}.svg", f"{name}_mistakes.svg"):
        assert (BOOK / "figures" / "runs" / picture).exists()


def test_the_text_on_alexnet_has_the_numbers_of_its_record():
    one = record.read("alexnet_cifar")
    counts, epochs, names = np.array(one["confusions"]), one["history"], one["classes"]
    right = np.trace(counts)
    assert (right, counts.sum() - right) == (7140, 2860)
    assert all(row["held_out_accuracy"] > row["train_accuracy"] for row in epochs)
    vehicle = np.isin(names, ["airplane", "automobile", "ship", "truck"])
    across = vehicle[:, np.newaxis] != vehicle
    assert (across.sum(), counts[across].sum(), round(100 * 536 / 2860)) == (48, 536, 19)
    wrong = counts - np.diag(np.diag(counts))
    most = [np.unravel_index(place, wrong.shape) for place in wrong.ravel().argsort()[:-3:-1]]
    assert [(names[row], names[column]) for row, column in most] == [("dog", "cat"), ("cat", "dog")]


def test_the_text_on_vgg_has_the_numbers_of_its_record():
    counts, of_alexnet = (
        np.array(record.read(f"{name}_cifar")["confusions"]) for name in ("vgg16", "alexnet")
    )
    epochs, names = record.read("vgg16_cifar")["history"], record.read("vgg16_cifar")["classes"]
    assert np.trace(counts) == 7703
    falls = -np.diff([row["held_out_loss"] for row in epochs])
    assert falls.argmin() == 1 and epochs[1]["lr"] == max(row["lr"] for row in epochs)

    def pair(counts, one, other):
        one, other = names.index(one), names.index(other)
        return counts[one, other] + counts[other, one]

    cars, pets = ("automobile", "truck"), ("cat", "dog")
    assert (pair(counts, *cars), pair(of_alexnet, *cars)) == (110, 188)
    assert (pair(counts, *pets), pair(of_alexnet, *pets)) == (320, 346)


def test_the_text_on_clothes_has_the_numbers_of_its_record():
    one, digits = record.read("lenet_fashion"), record.read("lenet_mnist")
    counts, names = np.array(one["confusions"]), one["classes"]
    wrong = counts - np.diag(np.diag(counts))
    assert one["request"]["settings"] == digits["request"]["settings"]
    assert one["images"] == digits["images"] and wrong.sum() == 949 and round(949 / 68) == 14
    worn, shoes = (
        [names.index(name) for name in group]
        for group in (
            ("t-shirt", "pullover", "dress", "coat", "shirt"),
            ("sandal", "sneaker", "ankle boot"),
        )
    )
    among = [wrong[np.ix_(group, group)].sum() for group in (worn, shoes)]
    assert among[0] == 786 and among[1] > 0.5 * (949 - 786)
    assert names[wrong.sum(axis=1).argmax()] == "shirt" and wrong.sum(axis=1).max() == 281


def test_the_text_on_resnet_has_the_numbers_of_its_record():
    one, half_of_alexnet = record.read("resnet20_cifar"), record.read("alexnet_cifar")
    epochs = one["history"]
    assert np.trace(one["confusions"]) == 7883
    above = [row["held_out_loss"] > 1.1 * row["train_loss"] for row in epochs]
    assert above == [False, True, True, False, False, False]
    assert sorted(row["lr"] for row in epochs)[-2:] == [epochs[2]["lr"], epochs[1]["lr"]]
    assert round(half_of_alexnet["parameters"] / one["parameters"]) == 20
    works = [
        blueprint.summarize(models.find(name)(blueprint, **options), (3, size, size)).multiply_adds
        for name, size, options in [
            ("alexnet", 67, {"image_size": 67, "width": 0.5, "num_classes": 10}),
            ("resnet20", 32, {}),
        ]
    ]
    assert round(works[1] / works[0], 1) == 1.8


def test_the_text_on_lenet_has_the_numbers_of_its_record():
    one = record.read("lenet_mnist")
    counts, epochs = np.array(one["confusions"]), one["history"]
    assert (np.trace(counts), counts.sum()) == (9932, 10_000)
    lower = [row["held_out_accuracy"] > row["train_accuracy"] for row in epochs]
    assert lower == [True, True, True, True, False]
    assert one["request"]["settings"] == asdict(recipe("lenet5", "mnist"))
    assert round(100 * epochs[0]["held_out_accuracy"], 1) == 92.5
