"""The finding of an experiment follows from its numbers, whichever way they come out."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.experiments import find, numbers, surface
from cnncourse.train import NumpyLearner


def result(arm, seed=0, *, train=0.9, held_out=0.9, loss=0.1, epochs=None, **run):
    """One result as an experiment records it; `train` may be a list with one number per epoch."""
    accuracies = train if isinstance(train, list) else [train]
    ended = {"accuracy": accuracies[-1], "loss": loss}
    return {
        "run": {
            "arm": arm,
            "parameters": 100,
            "multiply_adds": 1000,
            "settings": {"seed": seed, "epochs": epochs or len(accuracies), "lr": 0.1},
            **run,
        },
        "numbers": {
            "diverged": False,
            "train": ended,
            "held_out": {"accuracy": held_out, "loss": loss},
            "history": {
                "train_accuracy": accuracies,
                "train_loss": [loss] * len(accuracies),
            },
        },
        "seconds": 1.0,
        "versions": {},
    }


def say(name, results):
    return find(name).find(results).sentence


@pytest.mark.parametrize(
    ("relu", "sigmoid", "words"),
    [
        ([0.2, 0.8, 0.9], [0.2, 0.3, 0.8], "yes (2 against 3 epochs, 1 seed)"),
        ([0.2, 0.3, 0.8], [0.2, 0.8, 0.9], "no, later (3 against 2 epochs, 1 seed)"),
        ([0.2, 0.8, 0.9], [0.1, 0.8, 0.9], "undecided, the ranges overlap (2 against 2 epochs"),
        ([0.2, 0.8, 0.9], [0.1, 0.1, 0.1], "yes (2 against 4 epochs"),  # never
    ],
)
def test_activation(relu, sigmoid, words):
    results = [
        result("ReLU, lr 0.1", train=relu, activation="ReLU"),
        result("sigmoid, lr 0.1", train=sigmoid, activation="sigmoid"),
    ]
    assert words in say("activation", results)


def test_activation_compares_the_rates_with_the_lowest_training_loss():
    slow = [0.1, 0.1, 0.8]
    results = [
        result("ReLU, lr 0.1", train=[0.8, 0.8, 0.8], loss=0.5, held_out=1, activation="ReLU"),
        result("ReLU, lr 1", train=slow, loss=0.1, held_out=0, activation="ReLU"),
        result("sigmoid, lr 0.1", train=[0.1, 0.8, 0.8], activation="sigmoid"),
    ]
    results[0]["numbers"]["held_out"]["loss"] = 0.0
    results[1]["run"]["settings"]["lr"] = 1.0
    sentence = say("activation", results)
    assert "(1.0 and 0.1)" in sentence and "no, later (3 against 2" in sentence


@pytest.mark.parametrize(
    ("stacked", "large", "words"),
    [
        ((0.95, 0.96), (0.9, 0.94), "two 3×3 did better (held-out error 4.5 (4.0 to 5.0)"),
        ((0.90, 0.91), (0.95, 0.94), "two 3×3 did worse"),
        ((0.90, 0.95), (0.93, 0.94), "undecided, the ranges overlap"),
    ],
)
def test_kernels(stacked, large, words):
    results = [
        result(arm, seed, held_out=accuracy, parameters=parameters)
        for arm, accuracies, parameters in (
            ("one 5×5", large, 100),
            ("two 3×3", stacked, 72),
            ("two 3×3, no ReLU between", stacked, 72),
        )
        for seed, accuracy in enumerate(accuracies)
    ]
    sentence = say("kernels", results)
    assert words in sentence and "With 0.72 times" in sentence and "2 seeds" in sentence


@pytest.mark.parametrize(
    ("shallow", "deep", "words"),
    [
        (0.9, 0.8, "compared with plain20: yes, the deeper is worse (20.0 against 10.0 %)"),
        (0.8, 0.9, "compared with plain20: no, the deeper is better (10.0 against 20.0 %)"),
        (0.9, 0.9, "compared with plain20: undecided, the ranges overlap"),
    ],
)
def test_depth(shallow, deep, words):
    results = [
        result(f"{kind}{depth}", train=accuracy, kind=kind, depth=depth)
        for kind, pair in (("plain", (shallow, deep)), ("resnet", (0.5, 0.6)))
        for depth, accuracy in zip((20, 56), pair, strict=True)
    ]
    sentence = say("depth", results)
    assert words in sentence
    better = "no, the deeper is better (40.0 against 50.0 %)"
    assert f"resnet56 compared with resnet20: {better}" in sentence


def test_gradients():
    def measured(arm, first, last):
        gradient = [first] * 5 + [1.0] * 3 + [last] * 5
        return result(arm) | {"numbers": {"gradient": gradient, "loss": 2.3}}

    results = [measured("a", 8.0, 2.0), measured("b", 2.0, 20.0), measured("c", 0.0, 1.0)]
    sentence = say("gradients", results)
    assert "a: 4; b: 0.1; c: 10^-308" in sentence
    assert "Most even: a; least even: c." in sentence
    sentence = say("gradients", [measured("a", 8.0, 2.0), measured("b", 1.0, 1.0)])
    assert "Most even: b; least even: a." in sentence


def test_initialization():
    def begun(arm, errors, variance):
        for seed, error in enumerate(errors):
            one = result(arm, seed, train=1 - error)
            one["numbers"]["variance"] = variance
            yield one

    results = [
        *begun("He", (0.1, 0.2), [1.0, 2.0, 4.0]),
        *begun("Glorot", (0.1, 0.9), [4.0, 2.0, 1.0]),
        *begun("zeros", (0.9, 0.9), [0.0, 0.0, 0.0]),
    ]
    finding = find("initialization").find(results)
    assert "every seed): He; with some seeds only: Glorot; did not learn: zeros" in finding.sentence
    assert [row["variance over He's"] for row in finding.table] == ["1", "0.25", "0"]
    assert "did not learn" not in say("initialization", results[:2])


@pytest.mark.parametrize(
    ("strided", "pooled", "words"),
    [
        (0.95, 0.9, "stride did better (5.0 against 10.0 %)"),
        (0.9, 0.95, "stride did worse (10.0 against 5.0 %)"),
        (0.9, 0.9, "undecided, the ranges overlap (10.0 against 10.0 %)"),
    ],
)
def test_downsampling(strided, pooled, words):
    from cnncourse.experiments.downsampling import MORE_POOL, MORE_STRIDE, POOL, STRIDE

    results = [
        result(POOL, held_out=0.5, parameters=1234),
        result(STRIDE, held_out=0.6, parameters=1234),
        result(MORE_POOL, held_out=pooled, parameters=2345),
        result(MORE_STRIDE, held_out=strided, parameters=2345),
    ]
    sentence = say("downsampling", results)
    assert f"2,345 parameters: {words}" in sentence
    assert "1,234 parameters: stride did better (40.0 against 50.0 %)" in sentence


def test_a_run_that_diverged_counts_as_the_worst():
    broken = result("a")
    broken["numbers"] |= {"diverged": True, "train": None, "held_out": None}
    assert numbers.errors([broken, result("a", held_out=0.75)]) == [100, 25]
    assert numbers.final([broken], "train", "loss") == [float("inf")]


def test_ranges_that_touch_are_undecided():
    assert numbers.compare([1, 2], [3, 4]) == "below"
    assert numbers.compare([3, 4], [1, 2]) == "above"
    assert numbers.compare([1, 2], [2, 3]) == "undecided"
    assert numbers.compare([1, 4], [2, 3]) == "undecided"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0123, "0.012"), (3.44, "3.4"), (38.4, "38"), (1e4, "10^4"), (2e-5, "10^-5")],
)
def test_power(value, text):
    assert numbers.power(value) == text


def test_spread():
    assert numbers.spread([3.0, 1.0, 2.0], 1, " %") == "2.0 (1.0 to 3.0) %"
    assert numbers.spread([3.0], 0) == "3"
    assert numbers.spread([3.01, 2.99], 1, " %") == "3.0 %"


def test_surface():
    def cut(arm, depth, height):
        one = result(f"{arm}{depth}", kind=arm, depth=depth)
        one["numbers"]["slices"] = [[height * abs(distance) for distance in surface.DISTANCES]]
        return one

    wide = [cut("plain", 20, 8.0), cut("resnet", 20, 1.0)]
    narrow = [cut("plain", 56, 1.0), cut("resnet", 56, 8.0)]
    sentence = say("surface", wide + narrow)
    assert "20 layers: higher without shortcuts (2.00 against 0.25)" in sentence
    assert "56 layers: lower without shortcuts (0.25 against 2.00)" in sentence
    wide[0]["numbers"]["slices"] = [[None] * len(surface.DISTANCES)]  # infinite losses
    assert "higher without shortcuts (inf against 0.25)" in say("surface", wide)
    assert "undecided" in say("surface", [cut("plain", 20, 1.0), cut("resnet", 20, 1.0)])


def test_a_direction_has_filters_as_long_as_the_network_and_leaves_vectors_alone():
    rng = np.random.default_rng(0)
    weight = (
        rng.standard_normal((4, 3, 2, 2)).astype(np.float32) * np.arange(4)[:, None, None, None]
    )
    direction = surface.filter_normalized(weight, rng)
    lengths = [np.linalg.norm(one.reshape(4, -1), axis=1) for one in (weight, direction)]
    assert np.allclose(*lengths) and lengths[0][0] == 0 < lengths[0][1]
    assert direction.dtype == weight.dtype and not np.allclose(direction, weight)
    assert not surface.filter_normalized(np.ones(5), rng).any()


def test_every_cut_starts_from_the_trained_weights(tiny, few):
    experiment = tiny("surface")
    trial = experiment.trials(False, range(1))[0]
    cuts = experiment.measure(trial, few, NumpyLearner, lambda: None)["slices"]
    middle = surface.DISTANCES.index(0)
    assert len(cuts) == surface.DIRECTIONS and len({cut[middle] for cut in cuts}) == 1
    assert len({tuple(cut) for cut in cuts}) == surface.DIRECTIONS
