"""The exercises on LeNet-5 and AlexNet against the models, torch, or a direct count."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from cnncourse import blueprint, models, nn
from cnncourse.checks.lenet_alexnet.cases import LENET, alexnet_layers
from cnncourse.exercises import lenet_alexnet as exercises
from cnncourse.layers import connection_table, subsampling_forward

FILTERS = (96, 256, 384, 384, 256)
BUILDERS = {
    "lenet5": (exercises.lenet5, {}, (1, 32, 32)),
    "alexnet": (exercises.alexnet, {"filters": FILTERS, "hidden": 4096}, (3, 227, 227)),
    "alexnet_two_groups": (
        exercises.alexnet_two_groups,
        {"filters": FILTERS, "hidden": 4096},
        (3, 227, 227),
    ),
}


@pytest.mark.parametrize("name", BUILDERS)
def test_a_network_costs_what_the_model_costs(name):
    build, options, shape = BUILDERS[name]
    built = blueprint.summarize(build(blueprint, **options), shape)
    model = blueprint.summarize(models.find(name)(blueprint), shape)
    assert (built.parameters, built.multiply_adds) == (model.parameters, model.multiply_adds)
    shapes = [row.output_shape for row in built.layers]
    assert shapes == [row.output_shape for row in model.layers]


@pytest.mark.parametrize("name", BUILDERS)
def test_a_network_computes_what_the_model_computes(name):
    build, options, shape = BUILDERS[name]
    small = {"num_classes": 5}
    if name == "lenet5":
        model = models.lenet5(nn, **small)
    else:
        model = models.find(name)(nn, width=1 / 16, **small)
        options = {"filters": tuple(n // 16 for n in FILTERS), "hidden": 256}
    built = build(nn, **options, **small)
    values = model.state_dict().values()
    built.load_state_dict(dict(zip(built.state_dict(), values, strict=True)))
    x = 60 * np.random.default_rng(0).standard_normal((2, *shape)).astype(np.float32)
    np.testing.assert_allclose(built.eval()(x), model.eval()(x), rtol=1e-4, atol=1e-5)


def test_the_repaired_network_is_lenet5():
    repaired, lenet = exercises.repair_the_network(nn), exercises.lenet5(nn)
    state = dict(zip(lenet.state_dict(), repaired.state_dict().values(), strict=True))
    lenet.load_state_dict(state)
    x = np.random.default_rng(0).standard_normal((25, 1, 32, 32)).astype(np.float32)
    np.testing.assert_array_equal(repaired(x), lenet(x))
    assert sum(array.size for array in repaired.parameters()) == 61_706


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2), st.integers(1, 3), st.integers(2, 7), st.integers(2, 7))
def test_subsampling_is_the_packages_and_four_times_torchs_mean(N, C, H, W):
    rng = np.random.default_rng(0)
    x, w, b = rng.standard_normal((N, C, H, W)), rng.standard_normal(C), rng.standard_normal(C)
    out, (shape, sums, weights) = exercises.subsampling_forward(x, w, b)
    expected, (_, expected_sums, _) = subsampling_forward(x, w, b)
    np.testing.assert_allclose(out, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(sums, expected_sums, rtol=1e-12, atol=1e-12)
    assert shape == x.shape and weights is w
    if N:
        mean = functional.avg_pool2d(torch.tensor(x), 2).numpy()
        np.testing.assert_allclose(sums, 4 * mean, rtol=1e-12, atol=1e-12)


def test_subsampling_keeps_float32():
    x, w = np.ones((1, 2, 4, 4), np.float32), np.ones(2, np.float32)
    assert exercises.subsampling_forward(x, w, w)[0].dtype == np.float32


def test_the_connections_are_those_of_the_paper():
    mask = exercises.lenet5_connections()
    np.testing.assert_array_equal(mask, connection_table().T)
    assert mask.dtype == bool and (mask.sum(), 25 * mask.sum() + 16) == (60, 1516)


CONV = st.tuples(
    st.just("conv"),
    st.integers(1, 3).map(lambda n: 2 * n),
    st.sampled_from([1, 3, 5]),
    st.integers(1, 2),
    st.integers(0, 2),
    st.integers(1, 2),
)
POOL = st.tuples(st.just("pool"), st.integers(2, 3), st.integers(1, 3))
DENSE = st.tuples(st.just("dense"), st.integers(1, 9))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(CONV, POOL), max_size=3), st.lists(DENSE, max_size=3))
def test_parameters_are_those_of_torchs_layers(maps, dense):
    made, x = [], torch.zeros(1, 2, 64, 64)
    for kind, *numbers in [*maps, *dense]:
        if kind == "conv":
            filters, kernel_size, stride, padding, groups = numbers
            layer = torch.nn.Conv2d(
                x.shape[1], filters, kernel_size, stride, padding, groups=groups
            )
        elif kind == "pool":
            layer = torch.nn.MaxPool2d(*numbers)
        else:
            x = x.flatten(1)
            layer = torch.nn.Linear(x.shape[1], *numbers)
        made.append(sum(one.numel() for one in layer.parameters()))
        x = layer(x)
    found = exercises.parameters_by_layer([*maps, *dense], in_channels=2, image_size=64)
    assert found == tuple(made)


def test_the_lists_of_layers_are_the_models():
    def learned(name, shape):
        rows = blueprint.summarize(models.find(name)(blueprint), shape).layers
        return [row.parameters for row in rows if row.parameters]

    of_lenet = exercises.parameters_by_layer(LENET, in_channels=1, image_size=32)
    assert of_lenet == (156, 0, 2416, 0, 48120, 10164, 850)
    for groups, name in ((1, "alexnet"), (2, "alexnet_two_groups")):
        layers = alexnet_layers(groups)
        found = exercises.parameters_by_layer(layers, in_channels=3, image_size=227)
        assert [n for n in found if n] == learned(name, (3, 227, 227))


def test_the_declared_layers_have_the_most():
    rows = blueprint.summarize(models.alexnet(blueprint), (3, 227, 227)).layers
    rows = [row for row in rows if row.parameters]
    names = ("conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8")
    named = dict(zip(names, rows, strict=True))
    columns = ("parameters", "multiply_adds", "activation_bytes")
    most = tuple(max(named, key=lambda name: getattr(named[name], column)) for column in columns)
    assert exercises.where_is_it() == most
