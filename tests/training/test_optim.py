"""Optimizers, compared with torch's step by step."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnncourse.train import Settings, optimizers
from cnncourse.train.optimizers import SGD, Adam, AdamW

SHAPES = [(3, 4), (5,), ()]


def compare(own, other, options, dtype=np.float64, steps=12, rtol=1e-12):
    """Compare two optimizers on the same gradients, with a changing learning rate."""
    rng = np.random.default_rng(0)
    start = [np.array(rng.normal(size=shape), dtype) for shape in SHAPES]
    ours = [w.copy() for w in start]
    theirs = [torch.tensor(w, requires_grad=True) for w in start]
    mine = own(ours, lr=0.1, **options)
    torchs = other(theirs, lr=0.1, **options)
    for step in range(steps):
        gradients = [np.array(rng.normal(size=w.shape), dtype) for w in start]
        before = [g.copy() for g in gradients]
        mine.lr = torchs.param_groups[0]["lr"] = 0.1 / (1 + step)
        for w, g in zip(theirs, gradients, strict=True):
            w.grad = torch.from_numpy(g.copy())
        mine.step(gradients)
        torchs.step()
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a, b.detach().numpy(), rtol=rtol)
            assert a.dtype == dtype
        for a, b in zip(gradients, before, strict=True):
            np.testing.assert_array_equal(a, b)
    assert all(np.all(a != b) for a, b in zip(ours, start, strict=True))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"momentum": 0.9},
        {"weight_decay": 0.1},
        {"momentum": 0.8, "weight_decay": 0.05},
        {"momentum": 0.9, "weight_decay": 0.01, "nesterov": True},
    ],
)
def test_sgd_as_torch(options):
    compare(SGD, torch.optim.SGD, options)


@pytest.mark.parametrize("options", [{}, {"betas": (0.5, 0.9), "eps": 1e-3}, {"weight_decay": 0.1}])
def test_adam_as_torch(options):
    compare(Adam, torch.optim.Adam, options)


@pytest.mark.parametrize("options", [{}, {"betas": (0.5, 0.9), "eps": 1e-3}, {"weight_decay": 0.5}])
def test_adamw_as_torch(options):
    compare(AdamW, torch.optim.AdamW, options)


@pytest.mark.parametrize(
    ("own", "other"),
    [(SGD, torch.optim.SGD), (Adam, torch.optim.Adam), (AdamW, torch.optim.AdamW)],
)
def test_float32_stays_float32(own, other):
    compare(own, other, {"weight_decay": 0.01}, dtype=np.float32, rtol=2e-4)


def test_invalid_options():
    with pytest.raises(ValueError, match="momentum must not be negative, got -0.1"):
        SGD([], 0.1, momentum=-0.1)
    with pytest.raises(ValueError, match="lr must not be negative, got nan"):
        SGD([], float("nan"))
    with pytest.raises(ValueError, match="nesterov needs a momentum above 0"):
        SGD([], 0.1, nesterov=True)
    with pytest.raises(ValueError, match=r"betas must be smaller than 1, got \(0.9, 1\)"):
        Adam([], betas=(0.9, 1))


def test_the_number_of_gradients_must_match_the_parameters():
    with pytest.raises(ValueError):
        SGD([np.zeros(2), np.zeros(3)], 0.1).step([np.zeros(2)])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD([], None), "lr must be a number, got None"),
        (lambda: SGD([], 0.1, momentum="a"), "momentum must be a number, got 'a'"),
        (lambda: SGD([], 0.1, momentum=0.9, nesterov="no"), "nesterov must be True or False, got"),
        (lambda: Adam([], eps=True), "eps must be a number, got True"),
        (lambda: Adam([], betas=0.9), "betas must be a pair of numbers, got 0.9"),
        (lambda: Adam([], betas=("a", 0.9)), "betas must be a number, got 'a'"),
    ],
)
def test_options_of_the_wrong_type(make, message):
    with pytest.raises(TypeError, match=message):
        make()


@pytest.mark.parametrize("name", ["sgd", "adam", "adamw"])
def test_settings_give_the_same_optimizer_in_both_engines(name):
    settings = Settings(optimizer=name, lr=0.1, momentum=0.8, weight_decay=0.03)

    def made(optim):
        return lambda parameters, lr: optimizers.make_optimizer(optim, parameters, settings)

    compare(made(optimizers), made(torch.optim), {})


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_moments_and_counts_have_the_right_names_in_both_engines(name):
    kind, settings = optimizers.OPTIMIZERS[name], Settings(optimizer=name)
    ours = optimizers.make_optimizer(optimizers, [np.ones(3)], settings)
    ours.step([np.full(3, 0.5)])
    w = torch.ones(3, dtype=torch.float64, requires_grad=True)
    theirs = optimizers.make_optimizer(torch.optim, [w], settings)
    w.grad = torch.full((3,), 0.5, dtype=torch.float64)
    theirs.step()
    for moment, torch_name in kind.moments.items():
        np.testing.assert_allclose(getattr(ours, moment)[0], theirs.state[w][torch_name])
    assert [getattr(ours, count) for count in kind.counts] == [1] * ("step" in theirs.state[w])
    assert set(theirs.state[w]) - {"step"} == set(kind.moments.values())
