"""Parameters and multiply-adds are exactly the published ones."""

from __future__ import annotations

import pytest

from cnncourse import blueprint, models


def summary(name, **options):
    size = models.image_size(name)
    channels = 1 if name.startswith("lenet") else 3
    return blueprint.summarize(models.find(name)(blueprint, **options), (channels, size, size))


TABLE = models.published()


@pytest.mark.parametrize(
    "row", {(r.model, *r.options.items()): r for r in TABLE}.values(), ids=lambda row: row.model
)
def test_parameters_and_multiply_adds_agree_with_the_table(row):
    options = {"in_channels": row.image_shape[0], "image_size": row.image_shape[1], **row.options}
    found = blueprint.summarize(models.find(row.model)(blueprint, **options), row.image_shape)
    assert (found.parameters, found.multiply_adds) == (row.parameters, row.multiply_adds)


def test_the_table_holds_every_model_and_every_figure_has_a_source():
    assert {row.model for row in TABLE} == set(models.names())
    by_network = {}
    for row in TABLE:
        classes = {"ImageNet": 1000, "CIFAR-10": 10, "MNIST": 10}[row.data]
        assert summary(row.model, **row.options).layers[-1].output_shape == (classes,)
        measured = row.top1_error is not None
        assert measured == bool(row.protocol) == bool(row.error_source) and row.count_source
        if row.top5_error is not None:
            assert 0 < row.top5_error < row.top1_error < 60
        counts = (row.parameters, row.multiply_adds, row.image_shape)
        network = (row.model, *row.options.items())
        assert by_network.setdefault(network, counts) == counts
    assert sum(row.top1_error is not None for row in TABLE) >= 40


def test_a_plain_network_costs_as_much_as_one_with_parameter_free_shortcuts():
    for depth in (18, 34, 20, 32, 44, 56, 110):
        plain, residual = summary(f"plain{depth}"), summary(f"resnet{depth}", shortcut="A")
        assert plain.parameters == residual.parameters
        assert plain.multiply_adds == residual.multiply_adds


# Krizhevsky et al. 2012, section 3.5: "The number of neurons in the network's remaining layers
# is given by 253,440-186,624-64,896-64,896-43,264-4096-4096-1000". The first, 253,440, does not
# fit the paper's own 96 maps of 55x55: those have 290,400.
ALEXNET_NEURONS = (290_400, 186_624, 64_896, 64_896, 43_264, 4096, 4096, 1000)


@pytest.mark.parametrize("name", ["alexnet", "alexnet_two_groups"])
def test_alexnet_has_the_papers_neurons_layer_by_layer(name):
    neurons = [row.activation_bytes // 4 for row in summary(name).layers if row.parameters]
    assert tuple(neurons) == ALEXNET_NEURONS


def test_alexnets_memory_is_in_the_convolutions_and_its_parameters_in_the_dense_layers():
    rows = summary("alexnet").layers
    dense = [row for row in rows if row.name.startswith("classifier.")]
    assert sum(row.parameters for row in dense) > 0.9 * summary("alexnet").parameters
    assert sum(row.activation_bytes for row in dense) < 0.02 * summary("alexnet").activation_bytes


# Simonyan and Zisserman 2015, table 2: millions of parameters of A and A-LRN, B, C, D, E.
VGG_MILLIONS = {
    "vgg11": 133, "vgg11_lrn": 133, "vgg13": 133, "vgg16_c": 134, "vgg16": 138, "vgg19": 144
}  # fmt: skip
WEIGHT_LAYERS = {"vgg11": 11, "vgg11_lrn": 11, "vgg13": 13, "vgg16_c": 16, "vgg16": 16, "vgg19": 19}


@pytest.mark.parametrize("name", VGG_MILLIONS)
def test_a_vgg_column_has_the_papers_layers_and_stages(name):
    found = summary(name)
    assert round(found.parameters / 1e6) == VGG_MILLIONS[name]
    assert sum(row.parameters > 0 for row in found.layers) == WEIGHT_LAYERS[name]
    pools = [row for row in found.layers if type(row.layer).__name__ == "MaxPool2d"]
    shapes = [(64, 112), (128, 56), (256, 28), (512, 14), (512, 7)]
    assert [row.output_shape for row in pools] == [(c, size, size) for c, size in shapes]
    dense = [row for row in found.layers if row.name.startswith("classifier.")]
    dense = [row.parameters for row in dense if row.parameters]
    assert dense == [25_088 * 4096 + 4096, 4096 * 4096 + 4096, 4096 * 1000 + 1000]


def test_the_stages_of_vgg16_cost_as_much_as_the_course_says():
    costs, stage = [0] * 6, 0
    for row in summary("vgg16").layers:
        costs[stage] += row.multiply_adds
        stage += type(row.layer).__name__ == "MaxPool2d"
    assert [round(cost / 1e9, 1) for cost in costs] == [1.9, 2.8, 4.6, 4.6, 1.4, 0.1]


# He et al. 2016, table 1: billions of FLOPs, by which it means multiply-adds, with the stride in
# the first 1x1 convolution; and the sizes of the maps.
RESNET_BILLIONS = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}


@pytest.mark.parametrize("depth", RESNET_BILLIONS)
def test_a_resnet_has_the_papers_layers_and_stages(depth):
    options = {"stride_in": "1x1"} if depth >= 50 else {"shortcut": "A"}
    found = summary(f"resnet{depth}", **options)
    assert int(found.multiply_adds / 1e8 + 0.5) / 10 in (
        RESNET_BILLIONS[depth],
        RESNET_BILLIONS[depth] + 0.1,  # the paper truncates: 3.86 becomes 3.8
    )
    weighted = [row for row in found.layers if row.multiply_adds and "downsample" not in row.name]
    assert len(weighted) == depth
    last = {row.name.split(".")[0]: row.output_shape for row in found.layers}
    wide = 4 if depth >= 50 else 1
    assert [
        last[place] for place in ("relu", "maxpool", "layer1", "layer2", "layer3", "layer4")
    ] == [
        (64, 112, 112),
        (64, 56, 56),
        (64 * wide, 56, 56),
        (128 * wide, 28, 28),
        (256 * wide, 14, 14),
        (512 * wide, 7, 7),
    ]


# He et al. 2016, table 6: millions of parameters.
CIFAR_MILLIONS = {20: 0.27, 32: 0.46, 44: 0.66, 56: 0.85, 110: 1.7}


@pytest.mark.parametrize("depth", CIFAR_MILLIONS)
def test_a_small_resnet_has_the_papers_layers_and_stages(depth):
    found = summary(f"resnet{depth}")
    assert round(found.parameters / 1e6, 2 if depth < 110 else 1) == CIFAR_MILLIONS[depth]
    assert sum(row.multiply_adds > 0 for row in found.layers) == depth
    last = {row.name.split(".")[0]: row.output_shape for row in found.layers}
    assert [last[f"layer{n}"] for n in (1, 2, 3)] == [(16, 32, 32), (32, 16, 16), (64, 8, 8)]
