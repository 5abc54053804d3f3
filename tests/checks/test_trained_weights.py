"""Trained weights are judged by what they do where the judge is, never by what is said of them."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse import nn
from cnncourse.checks import GRADING_ROUNDS, find, judge, run_check_in_process
from cnncourse.checks.engine.in_process import call_once
from cnncourse.checks.engine.likely import defined
from cnncourse.checks.engine.outline import outline
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.mistakes import wrong_answers
from cnncourse.checks.training import ASSIGNMENT
from cnncourse.checks.training.trained import overfit_problem, reading_problem
from cnncourse.exercises import training as exercises
from cnncourse.exercises.digit_network import DigitNetwork

TRAIN, OVERFIT = find("train_network", ASSIGNMENT), find("overfit_batch", ASSIGNMENT)
LOSSES = [2.0, 0.005]
NETWORK = DigitNetwork(nn)
ZEROS = [np.zeros(shape) for shape in NETWORK.shapes]


@pytest.fixture(scope="module")
def batch():
    """A case of the check, the first loss, and weights that know its images by heart."""
    case = draw(OVERFIT, 0)[0]
    losses, weights = OVERFIT.harness(OVERFIT.reference, *case.args)
    return case, losses, weights


def changed(weights, number, into):
    return [into if n == number else weight for n, weight in enumerate(weights)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda losses, weights: (losses, weights), None),
        (lambda losses, weights: (np.array(losses), weights), None),
        (lambda losses, weights: ([1.1 * losses[0], 0.005], weights), "the first loss is"),
        (
            lambda losses, weights: ([losses[0], 0.02], weights),
            "the last loss in the list is 0.02, but",
        ),
        (lambda losses, weights: ([losses[0], 0.02], ZEROS), "the last loss is 0.02, not below"),
        (lambda losses, weights: (losses, ZEROS), "the weights returned have the loss 2.3"),
        (lambda losses, weights: ([losses[0], np.nan], weights), "no longer a finite number"),
        (
            lambda losses, weights: (losses, changed(weights, 0, 1e300 + 0 * weights[0])),
            "no longer a finite number",
        ),
        (lambda losses, weights: (0.005, weights), "must be a list of numbers"),
        (lambda losses, weights: ([], weights), "must be a list of numbers"),
        (lambda losses, weights: (["a"], weights), "must be a list of numbers"),
        (lambda losses, weights: (weights, losses), "must be a list of numbers"),
        (lambda losses, weights: (losses, 0.001), "expected a list of weights, got"),
        (lambda losses, weights: (losses, weights[:5]), "expected 6 arrays of weights, got 5"),
        (
            lambda losses, weights: (losses, changed(weights, 1, np.zeros(3))),
            "weights[1] is an array of shape (3,), expected floats of shape (16,)",
        ),
        (
            lambda losses, weights: (losses, changed(weights, 1, np.array(["a"] * 16))),
            "expected floats of shape (16,)",
        ),
        (lambda losses, weights: (losses, changed(weights, 1, [0.0] * 16)), "expected floats"),
        (lambda losses, weights: None, "training gave no losses"),
    ],
)
def test_overfitting_is_judged_by_losses_and_weights(batch, change, told):
    case, losses, weights = batch
    found = overfit_problem(case, (losses, weights), change(losses, weights))
    assert (found is None) if told is None else told in found.text


@pytest.mark.parametrize("seed", [3, 5, 20_261])
def test_every_batch_can_be_learned_by_heart(monkeypatch, seed):
    """Where the reference never ends, neither does grading."""
    real, calls = DigitNetwork.loss_and_gradients, []

    def counted(self, *args):
        calls.append(args)
        assert len(calls) < 500, "still training"
        return real(self, *args)

    monkeypatch.setattr(DigitNetwork, "loss_and_gradients", counted)
    for case in draw(OVERFIT, seed, GRADING_ROUNDS):
        calls.clear()
        losses, weights = OVERFIT.harness(OVERFIT.reference, *case.args)
        assert overfit_problem(case, (losses, weights), (losses, weights)) is None


def test_neither_held_out_images_nor_their_labels_are_sent():
    first, second = draw(TRAIN, 5)
    (images, labels), (held_out, known, share) = first.args, first.known
    assert second.same_call and second.known[2] == 0.97 and share == 0.9
    assert (len(images), len(labels), len(held_out), len(known)) == (1297, 1297, 500, 500)
    assert not first.kwargs and not any(np.array_equal(image, held_out[0]) for image in images)


def test_reading_is_judged_by_the_weights():
    case = draw(TRAIN, 0)[0]
    problem = reading_problem(case, case.known, ZEROS)
    assert "of 500 held-out images are right, expected at least 90%" in problem.text
    assert "Every image gets the same class" in problem.hint
    for last in (np.nan, 1e300):  # too large for float32
        diverged = reading_problem(case, case.known, changed(ZEROS, 5, np.full(10, last)))
        assert diverged.general == "the scores of the held-out images are not finite"
        assert "Training has diverged" in diverged.general_hint
    told = reading_problem(case, case.known, tuple(ZEROS)).text
    assert told == "expected a list of weights, got a tuple"


def test_training_too_little_gets_a_part():
    whole = exercises.train_network

    def short(network, images, labels, rng):
        return whole(network, images[:300], labels[:300], rng)

    call = run_check_in_process(TRAIN, {"train_network": short})
    found = judge(TRAIN, call, 0)
    assert found.groups == {"90% right": (1, 1), "97% right": (0, 1)}
    assert "held-out images are right, expected at least 97%" in " ".join(found.message.split())


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # some overflow: their mistake
@pytest.mark.parametrize("answer", wrong_answers(TRAIN), ids=lambda answer: answer.title)
def test_every_wrong_training_gets_a_hint(answer):
    """No mistake is looked up, because that would train once for each; the weights tell enough."""
    function = defined(TRAIN, answer, "<wrong answer>")
    verdict = judge(TRAIN, lambda args, kwargs: call_once(function, args, kwargs), 3)
    assert not verdict.passed and "Hint" in verdict.message, verdict.message
    assert "Hint" in outline(TRAIN, verdict), outline(TRAIN, verdict)
