"""The numpy engine and torch agree on small versions of every architecture."""

from __future__ import annotations

import numpy as np
import pytest
from engines import assert_same_step, torch_twin

from cnncourse import models, nn

# Sizes at which the last maps still have more than one pixel: for two images, batch norm of
# single pixels would only leave signs.
SMALL = {
    "lenet5": {"image_size": 20, "in_channels": 2},
    "lenet5_1998": {"image_size": 20, "in_channels": 2},
    "alexnet": {"image_size": 67, "width": 0.02},
    "alexnet_two_groups": {"image_size": 67, "width": 0.02},
    "alexnet_torchvision": {"image_size": 67, "width": 0.02},
    "vgg": {"image_size": 64, "width": 0.03},
    "imagenet": {"image_size": 64, "width": 0.03},
    "cifar": {"image_size": 16, "width": 0.13},
}


def small(name):
    if name in SMALL:
        return SMALL[name]
    if name.startswith("vgg"):
        return SMALL["vgg"]
    return SMALL["cifar" if models.image_size(name) == 32 else "imagenet"]


def case(name, **options):
    return pytest.param(name, options, id=" ".join([name, *map(str, options.values())]))


CASES = [case(name) for name in models.names()] + [
    case("lenet5", image_size=28),
    case("resnet18", shortcut="A"),
    case("resnet18", shortcut="C"),
    case("resnet50", shortcut="A", stride_in="1x1"),
    case("resnet50", shortcut="C"),
    case("resnet20", shortcut="B"),
    case("resnet20", shortcut="C"),
]


def drawn(net, rng):
    """Draw all weights so that activations neither vanish nor explode, and none is special.

    Convolutions and dense layers follow He et al. (2015). Batch norm's ones and zeros would hide
    errors; its shifts are positive: with most ReLUs open, rounding errors do not grow from
    layer to layer, which is otherwise a factor of 1e8 in the plain network of 110 layers.
    """
    net.reset_parameters(rng)
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.weight[...] = rng.uniform(0.8, 1.2, module.weight.shape)
            module.bias[...] = rng.uniform(0.5, 1.5, module.bias.shape)
        elif isinstance(module, (nn.Conv2d, nn.Linear)):
            module.weight *= np.sqrt(6)
    return net.to(np.float64)


@pytest.mark.parametrize(("name", "options"), CASES)
def test_numpy_and_torch_agree_in_training_and_evaluation(name, options):
    options = {"num_classes": 3, **small(name), **options}
    if name.startswith(("alexnet", "vgg")):
        options["dropout"] = 0.0  # the engines use different generators

    def make(engine):
        return models.find(name)(engine, **options)

    rng = np.random.default_rng(0)
    ours = drawn(make(nn), rng)
    theirs = torch_twin(make, ours)
    shape = (2, options.get("in_channels", 3), options["image_size"], options["image_size"])
    for training in (True, False):
        ours.train(training)
        theirs.train(training)
        assert_same_step(ours, theirs, rng.standard_normal(shape), rng=rng, close=1e-9)
    for (key, _), gradient in zip(ours.named_parameters(), ours.gradients(), strict=True):
        assert np.abs(gradient).max() > 1e-4, f"nothing to compare at {key}"
