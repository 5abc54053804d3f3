"""Networks written as classes: assigned layers are registered, as in torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnncourse import layers, nn, torch_nn


class Net(nn.Module):
    """Two branches, one of which is a learned number, so that it appears in the state."""

    parameter_names = ("gain",)

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 2, 3)
        self.relu1 = nn.ReLU()
        self.gain = np.full(1, 2.0, np.float32)
        self.head = nn.Sequential(flatten=nn.Flatten(), fc=nn.Linear(2 * 4 * 4, 3))

    def forward(self, x):
        self._cache = self.relu1(self.conv1(x))
        return self.head(self.gain * self._cache)

    def backward(self, dout):
        dscaled = self.head.backward(dout)
        self._gradients = {"gain": (dscaled * self._cache).sum(keepdims=True).ravel()}
        return self.conv1.backward(self.relu1.backward(self.gain * dscaled))


class TorchNet(torch_nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch_nn.Conv2d(1, 2, 3)
        self.relu1 = torch_nn.ReLU()
        self.gain = torch.nn.Parameter(torch.full((1,), 2.0))
        self.head = torch_nn.Sequential(
            flatten=torch_nn.Flatten(), fc=torch_nn.Linear(2 * 4 * 4, 3)
        )

    def forward(self, x):
        return self.head(self.gain * self.relu1(self.conv1(x)))


NAMES = ["gain", "conv1.weight", "conv1.bias", "head.fc.weight", "head.fc.bias"]


def test_names_order_and_gradients_agree_with_torch():
    ours, theirs, rng = Net().to(np.float64), TorchNet().double(), np.random.default_rng(0)
    ours.reset_parameters(rng)
    assert list(ours.state_dict()) == list(theirs.state_dict()) == NAMES
    for method in ("named_parameters", "named_children", "named_modules"):
        names = [[name for name, _ in getattr(net, method)()] for net in (ours, theirs)]
        assert names[0] == names[1]
    theirs.load_state_dict(torch_nn.to_torch_state(ours.state_dict()))
    x, labels = rng.standard_normal((5, 1, 6, 6)), np.array([0, 1, 2, 1, 0])
    loss, dlogits = layers.softmax_cross_entropy(ours(x), labels)
    tx = torch.tensor(x, requires_grad=True)
    torch.nn.functional.cross_entropy(theirs(tx), torch.tensor(labels)).backward()
    np.testing.assert_allclose(ours.backward(dlogits), tx.grad, atol=1e-14)
    for gradient, (name, value) in zip(ours.gradients(), theirs.named_parameters(), strict=True):
        np.testing.assert_allclose(gradient, value.grad, atol=1e-14, err_msg=name)


def test_modes_dtypes_files_and_texts_reach_assigned_layers(tmp_path):
    net, other = Net(), Net()
    assert not net.eval().head.fc.training
    net.save(tmp_path / "net.npz")
    other.load(tmp_path / "net.npz")
    np.testing.assert_array_equal(other.head.fc.weight, net.head.fc.weight)
    assert other.to(np.float64).conv1.weight.dtype == other.gain.dtype == np.float64
    assert repr(net).splitlines()[1] == "  (conv1): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))"
    assert "\n  (head): Sequential(\n    (flatten): Flatten()\n" in repr(net)
    assert nn.shapes(net, (1, 6, 6))["head.fc"] == (3,)
    with pytest.raises(ValueError, match=r"^layer head.fc, Linear\(.*: x of shape \(2, 50\)"):
        net(np.zeros((2, 1, 7, 7), np.float32))


def test_a_layer_is_replaced_and_removed_as_in_torch():
    for net, engine in ((Net(), nn), (TorchNet(), torch_nn)):
        net.relu1 = engine.Tanh()
        assert [name for name, _ in net.named_children()] == ["conv1", "relu1", "head"]
        assert isinstance(net.relu1, engine.Tanh)
        del net.head
        net.pool = engine.MaxPool2d(2)
        net.relu1 = None
        children = [name for name, child in net.named_children() if child is not None]
        assert children == ["conv1", "pool"]
        assert list(net.state_dict()) == NAMES[:3]
        assert type(net).__name__ in repr(net)


def test_only_attributes_are_registered():
    net = Net()
    net.extra = [nn.Linear(1, 1)]  # as in torch, a list hides its layers
    net.number = 3
    assert list(net.state_dict()) == NAMES


def test_a_layer_before_init_raises_an_error_in_both_engines():
    class Early(nn.Module):
        def __init__(self):
            self.conv1 = nn.ReLU()
            super().__init__()

    with pytest.raises(AttributeError, match=r"^Early assigns the layer conv1 before super\(\).__"):
        Early()

    class TorchEarly(torch_nn.Module):
        def __init__(self):
            self.conv1 = torch_nn.ReLU()

    with pytest.raises(AttributeError, match=r"before Module.__init__\(\) call"):
        TorchEarly()


@pytest.mark.parametrize("name", ["forward", "train", "functions", "parameter_names", "__call__"])
def test_a_layer_may_not_replace_a_method(name):
    net = nn.Module()
    message = (
        rf"^Module cannot call a layer '{name}': layers already have an attribute of that name"
    )
    with pytest.raises(ValueError, match=message):
        setattr(net, name, nn.ReLU())


def test_an_attribute_of_the_object_may_become_a_layer():
    net = nn.Module()
    net.pool = True
    net.pool = nn.MaxPool2d(2)
    assert [name for name, _ in net.named_children()] == ["pool"]


def test_one_layer_under_two_names_raises_an_error():
    net = Net()
    with pytest.raises(ValueError, match="Net holds the same Linear twice, as head.fc and as ag"):
        net.again = net.head.fc
    with pytest.raises(ValueError, match="Net holds the same Net twice, as itself and as again"):
        net.again = net  # a cycle
    net.again = nn.Sequential(net.head.fc)
    message = (
        "Net holds the same Linear twice, as head.fc and as again.0; .* separate layer for each"
    )
    for use in (net.parameters, net.state_dict, net.eval, lambda: list(net.named_modules())):
        with pytest.raises(ValueError, match=message):
            use()


def test_an_error_in_a_layer_of_a_list_is_still_raised():
    class Hidden(nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = [nn.Linear(2, 2)]

        def forward(self, x):
            return self.parts[0](x)

    with pytest.raises(ValueError, match=r"^x of shape \(1, 3\) has 3"):
        Hidden()(np.zeros((1, 3), np.float32))
    with pytest.raises(ValueError, match=r"^layer a, Linear\(.*\): x of shape \(1, 3\) has 3"):
        nn.Sequential(a=Hidden())(np.zeros((1, 3), np.float32))
