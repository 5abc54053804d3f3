"""Details of AlexNet, VGG and ResNet in the papers beyond the numbers of parameters."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from cnncourse import blueprint, models, nn, torch_nn
from cnncourse.models.families.vggs import COLUMNS
from cnncourse.models.parts.sizes import scaled, sizes_without_error


def kinds(net):
    return [type(layer).__name__ for layer in net]


def papers_alexnet(x, weights, groups):
    """Compute AlexNet's forward pass following sections 3.3 to 3.5 of its paper."""

    def convolve(x, **options):
        return F.relu(F.conv2d(x, next(weights), next(weights), **options))

    def normalize(x):  # sums over five neighbouring maps, with k = 2, alpha = 1e-4, beta = 0.75
        padded = F.pad(x**2, (0, 0, 0, 0, 2, 2))
        sums = sum(padded[:, shift : shift + x.shape[1]] for shift in range(5))
        return x / (2 + 1e-4 * sums) ** 0.75

    def pool(x):  # z = 3, s = 2
        return F.max_pool2d(x, 3, 2)

    x = pool(normalize(convolve(x, stride=4)))
    x = pool(normalize(convolve(x, padding=2, groups=groups)))
    x = convolve(x, padding=1)
    x = convolve(x, padding=1, groups=groups)
    x = pool(convolve(x, padding=1, groups=groups)).flatten(1)
    for _ in range(2):
        x = F.relu(F.linear(x, next(weights), next(weights)))
    return F.linear(x, next(weights), next(weights))


@pytest.mark.parametrize(("name", "groups"), [("alexnet", 1), ("alexnet_two_groups", 2)])
def test_alexnet_computes_what_its_paper_says(name, groups):
    torch.manual_seed(0)
    net = models.find(name)(torch_nn, image_size=99, width=1 / 16, num_classes=4).double().eval()
    for value in net.parameters():  # large enough for normalization to matter
        value.data *= 8
    x = 50 * torch.randn(2, 3, 99, 99, dtype=torch.float64)
    with torch.no_grad():
        out, expected = net(x), papers_alexnet(x, iter(net.parameters()), groups)
    np.testing.assert_allclose(out, expected, rtol=1e-10)


def test_alexnet_drops_the_outputs_of_the_two_hidden_dense_layers():
    dense = ["Linear", "ReLU", "Dropout"] * 2 + ["Linear"]
    for name in ("alexnet", "alexnet_two_groups", "vgg16", "vgg11_bn"):
        net = models.find(name)(nn, image_size=67, width=0.02)
        assert kinds(net) == ["Sequential", "Flatten", "Sequential"]
        assert kinds(net.classifier) == dense
        assert net.classifier[2].p == net.classifier[5].p == 0.5
    net = models.alexnet_torchvision(nn, image_size=67, width=0.02, dropout=0.3)
    dense = ["Dropout", "Linear", "ReLU", "Dropout", "Linear", "ReLU", "Linear"]
    assert kinds(net.classifier) == dense
    assert net.classifier[0].p == net.classifier[3].p == 0.3


