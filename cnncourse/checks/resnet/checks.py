"""The checks of the assignment on residual networks."""

from __future__ import annotations

from cnncourse.checks.engine.check import Check
from cnncourse.checks.kinds.architecture import built
from cnncourse.checks.kinds.gradients import suspects_of
from cnncourse.checks.resnet import ASSIGNMENT, cases
from cnncourse.exercises import resnet

GRADIENTS = ("dx", "dw1", "dw2")

CHECKS = (
    Check(
        "residual_forward",
        ASSIGNMENT,
        resnet.residual_forward,
        cases.residual_forward_cases,
        parts=("out", "cache"),
        caches=("cache",),
    ),
    Check(
        "residual_backward",
        ASSIGNMENT,
        resnet.residual_backward,
        cases.residual_backward_cases,
        parts=("dx", "dchange"),
    ),
    Check(
        "residual_block_backward",
        ASSIGNMENT,
        resnet.residual_block_backward,
        cases.residual_block_backward_cases,
        parts=GRADIENTS,
        suspects=suspects_of(resnet.residual_block_backward, GRADIENTS),
    ),
    Check("shortcut_a", ASSIGNMENT, resnet.shortcut_a, cases.shortcut_a_cases, dtype="same"),
    Check(
        "identity_weights",
        ASSIGNMENT,
        resnet.identity_weights,
        cases.identity_weights_cases,
        parts=("plain", "residual"),
    ),
    Check(
        "block_costs",
        ASSIGNMENT,
        resnet.block_costs,
        cases.block_costs_cases,
        parts=("basic", "bottleneck"),
    ),
    built("basic_block", ASSIGNMENT, resnet.basic_block, cases.basic_block_cases),
    built("bottleneck", ASSIGNMENT, resnet.bottleneck, cases.bottleneck_cases),
    built("resnet_cifar", ASSIGNMENT, resnet.resnet_cifar, cases.resnet_cifar_cases),
)
