"""Harnesses, which drive a student's function where one plain call is not enough.

Of the kinds, only this package runs where the student's code runs, in the notebook and in the
sandbox. So it contains nothing that a student must not know: no reference, no expected value, no
tolerance. The judge asks for a harness by its name in `HARNESSES`.
"""

from __future__ import annotations

from cnncourse.checks.kinds.harnesses.candidates import answer_of_test
from cnncourse.checks.kinds.harnesses.drawing import from_seed, with_generator
from cnncourse.checks.kinds.harnesses.networks import network, network_on_engines, network_on_nn
from cnncourse.checks.kinds.harnesses.numbers import on_polynomial, without_overflow
from cnncourse.checks.kinds.harnesses.own_network import (
    layer_on_own_functions,
    state_of_own_lenet,
    step_on_own_functions,
)
from cnncourse.checks.kinds.harnesses.passes import forward_then_backward
from cnncourse.checks.kinds.harnesses.trained import (
    overfitted,
    predictions_of_trained,
    trained_weights,
)
from cnncourse.checks.kinds.harnesses.views import view_of_memory

HARNESSES = {
    harness.__name__: harness
    for harness in (
        forward_then_backward,
        from_seed,
        with_generator,
        on_polynomial,
        without_overflow,
        view_of_memory,
        network,
        network_on_engines,
        network_on_nn,
        predictions_of_trained,
        overfitted,
        trained_weights,
        answer_of_test,
        layer_on_own_functions,
        step_on_own_functions,
        state_of_own_lenet,
    )
}
"""What the judge may ask for by name."""