def test_dropout_acts_in_training_only():
    net = models.vgg11(nn, image_size=32, width=0.1, dropout=0.9)
    net.reset_parameters(np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((2, 3, 32, 32)).astype(np.float32)
    assert not np.array_equal(net(x), net(x))
    np.testing.assert_array_equal(net.eval()(x), net(x))


def test_torchvisions_alexnet_accepts_other_image_sizes():
    net = models.alexnet_torchvision(nn, image_size=99, width=0.02, num_classes=3)
    assert net(np.zeros((1, 3, 160, 130), np.float32)).shape == (1, 3)


@pytest.mark.parametrize(
    ("name", "smallest", "message"),
    [
        ("alexnet", 67, r"layer features.7, MaxPool2d\(.*cannot take shape \(256, 2, 2\)"),
        ("alexnet_two_groups", 67, r"layer features.7, MaxPool2d"),
        (
            "alexnet_torchvision",
            63,
            r"layer features.12, MaxPool2d\(.*cannot take shape \(256, 1, 1\)",
        ),
    ],
)
def test_an_image_too_small_for_alexnet_raises_an_error_with_a_size_that_works(
    name, smallest, message
):
    model = models.find(name)
    found = rf"image_size=32 is too small: {message}.*; image_size={smallest} would do$"
    for engine in (nn, torch_nn, blueprint):
        with pytest.raises(ValueError, match=found):
            model(engine, image_size=32)
    with pytest.raises(ValueError, match=f"image_size={smallest} would do"):
        model(blueprint, image_size=smallest - 1)
    net = model(nn, image_size=smallest, width=0.02)
    assert net(np.zeros((1, 3, smallest, smallest), np.float32)).shape == (1, 1000)


@pytest.mark.parametrize("name", [name for name in models.names() if name.startswith("vgg")])
def test_vgg_runs_on_32_pixels_and_not_on_fewer(name):
    net = models.find(name)(nn, image_size=32, width=0.02, num_classes=10)
    assert net(np.zeros((1, 3, 32, 32), np.float32)).shape == (1, 10)
    with pytest.raises(ValueError, match=r"image_size=31 is too small: .*; image_size=32 would do"):
        models.find(name)(nn, image_size=31)


def test_an_image_size_must_be_a_number_of_pixels():
    with pytest.raises(TypeError, match="image_size must be an integer, got 32.5"):
        models.vgg11(blueprint, image_size=32.5)
    with pytest.raises(ValueError, match="image_size must be at least 1, got 0"):
        models.alexnet(blueprint, image_size=0)


def test_the_layers_of_column_a_are_in_the_papers_order():
    first = {
        "vgg11": ["Conv2d", "ReLU", "MaxPool2d"],
        "vgg11_lrn": ["Conv2d", "ReLU", "LocalResponseNorm", "MaxPool2d"],
        "vgg11_bn": ["Conv2d", "BatchNorm2d", "ReLU", "MaxPool2d"],
    }
    for name, layers in first.items():
        features = models.find(name)(nn, image_size=32, width=0.02).features
        assert kinds(features)[: len(layers)] == layers
        assert features[0].bias is not None
    norm = models.vgg11_lrn(nn, image_size=32, width=0.02)[0][2]
    assert (norm.size, norm.alpha, norm.beta, norm.k) == (5, 5e-4, 0.75, 2.0)


def test_the_one_by_one_filters_of_column_c_end_its_last_three_stages():
    assert [entry for entry in COLUMNS["C"] if isinstance(entry, tuple)] == [
        (256, 1), (512, 1), (512, 1)
    ]  # fmt: skip
    features = models.vgg16_c(nn, image_size=32, width=0.02).features
    sizes = [layer.kernel_size[0] for layer in features if isinstance(layer, nn.Conv2d)]
    assert sizes == [3, 3, 3, 3, 3, 3, 1, 3, 3, 1, 3, 3, 1]


def blocks(net):
    return [module for module in net.modules() if isinstance(module, nn.Residual)]


@pytest.mark.parametrize(
    ("name", "option", "padded", "projected", "identities"),
    [
        ("resnet18", "A", 3, 0, 5),
        ("resnet18", "B", 0, 3, 5),
        ("resnet18", "C", 0, 8, 0),
        ("resnet50", "A", 4, 0, 12),
        ("resnet50", "B", 0, 4, 12),
        ("resnet50", "C", 0, 16, 0),
        ("resnet20", "A", 2, 0, 7),
        ("resnet20", "B", 0, 2, 7),
        ("resnet20", "C", 0, 9, 0),
    ],
)
def test_shortcut_options_are_the_papers(name, option, padded, projected, identities):
    net = models.find(name)(nn, width=0.05, shortcut=option)
    shortcuts = [type(getattr(block, "downsample", None)).__name__ for block in blocks(net)]
    counts = [shortcuts.count(kind) for kind in ("ZeroPadShortcut", "Sequential", "NoneType")]
    assert counts == [padded, projected, identities]
    for block in blocks(net):
        assert block.paths["shortcut"] == (("downsample",) if hasattr(block, "downsample") else ())
        assert isinstance(getattr(block, block.paths["body"][-1]), nn.BatchNorm2d)
        assert isinstance(block.activation, nn.ReLU)


def test_a_plain_network_has_no_shortcut():
    for name in ("plain18", "plain20"):
        net = models.find(name)(nn, width=0.1)
        assert blocks(net) == []


@pytest.mark.parametrize(("stride_in", "strides"), [("3x3", [1, 2, 1]), ("1x1", [2, 1, 1])])
def test_the_stride_of_a_bottleneck_is_in_the_requested_convolution(stride_in, strides):
    block = models.resnet50(nn, width=0.05, stride_in=stride_in).layer2[0]
    assert [conv.stride[0] for conv in (block.conv1, block.conv2, block.conv3)] == strides


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: models.resnet18(blueprint, shortcut="D"),
            r"shortcut must be one of \('A', 'B', 'C'\), got 'D'",
        ),
        (lambda: models.resnet20(blueprint, shortcut=None), r"shortcut must be one of .*None"),
        (
            lambda: models.resnet50(blueprint, stride_in="5x5"),
            r"stride_in must be one of \('3x3', '1x1'\), got '5x5'",
        ),
    ],
)
def test_an_unknown_option_raises_an_error(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_residual_network_accepts_any_size():
    for name in ("resnet18", "resnet20", "plain34"):
        net = models.find(name)(nn, width=0.05, num_classes=4).eval()
        for shape in ((1, 3, 33, 20), (1, 3, 70, 50)):
            assert net(np.zeros(shape, np.float32)).shape == (1, 4)


@pytest.mark.parametrize(
    ("channels", "width", "groups", "expected"),
    [(64, 1.0, 1, 64), (96, 1.0, 2, 96), (96, 0.125, 1, 12), (5, 0.5, 1, 3), (7, 0.5, 2, 4)]
    + [(64, 0.001, 1, 1), (96, 0.001, 2, 2), (384, 2, 2, 768), (100, 1 / 3, 1, 33)],
)
def test_a_width_gives_the_nearest_multiple_of_the_groups(channels, width, groups, expected):
    assert scaled(channels, width, groups=groups) == expected


def test_sizes_are_tried_in_order_and_other_errors_are_not_hidden():
    tried = []

    def attempt(size):
        tried.append(size)
        if size % 3:
            raise ValueError("too small")
        if size == 9:
            raise TypeError("broken")

    found = sizes_without_error(attempt, range(1, 20))
    assert next(found) == 3 and tried == [1, 2, 3]
    assert next(found) == 6
    with pytest.raises(TypeError, match="broken"):
        next(found)
