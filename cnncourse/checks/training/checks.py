"""The checks of the assignment on training."""

from __future__ import annotations

import inspect

import numpy as np

from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.harnesses import overfitted, trained_weights, with_generator
from cnncourse.checks.kinds.harnesses.common import SECONDS
from cnncourse.checks.training import ASSIGNMENT, accepted, cases, error_hints, trained
from cnncourse.exercises import training as exercises

GIVEN = ("cnncourse.nn", "cnncourse.exercises.digit_network")


def check(name, reference, cases, **more):
    return Check(name, ASSIGNMENT, reference, cases, given=GIVEN, **more)


def drawing(name, reference, cases, accept):
    """Make the check of a function that draws random numbers."""

    def seen(case):
        rng = np.random.default_rng(case.kwargs["seed"])
        return inspect.signature(reference).bind(*case.args, rng).arguments

    return check(name, reference, cases, accept=accept, harness=with_generator, seen=seen)


CHECKS = (
    drawing("he_normal", exercises.he_normal, cases.weights_cases, accepted.he_problem),
    drawing(
        "glorot_uniform", exercises.glorot_uniform, cases.weights_cases, accepted.glorot_problem
    ),
    check("loss_at_start", exercises.loss_at_start, cases.loss_at_start_cases),
    check(
        "overfit_batch",
        exercises.overfit_batch,
        cases.overfit_cases,
        accept=trained.overfit_problem,
        harness=overfitted,
        arguments=("images", "labels", "seed"),
        errors=error_hints.of_training,
    ),
    check(
        "sgd_step",
        exercises.sgd_step,
        cases.sgd_step_cases,
        parts=("w", "velocity"),
    ),
    check(
        "adam_step",
        exercises.adam_step,
        cases.adam_step_cases,
        parts=("w", "mean", "square"),
    ),
    check("cosine_rate", exercises.cosine_rate, cases.cosine_rate_cases),
    check("one_cycle_rate", exercises.one_cycle_rate, cases.one_cycle_rate_cases),
    drawing("random_crop", exercises.random_crop, cases.random_crop_cases, accepted.crop_problem),
    drawing("random_flip", exercises.random_flip, cases.random_flip_cases, accepted.flip_problem),
    check(
        "label_smoothing_targets",
        exercises.label_smoothing_targets,
        cases.label_smoothing_cases,
    ),
    check("confusion_matrix", exercises.confusion_matrix, cases.confusion_cases),
    check(
        "train_network",
        exercises.train_network,
        cases.train_network_cases,
        accept=trained.reading_problem,
        harness=trained_weights,
        arguments=("images", "labels"),
        errors=error_hints.of_training,
        seconds=SECONDS,
    ),
)
