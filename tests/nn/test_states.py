"""State dicts of other programs: what is accepted, and one-line errors for the rest."""

from __future__ import annotations

from collections import OrderedDict
from types import MappingProxyType

import numpy as np
import pytest
import torch

from cnncourse import nn, torch_nn
from cnncourse.common.states import SHOWN


def make_net(engine=nn):
    return engine.Sequential(
        conv1=engine.Conv2d(2, 3, 2, bias=False), bn1=engine.BatchNorm2d(3), relu=engine.ReLU()
    )


def trained():
    """Return a torch state whose values differ from the initial ones."""
    torch.manual_seed(0)
    net = make_net(torch_nn)
    for value in (*net.parameters(), *net.buffers()):
        value.data += 7 if value.ndim == 0 else torch.rand_like(value)
    return dict(net.state_dict())


def assert_loads(state, close=0):
    net, expected = make_net(), trained()
    net.load_state_dict(state)
    for name, value in net.state_dict().items():
        assert value.dtype == expected[name].numpy().dtype
        np.testing.assert_allclose(value, expected[name], rtol=close, err_msg=name)


def prefixed(prefix):
    return {f"{prefix}{name}": value for name, value in trained().items()}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: state,
        lambda state: OrderedDict(state),
        lambda state: MappingProxyType(state),
        lambda state: {"state_dict": state, "epoch": 3, "optimizer": {"state": {}}},
        lambda state: {"model": state, "optimizer": {}, "args": "--lr 0.1"},
        lambda state: {"model_state_dict": state},
        lambda state: {"net": state, "acc": 93.1},
    ],
)
@pytest.mark.parametrize(
    "prefix", ["", "module.", "_orig_mod.", "_orig_mod.module.", "module." * 2]
)
def test_wrappers_and_prefixes_of_training_programs_are_accepted(wrap, prefix):
    assert_loads(wrap(prefixed(prefix)))


@pytest.mark.parametrize(
    ("convert", "close"),
    [
        (lambda value: value.numpy(), 0),
        (lambda value: value.numpy().astype(np.float16), 2**-10),
        (lambda value: value.numpy().tolist(), 0),
        (lambda value: value.half(), 2**-10),
        (lambda value: value.bfloat16(), 2**-8),
        (lambda value: value.double(), 0),
        (torch.nn.Parameter, 0),
        (lambda value: value.clone().requires_grad_() * 1, 0),
    ],
)
def test_every_precision_is_accepted(convert, close):
    state = {
        name: convert(value) if value.is_floating_point() else value
        for name, value in trained().items()
    }
    assert_loads(state, close)


@pytest.mark.parametrize("count", [torch.tensor([7]), np.array([7]), torch.tensor([7.0]).int(), 7])
def test_a_count_may_have_an_axis(count):
    """Before 2018, torch wrote scalars as arrays of one number."""
    assert_loads({**trained(), "bn1.num_batches_tracked": count})


def test_a_count_may_be_missing_and_stays_as_in_torch():
    state = trained()
    del state["bn1.num_batches_tracked"]
    theirs, ours = make_net(torch_nn), make_net()
    for net in (theirs, ours):
        net.bn1.num_batches_tracked += 5
        net.load_state_dict(state)
        assert net.bn1.num_batches_tracked == 5
    np.testing.assert_array_equal(ours.bn1.running_mean, state["bn1.running_mean"])


def test_a_prefix_that_belongs_to_the_network_is_kept():
    net = nn.Sequential(module=nn.Linear(2, 1))
    state = {"module.weight": np.ones((1, 2)), "module.bias": np.ones(1)}
    net.load_state_dict(state)
    assert net.module.weight.tolist() == [[1, 1]]
    net.load_state_dict({f"module.{name}": 2 * value for name, value in state.items()})
    assert net.module.weight.tolist() == [[2, 2]]


def test_nan_and_infinity_are_preserved(tmp_path):
    net, other = make_net(), make_net()
    net.conv1.weight[0, 0, 0] = np.nan, -np.inf
    net.save(tmp_path / "net.npz")
    other.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(other.conv1.weight, net.conv1.weight)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bn1.weight": np.ones(3, complex)}, r"bn1.weight holds complex128 instead of float32$"),
        ({"bn1.weight": torch.ones(3).cfloat()}, r"bn1.weight holds complex64 instead of float32$"),
        ({"bn1.weight": np.ones(3, object)}, r"bn1.weight holds object instead of float32$"),
        ({"bn1.weight": np.array(["a"] * 3)}, r"bn1.weight holds <U1 instead of float32$"),
        ({"bn1.weight": {}}, r"bn1.weight has shape \(\) instead of \(3,\)$"),
        ({"bn1.weight": None}, r"bn1.weight has shape \(\) instead of \(3,\)$"),
        ({"bn1.weight": np.ones((3, 1))}, r"bn1.weight has shape \(3, 1\) instead of \(3,\)$"),
        ({"bn1.weight": torch.ones(3).to_sparse()}, r"bn1.weight cannot be read: \w+Error$"),
        ({"bn1.weight": torch.ones(3, device="meta")}, r"bn1.weight cannot be read: \w+Error$"),
        (
            {"bn1.num_batches_tracked": [7, 8]},
            r"bn1.num_batches_tracked has shape \(2,\) instead of \(\)$",
        ),
        (
            {"bn1.num_batches_tracked": 7.5},
            r"bn1.num_batches_tracked holds float64 instead of int64$",
        ),
        ({3: np.ones(3)}, r"the name of an array must be a string, got 3$"),
        ({"fc.weight": np.ones(3)}, r"unexpected fc.weight$"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_changes(change, message):
    net = make_net()
    before = net.state_dict()
    with pytest.raises(ValueError, match=f"^state does not fit this Sequential: {message}"):
        net.load_state_dict({**trained(), **change})
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize(
    "state", [None, [], 3, "weights", [("conv1.weight", 1)], np.ones(3), {1, 2}]
)
def test_something_that_is_not_a_state_is_named(state):
    kind = type(state).__name__
    with pytest.raises(ValueError, match=f"Sequential: holds a {kind} instead of arrays by name$"):
        make_net().load_state_dict(state)


def test_an_error_is_one_line_whatever_the_state():
    net = nn.Sequential(*(nn.Linear(1, 1) for _ in range(50)))
    with pytest.raises(ValueError) as caught:
        net.load_state_dict({"epoch": 3, "parameters": {}})
    message = str(caught.value)
    assert "\n" not in message and len(message) < 300
    assert message.count("missing") == SHOWN and message.endswith("; and 94 more")


def test_weights_from_before_layers_had_names_raise_an_error_with_the_reason():
    old = nn.Sequential(nn.Conv2d(2, 3, 2, bias=False), nn.BatchNorm2d(3)).state_dict()
    reason = "its layers have numbers in place of names: an older version wrote it$"
    with pytest.raises(
        ValueError, match=f"missing conv1.weight; .*unexpected 0.weight; .*; {reason}"
    ):
        make_net().load_state_dict(old)
    with pytest.raises(ValueError, match=r"unexpected 1.weight$"):
        nn.Sequential(nn.ReLU()).load_state_dict({"1.weight": np.ones(1)})
