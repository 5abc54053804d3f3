"""Named layers: combinators of all engines, and the rules for names."""

from __future__ import annotations

import copy
import pickle
import re
from collections import OrderedDict

import numpy as np
import pytest
import torch
from engines import assert_same_step, torch_twin

from cnncourse import blueprint, nn, torch_nn
from cnncourse.common.layer_names import RESERVED

ENGINES = pytest.mark.parametrize("e", [nn, torch_nn, blueprint], ids=["nn", "torch", "blueprint"])


def network(e):
    """Build a network with every combinator, with named layers wherever possible."""
    return e.Sequential(
        conv1=e.Conv2d(2, 4, 3, padding=1),
        block=e.Residual(
            conv1=e.Conv2d(4, 6, 1, bias=False),
            bn1=e.BatchNorm2d(6),
            shortcut={"downsample": e.Sequential(e.Conv2d(4, 6, 1), e.BatchNorm2d(6))},
            activation={"relu": e.ReLU()},
        ),
        inception3a=e.Concat(
            branch1=e.Conv2d(6, 2, 1),
            branch2=e.Sequential(reduce=e.Conv2d(6, 2, 1), conv=e.Conv2d(2, 3, 3, padding=1)),
            branch3=e.Residual(e.Conv2d(6, 6, 1), activation=e.ReLU()),
        ),
        se=e.Scale(
            avgpool=e.AdaptiveAvgPool2d(1),
            flatten=e.Flatten(),
            fc1=e.Linear(11, 11),
            sigmoid=e.Sigmoid(),
        ),
        flatten=e.Flatten(),
        fc=e.Linear(11 * 20, 3),
    )


LAYERS = [
    "",
    "conv1",
    "block",
    "block.conv1",
    "block.bn1",
    "block.downsample",
    "block.downsample.0",
    "block.downsample.1",
    "block.relu",
    "inception3a",
    "inception3a.branch1",
    "inception3a.branch2",
    "inception3a.branch2.reduce",
    "inception3a.branch2.conv",
    "inception3a.branch3",
    "inception3a.branch3.body",
    "inception3a.branch3.activation",
    "se",
    "se.avgpool",
    "se.flatten",
    "se.fc1",
    "se.sigmoid",
    "flatten",
    "fc",
]


@ENGINES
def test_layers_have_the_given_names(e):
    net = network(e)
    assert [name for name, _ in net.named_modules()] == LAYERS
    assert [name for name, _ in net.named_children()] == [n for n in LAYERS[1:] if "." not in n]
    assert list(net.modules()) == [module for _, module in net.named_modules()]
    assert [type(child).__name__ for child in net.block.children()] == (
        ["Conv2d", "BatchNorm2d", "Sequential", "ReLU"]
    )
    assert net.inception3a.branch2.reduce is dict(net.named_modules())["inception3a.branch2.reduce"]
    assert net[0] is net.conv1 and net[-1] is net.fc and len(net) == len(list(net)) == 6


def test_states_summaries_and_errors_use_names():
    ours, theirs = network(nn), network(torch_nn)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert "inception3a.branch2.reduce.weight" in ours.state_dict()
    assert "block.downsample.1.running_var" in dict(ours.named_buffers())
    assert list(dict(ours.named_parameters())) == list(dict(theirs.named_parameters()))
    rows = [row.name for row in blueprint.summarize(network(blueprint), (2, 5, 4)).layers]
    assert set(rows) == set(LAYERS) - {"", "block.downsample", "inception3a.branch2"}
    assert nn.shapes(ours, (2, 5, 4))["inception3a.branch2.reduce"] == (2, 5, 4)
    ours.inception3a.branch2.reduce = nn.Conv2d(7, 2, 1)
    message = r"^layer inception3a.branch2.reduce, Conv2d\(7, 2, .*\): w of shape \(2, 7, 1, 1\)"
    with pytest.raises(ValueError, match=message):
        ours(np.zeros((1, 2, 5, 4), np.float32))
    with pytest.raises(ValueError, match=r"^layer fc, Linear\(in_features=220"):
        blueprint.summarize(network(blueprint), (2, 5, 5))


