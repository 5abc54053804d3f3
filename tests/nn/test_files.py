"""Weights in files and across engines: saved weights come back, and errors name the cause."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from engines import LAYERS

from cnncourse import nn, torch_nn


def everything(engine):
    """Build all layers with learned arrays or buffers; the network cannot run in this order."""
    return engine.Sequential(*(make(engine) for make, _ in LAYERS.values()))


def make_net(seed=0):
    net = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3), nn.Flatten(), nn.Linear(12, 2))
    net.reset_parameters(np.random.default_rng(seed))
    net(np.random.default_rng(seed).standard_normal((4, 2, 3, 3)).astype(np.float32))
    return net


def assert_equal_states(a, b):
    assert list(a) == list(b)
    for name, value in a.items():
        assert value.dtype == b[name].dtype
        np.testing.assert_array_equal(value, b[name])


@pytest.mark.parametrize("name", ["weights.npz", "weights", "weights.v1"])
def test_saved_weights_come_back_bit_for_bit(tmp_path, name):
    net, other = make_net(), make_net(1)
    held = other.parameters()
    net.save(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert other.load(str(tmp_path / name)) is other
    assert_equal_states(net.state_dict(), other.state_dict())
    assert all(a is b for a, b in zip(held, other.parameters(), strict=True))
    with np.load(tmp_path / name) as arrays:
        assert_equal_states(net.state_dict(), dict(arrays))


def test_a_state_survives_the_way_to_torch_and_back(tmp_path):
    ours, theirs = everything(nn), everything(torch_nn)
    ours.reset_parameters(np.random.default_rng(0))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict(torch_nn.to_torch_state(ours.state_dict()))
    torch.save(theirs.state_dict(), tmp_path / "theirs.pt")
    back = everything(nn)
    back.load_state_dict(torch_nn.from_torch_state(torch.load(tmp_path / "theirs.pt")))
    assert_equal_states(ours.state_dict(), back.state_dict())
    again = everything(nn)
    again.load_state_dict(theirs.state_dict())  # CPU tensors are accepted directly
    assert_equal_states(ours.state_dict(), again.state_dict())
    names = [name for name, _ in theirs.named_parameters()]
    assert [name for name, _ in ours.named_parameters()] == names


def test_states_are_copies_and_half_precision_is_widened():
    net = make_net()
    state = torch_nn.to_torch_state(net.state_dict(copy=False))
    state["0.weight"].zero_()
    assert net[0].weight.any()
    halved = torch_nn.from_torch_state({"a": torch.tensor([1.5], dtype=torch.bfloat16)})
    assert halved["a"].dtype == np.float32 and halved["a"] == 1.5
    layer = torch.nn.Linear(2, 2)
    torch_nn.from_torch_state(dict(layer.named_parameters()))["weight"][...] = 0
    assert layer.weight.any()


def test_a_float64_network_accepts_float32_weights():
    net = make_net().to(np.float64)
    net.load_state_dict(make_net(1).state_dict())
    assert net[0].weight.dtype == np.float64
    np.testing.assert_array_equal(net[0].weight, make_net(1)[0].weight)


def test_a_state_that_does_not_fit_is_named_and_nothing_changes(tmp_path):
    net = make_net()
    other = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(4), nn.PReLU())
    other.save(tmp_path / "other.npz")
    before = net.state_dict()
    message = (
        r"other.npz: state does not fit this Sequential: missing 3.weight; missing 3.bias; "
        r"unexpected 2.weight; 1.weight has shape \(4,\) instead of \(3,\); 1.bias has .*"
        r"1.running_mean has .*1.running_var has shape \(4,\) instead of \(3,\)$"
    )
    with pytest.raises(ValueError, match=message):
        net.load(tmp_path / "other.npz")
    assert_equal_states(net.state_dict(), before)


def test_a_value_that_cannot_be_read_changes_nothing():
    net, before = make_net(), make_net().state_dict()
    state = torch_nn.to_torch_state(make_net(1).state_dict())
    state["3.bias"] = state["3.bias"].to("meta")  # without values
    with pytest.raises(ValueError, match="3.bias cannot be read: NotImplementedError"):
        net.load_state_dict(state)
    assert_equal_states(net.state_dict(), before)


def test_a_damaged_file_raises_an_error(tmp_path):
    net, path = make_net(), tmp_path / "weights.npz"
    net.save(path)
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[150] ^= 1
    np.save(tmp_path / "one.npy", np.ones(3))
    one = (tmp_path / "one.npy").read_bytes()
    for content in (whole[: len(whole) // 2], bytes(changed), one, b"", b"hello", whole[100:]):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"weights.npz is not a complete .npz file"):
            net.load(path)
    with pytest.raises(FileNotFoundError):
        net.load(tmp_path / "nothing.npz")


def test_the_error_for_a_text_file_does_not_advise_unsafe_loading(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("weights: see the other file")
    with pytest.raises(ValueError, match="notes.txt is not a complete .npz file") as refused:
        make_net().load(path)
    assert "pickle" not in str(refused.value)


def test_an_error_while_saving_names_the_given_path(tmp_path):
    (tmp_path / "folder").mkdir()
    for path, error in [("nowhere/a.npz", FileNotFoundError), ("folder", IsADirectoryError)]:
        with pytest.raises(error) as refused:
            make_net().save(tmp_path / path)
        assert str(refused.value).endswith(f"directory: {str(tmp_path / path)!r}")


@pytest.mark.parametrize("step", ["numpy.savez", "os.replace"])
def test_failed_saving_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "weights.npz"
    make_net().save(path)
    whole = path.read_bytes()

    def full(*args, **arrays):
        raise OSError("disk full")

    monkeypatch.setattr(step, full)
    with pytest.raises(OSError, match="disk full"):
        make_net(1).save(path)
    assert path.read_bytes() == whole
    assert list(tmp_path.iterdir()) == [path]
