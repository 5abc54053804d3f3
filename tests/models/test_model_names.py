"""Models are found by name, their layers have names, and they document their options."""

from __future__ import annotations

from inspect import getdoc, signature

import pytest
import torch

from cnncourse import blueprint, models, nn, torch_nn
from cnncourse.models import building


def test_all_families_are_found():
    assert len(models.names()) == len(set(models.names())) == 34
    vgg = {f"vgg{n}{bn}" for n in (11, 13, 16, 19) for bn in ("", "_bn")}
    imagenet = {"plain18", "plain34", *(f"resnet{n}" for n in (18, 34, 50, 101, 152))}
    cifar = {f"{kind}{n}" for kind in ("plain", "resnet") for n in (20, 32, 44, 56, 110)}
    others = {"lenet5", "lenet5_1998", "alexnet", "alexnet_two_groups", "alexnet_torchvision"}
    others |= {"vgg11_lrn", "vgg16_c", "vgg16_c_bn", "resnet9"}
    assert set(models.names()) == vgg | imagenet | cifar | others


@pytest.mark.parametrize("name", models.names())
def test_a_model_is_found_by_name_and_has_the_common_options(name):
    model = models.find(name)
    assert model.__name__ == name and model is getattr(models, name)
    options = signature(model).parameters
    assert {"num_classes", "in_channels", "image_size"} <= set(options)
    assert ("width" in options) == (name != "lenet5_1998")
    assert ("dropout" in options) == name.startswith(("alexnet", "vgg"))
    assert all(p.kind == p.KEYWORD_ONLY for p in list(options.values())[1:])
    for option in options:
        assert f"\n{option} : " in getdoc(model) or name.startswith("alexnet_")


@pytest.mark.parametrize("name", models.names())
def test_classes_channels_size_and_width_are_options(name):
    options = {"width": 0.3} if name != "lenet5_1998" else {}
    size = 70 if name.startswith("alexnet") else 34
    net = models.find(name)(blueprint, num_classes=7, in_channels=2, image_size=size, **options)
    summary = blueprint.summarize(net, (2, size, size))
    assert summary.layers[-1].output_shape == (7,)
    whole = models.find(name)(blueprint, num_classes=7, in_channels=2, image_size=size)
    assert blueprint.summarize(whole, (2, size, size)).parameters >= summary.parameters


@pytest.mark.parametrize(
    ("name", "size"),
    [("lenet5", 32), ("alexnet", 227), ("vgg16", 224), ("resnet50", 224), ("plain20", 32)],
)
def test_a_model_states_its_default_image_size(name, size):
    assert models.image_size(name) == size


BLOCK = ["conv1", "bn1", "relu1", "conv2", "bn2"]
LAYERS = {
    "lenet5": (
        *("c1", "relu1", "s2", "c3", "relu3", "s4"),
        *("flatten", "c5", "relu5", "f6", "relu6", "output"),
    ),
    "lenet5_1998": (
        *("c1", "tanh1", "s2", "tanh2", "c3", "tanh3", "s4", "tanh4"),
        *("c5", "tanh5", "flatten", "f6", "tanh6", "output", "negate"),
    ),
    "alexnet": ("features", "flatten", "classifier"),
    "alexnet_torchvision": ("features", "avgpool", "flatten", "classifier"),
    "vgg19_bn": ("features", "flatten", "classifier"),
    "resnet101": (
        *("conv1", "bn1", "relu", "maxpool", "layer1", "layer2", "layer3", "layer4"),
        *("avgpool", "flatten", "fc"),
    ),
    "resnet20": ("conv1", "bn1", "relu", "layer1", "layer2", "layer3", "avgpool", "flatten", "fc"),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_named_as_in_torchvision_or_the_paper(name):
    for engine in (blueprint, torch_nn):
        with torch.device("meta"):
            net = models.find(name)(engine)
        assert tuple(child for child, _ in net.named_children()) == LAYERS[name]


def test_a_block_names_its_layers_and_its_shortcut():
    net = models.resnet18(blueprint)
    names = [[name for name, _ in block.named_children()] for block in net.layer2]
    assert names == [[*BLOCK, "downsample", "activation"], [*BLOCK, "activation"]]
    more = ["relu2", "conv3", "bn3"]
    names = [
        [name for name, _ in block.named_children()] for block in models.resnet50(blueprint).layer1
    ]
    assert names[:2] == [[*BLOCK, *more, "downsample", "activation"], [*BLOCK, *more, "activation"]]
    rows = [row.name for row in blueprint.summarize(models.resnet34(blueprint), (3, 64, 64)).layers]
    assert {"layer3.0.conv2", "layer3.0.downsample.0", "layer3.0", "layer4.2.activation"} <= set(
        rows
    )


@pytest.mark.parametrize(("plain", "residual"), [("plain20", "resnet20"), ("plain18", "resnet18")])
def test_a_plain_network_has_the_names_of_one_with_parameter_free_shortcuts(plain, residual):
    nets = [models.find(plain)(nn, width=0.1), models.find(residual)(nn, width=0.1, shortcut="A")]
    nets[1].load_state_dict(nets[0].state_dict())
    assert list(nets[0].state_dict()) == list(nets[1].state_dict())


@pytest.mark.parametrize("width", [0, -1, float("nan")])
def test_a_width_of_zero_raises_an_error(width):
    for name in ("lenet5", "alexnet", "vgg11", "resnet18", "plain20"):
        with pytest.raises(ValueError, match=f"width must be a number above 0, got {width}"):
            models.find(name)(blueprint, width=width)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("lenet", r"no model is called 'lenet'; did you mean lenet5 or alexnet\?$"),
        ("LeNet5", r"no model is called 'LeNet5'; did you mean lenet5 or alexnet\?$"),
        ("alex", r"did you mean alexnet\?$"),
        ("vgg17", r"no model is called 'vgg17'; did you mean vgg19 or vgg16 or vgg13"),
        ("resnet_50", r"no model is called 'resnet_50'; did you mean resnet50 or resnet"),
        ("find", r"no model is called 'find'; there are: lenet5, lenet5_1998, alexnet"),
        ("", r"no model is called ''; there are: lenet5"),
    ],
)
def test_the_error_for_an_unknown_model_suggests_similar_ones(name, message):
    with pytest.raises(ValueError, match=message):
        models.find(name)
    with pytest.raises(ValueError, match=message):
        models.image_size(name)


@pytest.mark.parametrize("name", models.names())
def test_torch_in_place_of_an_engine_raises_a_helpful_one_line_error(name):
    for module in (torch.nn, torch):
        with pytest.raises(ValueError) as caught:
            models.find(name)(module)
        assert str(caught.value) == (
            f"{name} cannot be built with {module.__name__}, which is not an engine of the course: "
            f"import cnncourse.torch_nn, torch's layers and a few more, and call {name}(torch_nn)"
        )


def test_a_custom_model_is_built_only_with_an_engine():
    def own(nn, *, in_channels=1):
        return nn.Sequential(fc=nn.Linear(in_channels, 2))

    with pytest.raises(ValueError, match=r"^own cannot be built with torch.nn, .* own\(torch"):
        building.build(own, torch.nn, (3, 1, 1))
    assert building.build(own, torch_nn, (3, 1, 1)).fc.in_features == 3