def test_a_combinator_names_itself_in_its_own_error():
    net = nn.Sequential(a=nn.Sequential(b=nn.Residual(c=nn.Conv2d(2, 3, 1))))
    with pytest.raises(ValueError, match=r"^layer a.b, Residual: Residual cannot add"):
        net(np.zeros((1, 2, 4, 4), np.float32))


def test_engines_agree_whatever_the_names():
    ours, rng = network(nn).to(np.float64), np.random.default_rng(0)
    theirs = torch_twin(network, ours)
    for mode in (True, False):
        ours.train(mode)
        theirs.train(mode)
        assert_same_step(ours, theirs, rng.standard_normal((3, 2, 5, 4)), rng=rng, close=1e-12)


def test_a_residual_of_named_layers_equals_one_of_a_sequential():
    rng, x = np.random.default_rng(0), np.random.default_rng(1).standard_normal((2, 3, 4, 4))
    layers = {"conv": nn.Conv2d(3, 3, 3, padding=1), "tanh": nn.Tanh()}
    named = nn.Residual(**layers, shortcut=nn.Conv2d(3, 3, 1), activation=nn.Sigmoid()).to(float)
    ordered = nn.Residual(nn.Sequential(layers), named.shortcut, nn.Sigmoid())
    outs, dout = [net(x) for net in (named, ordered)], rng.standard_normal(x.shape)
    np.testing.assert_array_equal(*outs)
    named(x)
    dx = named.backward(dout)
    ordered(x)
    np.testing.assert_array_equal(ordered.backward(dout), dx)


@ENGINES
def test_an_ordered_dict_and_a_dict_name_layers(e):
    for kind in (dict, OrderedDict):
        net = e.Sequential(kind(conv1=e.Conv2d(1, 2, 3), relu1=e.ReLU()))
        assert [name for name, _ in net.named_children()] == ["conv1", "relu1"]
        block = e.Residual(kind(a=e.ReLU(), b=e.ReLU()), kind(c=e.ReLU()))
        assert block.paths == {"body": ("a", "b"), "shortcut": ("c",), "activation": ()}
        assert [name for name, _ in e.Concat(kind(a=e.ReLU())).named_children()] == ["a"]
        assert e.Scale(kind(fc1=e.ReLU())).paths == {"gate": ("fc1",)}


@ENGINES
def test_layers_in_order_have_numbers(e):
    net = e.Sequential(e.ReLU(), e.Residual(e.ReLU(), None, e.Tanh()), e.Concat(e.ReLU()))
    names = ["", "0", "1", "1.body", "1.activation", "2", "2.0"]
    assert [name for name, _ in net.named_modules()] == names
    assert net[1].shortcut is None
    assert list(e.Sequential()) == list(e.Sequential({})) == []


@ENGINES
def test_an_empty_sequential_is_the_identity(e):
    net = e.Sequential(
        stack=e.Concat(e.Sequential(), e.Sequential()),
        block=e.Residual(e.Sequential(), e.Sequential()),
        last=e.Scale(e.Sequential()),
    )
    x = np.arange(1, 9, dtype=np.float32).reshape(1, 2, 2, 2)
    if e is blueprint:
        assert blueprint.summarize(net, (2, 2, 2)).layers[-1].output_shape == (4, 2, 2)
    else:
        out = np.asarray(net(x if e is nn else torch.tensor(x)))
        np.testing.assert_array_equal(out, (2 * np.concatenate([x, x], axis=1)) ** 2)


@ENGINES
def test_a_slice_keeps_names_and_shares_layers(e):
    net = network(e)
    part = net[1:3]
    assert [name for name, _ in part.named_children()] == ["block", "inception3a"]
    assert part.block is net.block and type(part) is type(net)
    numbered = e.Sequential(e.ReLU(), e.Tanh(), e.Sigmoid())[1:]
    assert [name for name, _ in numbered.named_children()] == ["1", "2"]  # as in torch
    assert isinstance(numbered[0], e.Tanh)
    assert [name for name, _ in net[::-2].named_children()] == ["fc", "se", "block"]


