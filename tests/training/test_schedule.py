"""Schedules, compared with torch's step by step."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from cnncourse.train.schedules import cosine, one_cycle, rate, stepwise, triangular, warm_up


def torch_rates(make, steps):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    schedule = make(optimizer)
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return rates


def test_cosine_as_torch():
    expected = torch_rates(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=20, eta_min=0.01), 21)
    rates = [cosine(step, 20, start=0.3, end=0.01) for step in range(21)]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)


@pytest.mark.parametrize(("steps", "rise"), [(10, 0.3), (90, 0.3), (57, 0.5)])
def test_one_cycle_as_torch(steps, rise):
    expected = torch_rates(
        lambda o: lr_scheduler.OneCycleLR(
            o, max_lr=0.3, total_steps=steps + 1, pct_start=rise, cycle_momentum=False
        ),
        steps,
    )
    rates = [one_cycle(step, steps + 1, peak=0.3, rise=rise) for step in range(steps)]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)


def test_one_cycle_with_given_ends():
    rates = [one_cycle(step, 50, peak=1.0, start=0.2, end=0.1) for step in range(50)]
    assert rates[0] == pytest.approx(0.2) and rates[-1] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(1.0) and rates.index(max(rates)) == 14


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_one_cycle_of_few_steps(steps):
    rates = [one_cycle(step, steps, peak=1.0) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)


@pytest.mark.parametrize("step", [-1, 10])
def test_one_cycle_out_of_range(step):
    with pytest.raises(ValueError, match=f"step must lie between 0 and 9, got {step}"):
        one_cycle(step, 10, peak=1.0)


def test_stepwise_as_torch():
    expected = torch_rates(lambda o: lr_scheduler.MultiStepLR(o, [10, 15], gamma=0.1), 20)
    rates = [stepwise(step, 20, start=0.3) for step in range(20)]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)
    assert len(set(rates)) == 3


def test_warm_up_as_torch():
    expected = torch_rates(lambda o: lr_scheduler.LinearLR(o, 1 / 6, total_iters=5), 8)
    rates = [warm_up(step, 5, end=0.3) for step in range(6)]
    np.testing.assert_allclose(rates, expected[:6], rtol=1e-9)
    assert rates[5] == pytest.approx(0.3)


@pytest.mark.parametrize(("steps", "rise"), [(11, 0.2), (90, 0.3), (57, 0.5), (8, 0), (8, 1)])
def test_triangular_as_torch(steps, rise):
    corners = [-1, rise * (steps - 1), steps]
    expected = torch_rates(
        lambda o: lr_scheduler.LambdaLR(o, lambda step: np.interp(step, corners, [0, 1, 0])), steps
    )
    rates = [triangular(step, steps, peak=0.3, rise=rise) for step in range(steps)]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_triangular_of_few_steps(steps):
    rates = [triangular(step, steps, peak=1.0) for step in range(steps)]
    assert all(0 < rate <= 1 for rate in rates)


def torch_schedule(name, optimizer, steps):
    if name == "constant":
        return lr_scheduler.ConstantLR(optimizer, factor=1, total_iters=1)
    if name == "step":
        return lr_scheduler.MultiStepLR(optimizer, [steps // 2, steps * 3 // 4], gamma=0.1)
    if name == "cosine":
        return lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    return lr_scheduler.OneCycleLR(optimizer, max_lr=0.3, total_steps=steps, cycle_momentum=False)


@pytest.mark.parametrize("name", ["constant", "step", "cosine", "one_cycle"])
def test_every_schedule_as_torch(name):
    expected = torch_rates(lambda o: torch_schedule(name, o, 40), 40)
    rates = [rate(name, step, 40, peak=0.3) for step in range(40)]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)


@pytest.mark.parametrize("name", ["constant", "step", "cosine"])
def test_a_schedule_after_a_warm_up_as_torch(name):
    def make(optimizer):
        parts = [
            lr_scheduler.LinearLR(optimizer, 1 / 9, total_iters=8),
            torch_schedule(name, optimizer, 40),
        ]
        return lr_scheduler.SequentialLR(optimizer, parts, milestones=[8])

    expected = torch_rates(make, 48)
    rates = [rate(name, step, 48, peak=0.3, warmup=8) for step in range(48)]
    np.testing.assert_allclose(rates, expected, rtol=1e-9)


def test_one_cycle_after_a_warm_up_begins_low():
    rates = [rate("one_cycle", step, 48, peak=0.3, warmup=8) for step in range(48)]
    assert rates[8] == pytest.approx(0.3 / 25) and max(rates) == pytest.approx(0.3)
    np.testing.assert_allclose(rates[:9], np.arange(1, 10) / 9 * 0.3 / 25)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("linear", 0, 10), "name must be constant, step, cosine, one_cycle or triangular, got "),
        (("cosine", 10, 10), "step must lie between 0 and 9, got 10"),
        (("cosine", -1, 10), "step must lie between 0 and 9, got -1"),
    ],
)
def test_invalid_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        rate(*arguments, peak=0.1)


def test_a_warm_up_as_long_as_the_run():
    with pytest.raises(ValueError, match="warmup must lie between 0 and 9, got 10"):
        rate("cosine", 0, 10, peak=0.1, warmup=10)
