"""Recipes are for networks and data sets that exist."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from cnncourse import data, models
from cnncourse.train import NumpyLearner, Settings, fit, recipe
from cnncourse.train.recipes import RECIPES
from cnncourse.train.torch_engine import TorchLearner


@pytest.mark.parametrize("names", RECIPES, ids=" on ".join)
def test_a_recipe_is_for_a_known_network_and_data_set(names):
    model, images = names
    assert model in models.names() and images in data.names()
    assert recipe(model, images) == RECIPES[names]


def test_without_a_recipe_the_defaults_apply():
    assert recipe("vgg11", "digits") == Settings()


def test_the_fast_recipe_learns_on_both_engines(digits):
    """Its network, whitening, schedule, smoothed labels and flips, in a tiny form."""
    settings = replace(recipe("resnet9", "cifar10"), epochs=2, batch_size=64)
    narrow = partial(models.resnet9, width=1 / 16)
    losses = {}
    for learner in (NumpyLearner, TorchLearner):
        history = fit(learner(narrow, digits, settings), digits, settings)
        losses[learner] = [row["train_loss"] for row in history]
        assert history[-1]["held_out_accuracy"] > 0.5  # chance is 0.1
    np.testing.assert_allclose(losses[NumpyLearner], losses[TorchLearner], rtol=0.01)


def test_the_recipe_of_the_first_lenet_learns(digits):
    settings = replace(recipe("lenet5_1998", "digits"), epochs=2, augment="none")
    learner = NumpyLearner(models.lenet5_1998, digits, settings)
    assert fit(learner, digits, settings)[-1]["held_out_accuracy"] > 0.8