@ENGINES
def test_layers_are_replaced_added_and_removed_by_name(e):
    net = e.Sequential(conv=e.Conv2d(1, 2, 3), head=e.ReLU())
    net.head = e.Tanh()
    net.more = e.Sigmoid()
    assert [type(layer).__name__ for layer in net] == ["Conv2d", "Tanh", "Sigmoid"]
    del net.head
    assert [name for name, _ in net.named_children()] == ["conv", "more"]
    with pytest.raises(AttributeError, match="head"):
        net.head  # noqa: B018
    block = e.Residual(a=e.ReLU(), b=e.ReLU())
    block.a = e.Sigmoid()
    assert isinstance(block.a, e.Sigmoid) and [n for n, _ in block.named_children()] == ["a", "b"]


def test_a_replaced_layer_is_the_one_that_runs():
    x = np.random.default_rng(0).standard_normal((2, 3)).astype(np.float32)
    for e in (nn, torch_nn):
        for net in (e.Sequential(a=e.ReLU()), e.Concat(a=e.ReLU())):
            net.a = e.Identity()
            np.testing.assert_array_equal(net(x if e is nn else torch.tensor(x)), x)
        block = e.Residual(a=e.ReLU())
        block.a = e.Identity()
        np.testing.assert_array_equal(block(x if e is nn else torch.tensor(x)), 2 * x)


@ENGINES
def test_copies_and_pickles_keep_names(e):
    net = network(e)
    for twin in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert [name for name, _ in twin.named_modules()] == LAYERS
        assert twin.block.conv1 is not net.block.conv1


@ENGINES
def test_repr_shows_names(e):
    net = e.Sequential(act=e.ReLU(), block=e.Residual(a=e.Tanh(), shortcut={"way": e.Identity()}))
    assert repr(net) == (
        "Sequential(\n"
        "  (act): ReLU()\n"
        "  (block): Residual(\n"
        "    (a): Tanh()\n"
        "    (way): Identity()\n"
        "  )\n"
        ")"
    )


UNUSABLE = "cannot call a layer {!r}: a name is a non-empty string without dots"
TAKEN = "cannot call a layer {!r}: layers already have an attribute of that name; choose another"


@ENGINES
@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda e: e.Sequential({"": e.ReLU()}), ValueError, UNUSABLE.format("")),
        (lambda e: e.Sequential(**{"a.b": e.ReLU()}), ValueError, UNUSABLE.format("a.b")),
        (lambda e: e.Concat({3: e.ReLU()}), ValueError, UNUSABLE.format(3)),
        (lambda e: e.Residual(e.ReLU(), {"a.b": e.ReLU()}), ValueError, UNUSABLE.format("a.b")),
        (lambda e: e.Sequential(extra_repr=e.ReLU()), ValueError, TAKEN.format("extra_repr")),
        (lambda e: e.Sequential(children=e.ReLU()), ValueError, TAKEN.format("children")),
        (lambda e: e.Scale(paths=e.ReLU()), ValueError, TAKEN.format("paths")),
        (lambda e: e.Residual({"shortcut": e.ReLU()}), ValueError, TAKEN.format("shortcut")),
        (
            lambda e: e.Residual({"a": e.ReLU()}, {"a": e.ReLU()}),
            ValueError,
            "Residual has two layers named 'a': rename one",
        ),
        (
            lambda e: e.Sequential(e.ReLU(), a=e.ReLU()),
            TypeError,
            "Sequential takes its layers in order or by name: name all or none",
        ),
        (
            lambda e: e.Concat({"b": e.ReLU()}, a=e.ReLU()),
            TypeError,
            "Concat takes its layers in order or by name: name all or none",
        ),
        (
            lambda e: e.Residual(),
            TypeError,
            "Residual needs a body: either one layer, or its layers by",
        ),
        (
            lambda e: e.Residual(e.ReLU(), a=e.ReLU()),
            TypeError,
            "Residual needs a body: either one layer",
        ),
        (
            lambda e: e.Scale(),
            TypeError,
            "Scale needs a gate: either one layer, or its layers by name",
        ),
        (lambda e: e.Concat(), ValueError, "Concat needs at least one branch"),
        (lambda e: e.Sequential(a=len), TypeError, "but layer a is a builtins.builtin_function"),
        (lambda e: e.Sequential([e.ReLU()]), TypeError, "but layer 0 is a builtins.list"),
        (lambda e: e.Residual(e.ReLU(), len), TypeError, "layer shortcut is a builtins.builtin"),
    ],
)
def test_invalid_layers_and_names_raise_clear_errors(e, make, error, message):
    with pytest.raises(error) as caught:
        make(e)
    assert message in str(caught.value) and "\n" not in str(caught.value)


