"""The exercises on VGG against the models, torch, or a direct count."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import blueprint, models, nn
from cnncourse.exercises import vgg as exercises
from cnncourse.models.families.vggs import COLUMNS

MODELS = {"A": "vgg11", "B": "vgg13", "C": "vgg16_c", "D": "vgg16", "E": "vgg19"}
ENTRY = st.one_of(
    st.integers(1, 6), st.tuples(st.integers(1, 6), st.sampled_from([1, 3, 5])), st.just("M")
)
COLUMN = st.lists(ENTRY, max_size=6).map(tuple)


def summary(name):
    return blueprint.summarize(models.find(MODELS[name])(blueprint), (3, 224, 224))


def of_kind(name, kind):
    return [row for row in summary(name).layers if type(row.layer).__name__ == kind]


@pytest.mark.parametrize("name", MODELS)
def test_a_column_costs_what_the_model_costs(name):
    net = exercises.vgg(blueprint, COLUMNS[name], hidden=4096)
    built = blueprint.summarize(net, (3, 224, 224))
    model = summary(name)
    assert (built.parameters, built.multiply_adds) == (model.parameters, model.multiply_adds)
    dense = sum(row.multiply_adds for row in of_kind(name, "Linear"))
    assert sum(exercises.stage_costs(COLUMNS[name])) == model.multiply_adds - dense
    fields = [row.receptive_field[0] for row in of_kind(name, "MaxPool2d")]
    assert list(exercises.fields_of_stacks(COLUMNS[name])) == fields


def test_a_built_network_computes_what_the_model_computes():
    options = {"num_classes": 5, "in_channels": 2, "image_size": 32}
    column = tuple(n if n == "M" else n // 32 for n in COLUMNS["A"])
    model = models.vgg11(nn, width=1 / 32, **options)
    built = exercises.vgg(nn, column, hidden=128, **options)
    values = model.state_dict().values()
    built.load_state_dict(dict(zip(built.state_dict(), values, strict=True)))
    x = np.random.default_rng(0).standard_normal((2, 2, 32, 32)).astype(np.float32)
    np.testing.assert_allclose(built.eval()(x), model.eval()(x), rtol=1e-4, atol=1e-6)


@given(COLUMN, st.integers(1, 4))
def test_stages_and_fields_are_those_of_the_counting_engine(column, in_channels):
    assert exercises.stage_costs((), in_channels=in_channels) == ()
    layers, channels = [], in_channels
    for entry in column:
        if entry == "M":
            layers.append(blueprint.MaxPool2d(2))
        else:
            filters, size = entry if isinstance(entry, tuple) else (entry, 3)
            layers.append(blueprint.Conv2d(channels, filters, size, padding=size // 2))
            channels = filters
    costs, fields, cost = [], [], 0
    if layers:
        net = blueprint.Sequential(*layers)
        for row in blueprint.summarize(net, (in_channels, 128, 128)).layers:
            cost += row.multiply_adds
            if type(row.layer).__name__ == "MaxPool2d":
                costs.append(cost)
                fields.append(row.receptive_field[0])
                cost = 0
    found = exercises.stage_costs(column, in_channels=in_channels, image_size=128)
    assert found == tuple(costs)
    assert exercises.fields_of_stacks(column) == tuple(fields)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=5).map(tuple), st.integers(1, 5))
def test_a_stack_has_as_many_weights_as_torchs_layers(channels, kernel_size):
    weights = [
        torch.nn.Conv2d(before, after, kernel_size, bias=False).weight.numel()
        for before, after in zip(channels, channels[1:], strict=False)
    ]
    assert exercises.stack_cost(channels, kernel_size) == sum(weights)


@given(st.integers(1, 100), st.integers(1, 100))
def test_the_largest_middle_is_cheaper_and_the_next_is_not(before, after):
    middle = exercises.largest_middle(before, after)
    large = exercises.stack_cost((before, after), 5)
    assert exercises.stack_cost((before, middle, after), 3) < large
    assert exercises.stack_cost((before, middle + 1, after), 3) >= large


def test_the_declared_column_has_its_parameters():
    convolutions = [row.layer.kernel_size[0] for row in of_kind("C", "Conv2d")]
    assert summary("C").parameters == 133_638_952
    assert exercises.column_from_counts() == (convolutions.count(3), convolutions.count(1))


@pytest.mark.parametrize("window", [(2, 3), (4, 5), (1, 1)])
def test_a_sliding_dense_layer_is_torchs_convolution(window):
    rng = np.random.default_rng(1)
    maps, b = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal(6)
    w = rng.standard_normal((6, 3 * window[0] * window[1]))
    filters = torch.tensor(w).reshape(6, 3, *window)
    expected = functional.conv2d(torch.tensor(maps), filters, torch.tensor(b))
    found = exercises.dense_everywhere(maps, w, b, window)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
