"""Recipes are for networks and data sets that exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnncourse import data, models
from cnncourse.train import NumpyLearner, Settings, fit, recipe
from cnncourse.train.recipes import RECIPES


@pytest.mark.parametrize("names", RECIPES, ids=" on ".join)
def test_a_recipe_is_for_a_known_network_and_data_set(names):
    model, images = names
    assert model in models.names() and images in data.names()
    assert recipe(model, images) == RECIPES[names]


def test_without_a_recipe_the_defaults_apply():
    assert recipe("vgg11", "digits") == Settings()


def test_the_recipe_of_the_first_lenet_learns(digits):
    settings = replace(recipe("lenet5_1998", "digits"), epochs=2, augment="none")
    learner = NumpyLearner(models.lenet5_1998, digits, settings)
    assert fit(learner, digits, settings)[-1]["held_out_accuracy"] > 0.8
