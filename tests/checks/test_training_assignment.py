"""What is special about the assignment on training."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.kinds.harnesses import trained
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.checks.notebook import check_among
from cnncourse.checks.training import ASSIGNMENT

DRAWING = ["he_normal", "glorot_uniform", "random_crop", "random_flip"]


def verdict(name, answer):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    return judge(check, call, 0, likely=likely_mistake(check, 0))


def message(name, answer):
    return " ".join(verdict(name, answer).message.split())


def test_thirteen_sections_give_forty_four_points(material):
    known = material(ASSIGNMENT)
    assert len(re.findall(r"^## \d+\. ", known.source, flags=re.M)) == 13 == len(names(ASSIGNMENT))
    marks = [cell.metadata.get("nbgrader", {}) for cell in known.notebook.cells]
    assert sum(mark["points"] for mark in marks if mark.get("grade")) == 44
    minutes = [int(n) for n in re.findall(r"[●○]{3} · (\d+) minutes", known.source)]
    listed = [int(n) for n in re.findall(r"\| [●○]{3} \| (\d+) \|", known.source)]
    assert minutes == listed and sum(minutes) == 225
    heads = re.findall(r"(\d+) minutes · (\d+) points?$", known.source, flags=re.M)
    table = re.findall(r"\| [●○]{3} \| (\d+) \| (\d+) \|", known.source)
    assert heads == table


def test_the_solved_notebook_shows_the_papers_numbers(shown):
    printed = shown(ASSIGNMENT)
    for told in (
        "0.33",
        "[1.7] [3.]\n[1.65] [3.]\n",
        "[1.9] [0.3] [0.009]\n",
        "[[0.05 0.05 0.85 0.05]\n [0.85 0.05 0.05 0.05]]",
        "[[1 1 0]\n [0 1 0]\n [1 0 2]]",
    ):
        assert told in printed, told
    steps = int(re.search(r"0\.00\d+ after (\d+) steps", printed)[1])
    assert steps < 500


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("loss_at_start", 2.302585),
        ("sgd_step", ([1.8], [2.0])),
        ("adam_step", ([1.9], [0.3], [0.009])),
        ("cosine_rate", 0.2),
        ("one_cycle_rate", 0.02),
        ("label_smoothing_targets", [[0.05, 0.05, 0.85, 0.05], [0.85, 0.05, 0.05, 0.05]]),
        ("confusion_matrix", [[1, 1, 0], [0, 1, 0], [1, 0, 2]]),
    ],
)
def test_the_paper_example_is_among_the_first_cases(name, expected):
    check = find(name, ASSIGNMENT)
    case = next(one for one in draw(check, 0) if name != "sgd_step" or one.group == "momentum")
    got = check.reference(*case.args, **case.kwargs)
    for part, wanted in zip(
        got if isinstance(got, tuple) else (got,),
        expected if isinstance(expected, tuple) else (expected,),
        strict=True,
    ):
        np.testing.assert_allclose(part, wanted, rtol=1e-6)


def test_a_case_with_random_numbers_is_short_and_can_be_called():
    def he_normal(shape, rng):
        return rng.normal(0, 1, shape)

    case = check_among({"he_normal": he_normal}, "he_normal").case
    assert list(case.arguments) == ["shape", "rng"] and case.expected is None
    np.testing.assert_array_equal(he_normal(**case.arguments), case.got[0][0])
    told = repr(case)
    assert "and 414 more" in told and len(told.splitlines()) < 120 and "expected" not in told


def test_a_long_list_is_shown_in_part():
    def overfit_batch(network, weights, images, labels):
        loss, _ = network.loss_and_gradients(weights, images, labels)
        return weights, [loss] * 300

    told = repr(check_among({"overfit_batch": overfit_batch}, "overfit_batch").case)
    assert "and 260 more" in told and len(told.splitlines()) < 300


def test_a_loop_that_learns_nothing_ends(monkeypatch):
    def overfit_batch(network, weights, images, labels):
        while True:
            network.loss_and_gradients(weights, images, labels)

    monkeypatch.setattr(trained, "MOST_STEPS", 20)
    told = " ".join(check_among({"overfit_batch": overfit_batch}, "overfit_batch").message.split())
    assert "20 steps, and the loss is still 2.27; it began at 2.27" in told
    assert "Does every step change the weights?" in told


def test_the_first_weights_are_those_of_the_chapter():
    for name in DRAWING[:2]:
        assert draw(find(name, ASSIGNMENT), 0)[0].args == ((4, 2, 3, 3),)


def test_mistakes_are_named():
    def no_area(shape, rng):
        return rng.standard_normal(shape) * np.sqrt(2 / shape[1])

    told = message("he_normal", no_area)
    assert "The area of the kernel is not counted." in told

    def uncorrected(w, g, mean, square, t, *, rate=0.001, betas=(0.9, 0.999), eps=1e-8, **decay):
        mean = betas[0] * mean + (1 - betas[0]) * g
        square = betas[1] * square + (1 - betas[1]) * g**2
        return w - rate * mean / (np.sqrt(square) + eps), mean, square

    assert "The bias correction is missing." in message("adam_step", uncorrected)

    def early(step, steps, start, end=0.0):
        return end + (start - end) * (1 + np.cos(np.pi * step / (steps - 1))) / 2

    assert "off by one" in message("cosine_rate", early)


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("he_normal", lambda shape, rng: np.zeros(shape), "standard deviation 0, expected 0.333"),
        (
            "he_normal",
            lambda shape, rng: 1 + rng.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape),
            "the numbers have mean 1, expected 0",
        ),
        (
            "he_normal",
            lambda shape, rng: np.sqrt(6 / np.prod(shape[1:])) * rng.uniform(-1, 1, shape),
            "that is no normal distribution",
        ),
        (
            "glorot_uniform",
            lambda shape, rng: (
                rng.standard_normal(shape) * np.sqrt(2 / np.prod(shape[2:]) / (shape[0] + shape[1]))
            ),
            "some numbers lie outside the bound",
        ),
        (
            "he_normal",
            lambda shape, rng: np.random.default_rng().normal(0, 1, shape),
            "two generators with the same seed lead to different results",
        ),
        (
            "he_normal",
            lambda shape, rng: np.random.default_rng(1).normal(0, 1, shape),
            "every call gives the same result",
        ),
        (
            "he_normal",
            lambda shape, rng: rng.normal(0, 1, shape[1:]),
            "it returned shape (2, 3, 3)",
        ),
        ("he_normal", lambda shape, rng: None, "it returned None, expected an array"),
        (
            "random_crop",
            lambda images, pad, rng: images[::-1].copy(),
            "It shows another image: the order must stay.",
        ),
        (
            "random_crop",
            lambda images, pad, rng: images.copy(),
            "every call gives the same result",
        ),
        (
            "random_flip",
            lambda images, rng: np.where(
                rng.random((len(images), 1, 1, 1)) < 0.9, images, images[..., ::-1]
            ),
            "images were mirrored, expected about half",
        ),
        (
            "random_flip",
            lambda images, rng: images[..., ::-1].copy() if rng.random() < 0.5 else images.copy(),
            "Draw a number for each image.",
        ),
        ("random_flip", lambda images, rng: images[::-1].copy(), "Only the last axis turns round"),
    ],
)
def test_random_numbers_are_judged_by_their_statistics(name, answer, told):
    assert told in message(name, answer)


@pytest.mark.parametrize("name", DRAWING)
@pytest.mark.parametrize("forged", [None, 3, (), ([], None), ("ab", 1), ([None], None)])
def test_a_forged_result_is_only_wrong(name, forged):
    check = find(name, ASSIGNMENT)
    case = draw(check, 0)[0]
    expected = check.harness(check.reference, *case.args, **case.kwargs)
    assert check.accept(case, expected, forged) is not None
    assert check.accept(case, expected, expected) is None


def test_a_result_that_is_not_weights_is_reported():
    told = message("train_network", lambda network, images, labels, rng: 0.5)
    assert "expected a list of weights, got" in told
    told = message("train_network", lambda network, images, labels, rng: [np.zeros(3)])
    assert "expected 6 arrays of weights, got 1" in told