@ENGINES
@pytest.mark.parametrize(
    "name",
    ["forward", "backward", "training", "functions", "save", "half", "trace", "append", "_cache"],
)
def test_every_engine_rejects_the_reserved_names_of_all(e, name):
    for make in (e.Sequential, e.Concat, e.Residual, e.Scale, e.Heads):
        with pytest.raises(ValueError) as caught:
            make({name: e.ReLU()})
        assert str(caught.value) == f"{make.__name__} {TAKEN.format(name)} name"
        if name != "_cache":  # private attributes
            with pytest.raises(ValueError, match=re.escape(TAKEN.format(name))):
                setattr(make({"a": e.ReLU()}), name, e.ReLU())


def test_reserved_names_cover_the_attributes_of_all_engines():
    attributes = set()
    for e in (nn, torch_nn, blueprint):
        chain = e.Sequential(a=e.ReLU())
        for layer in (chain, e.Residual(b=e.ReLU()), e.Auxiliary(e.Sequential(c=e.ReLU()), {})):
            attributes |= {*dir(type(layer)), *vars(layer)}
    # Attributes that only some combinators have are found on the object itself.
    own = {"a", "b", "c", "paths", "chain", "behind", "shortcut", "activation"}
    public = {name for name in attributes if not name.startswith("_")} - own
    assert public <= RESERVED


@ENGINES
def test_a_layer_of_another_engine_raises_an_error(e):
    other = {nn: torch_nn, torch_nn: blueprint, blueprint: nn}[e]
    for make in (e.Sequential, e.Concat, e.Residual, e.Scale):
        with pytest.raises(TypeError, match=r"takes layers of (cnncourse|torch)\.\w+, but layer "):
            make(other.ReLU())
        with pytest.raises(TypeError, match=r"takes layers of (cnncourse|torch)\.\w+, but layer a"):
            make(a=other.ReLU())


@ENGINES
def test_one_layer_in_two_places_raises_an_error(e):
    """It would be counted twice, and the numpy engine could not train it."""
    conv, relu = e.Conv2d(8, 8, 3, padding=1), e.ReLU()
    with pytest.raises(
        ValueError, match=r"holds the same Conv2d twice, as 0 and as 1; .* separate layer for"
    ):
        e.Sequential(conv, conv)
    with pytest.raises(ValueError, match="holds the same ReLU twice, as a.relu and as b;"):
        e.Sequential(a=e.Sequential(conv=e.Conv2d(1, 1, 1), relu=relu), b=relu)
    with pytest.raises(ValueError, match="Residual holds the same ReLU twice, as body and as sh"):
        e.Residual(relu, relu)
    with pytest.raises(ValueError, match="Concat holds the same ReLU twice, as 0 and as 1.0;"):
        e.Concat(relu, e.Sequential(relu))
    with pytest.raises(ValueError, match="Scale holds the same ReLU twice, as a and as b;"):
        e.Scale(a=relu, b=relu)


@pytest.mark.parametrize("e", [nn, blueprint])
def test_a_layer_can_only_be_replaced_by_a_layer(e):
    net = e.Sequential(flatten=e.Flatten(), fc=e.Linear(4, 2))
    for wrong in (7, torch_nn.Linear(4, 2)):
        with pytest.raises(TypeError, match="Sequential.fc is a layer, and takes only layers of"):
            net.fc = wrong
    assert [name for name, _ in net.named_children()] == ["flatten", "fc"]
    net.fc = e.Linear(4, 3)
    net[0] = e.Identity()
    assert repr(net.fc) == repr(e.Linear(4, 3)) and repr(net.flatten) == repr(e.Identity())
    del net.fc
    net.fc = 7
    assert len(net) == 1


@pytest.mark.parametrize("e", [nn, blueprint])
def test_assigning_a_layer_twice_raises_an_error(e):
    net = e.Sequential(a=e.Sigmoid(), b=e.Sigmoid())
    with pytest.raises(ValueError, match="holds the same Sigmoid twice, as a and as b; a layer"):
        net.b = net.a
    with pytest.raises(ValueError, match="holds the same Sequential twice, as itself and as b"):
        net.b = net
    net.a = net.a
