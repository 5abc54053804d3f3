"""The checks of the assignment on LeNet-5 and AlexNet."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.architecture import built
from cnncourse.checks.kinds.declared import declared
from cnncourse.checks.kinds.harnesses import network_on_nn
from cnncourse.checks.kinds.values import with_property
from cnncourse.checks.lenet_alexnet import ASSIGNMENT, cases, problems
from cnncourse.exercises import lenet_alexnet as exercises

CHECKS = (
    Check(
        "subsampling_forward",
        ASSIGNMENT,
        exercises.subsampling_forward,
        cases.subsampling_cases,
        parts=("out", "cache"),
        caches=("cache",),
        errors=problems.of_maps,
    ),
    declared(
        "lenet5_connections",
        ASSIGNMENT,
        exercises.lenet5_connections,
        accept=with_property(problems.of_connections),
    ),
    built("lenet5", ASSIGNMENT, exercises.lenet5, cases.lenet5_cases),
    built(
        "repair_the_network",
        ASSIGNMENT,
        exercises.repair_the_network,
        cases.repair_cases,
        harness=network_on_nn,
        errors=problems.of_rows,
    ),
    Check(
        "parameters_by_layer",
        ASSIGNMENT,
        exercises.parameters_by_layer,
        cases.parameters_cases,
        errors=problems.of_layers,
    ),
    declared(
        "where_is_it",
        ASSIGNMENT,
        exercises.where_is_it,
        parts=problems.QUESTIONS,
        accept=problems.of_places,
    ),
    built(
        "alexnet",
        ASSIGNMENT,
        exercises.alexnet,
        cases.alexnet_cases(exercises.alexnet),
    ),
    built(
        "alexnet_two_groups",
        ASSIGNMENT,
        exercises.alexnet_two_groups,
        cases.alexnet_cases(exercises.alexnet_two_groups),
    ),
)
