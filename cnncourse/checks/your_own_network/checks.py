"""The checks of the assignment on a network of one's own."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.harnesses.common import SECONDS
from cnncourse.checks.kinds.harnesses.own_network import (
    layer_on_own_functions,
    state_of_own_lenet,
    step_on_own_functions,
)
from cnncourse.checks.your_own_network import ASSIGNMENT, accepted, cases, error_hints
from cnncourse.exercises import own_network

GIVEN = ("cnncourse.layers.shapes", "cnncourse.layers.pool.starts")
FUNCTIONS = {"my_functions": own_network.my_functions}

CHECKS = (
    Check(
        "my_functions",
        ASSIGNMENT,
        own_network.my_functions,
        cases.my_functions_cases,
        given=GIVEN,
        harness=layer_on_own_functions,
        arguments=("layer", "arrays", "dout"),
        accept=accepted.layer_problem,
        errors=error_hints.of_engine,
        closed_errors=True,
    ),
    Check(
        "training_step",
        ASSIGNMENT,
        own_network.training_step,
        cases.training_step_cases,
        given=GIVEN,
        harness=step_on_own_functions,
        partners=FUNCTIONS,
        arguments=("model", "state", "images", "labels", "rate"),
        accept=accepted.step_problem,
        errors=error_hints.of_engine,
        closed_errors=True,
    ),
    Check(
        "train_lenet5",
        ASSIGNMENT,
        own_network.train_lenet5,
        cases.train_lenet5_cases,
        given=GIVEN,
        harness=state_of_own_lenet,
        partners=FUNCTIONS,
        arguments=("images", "labels"),
        accept=accepted.reading_problem,
        errors=error_hints.of_engine,
        closed_errors=True,
        seconds=SECONDS,
    ),
)
