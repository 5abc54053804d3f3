"""Adding, inserting and deleting layers by index works in all engines as in torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cnncourse import blueprint, nn, torch_nn

ENGINES = pytest.mark.parametrize("e", [nn, torch_nn, blueprint], ids=["nn", "torch", "blueprint"])


def layers_of(net):
    return [(name, type(layer).__name__) for name, layer in net.named_children()]


def changed(e, sequential):
    """Make every change in turn; return what the network holds after each."""
    net, seen = sequential(e.ReLU(), e.Linear(3, 2), e.Tanh()), []

    def note(given=None):
        seen.append((layers_of(net), given is net or type(given).__name__))

    del net[-1]
    note()
    note(net.append(e.Sigmoid()))
    note(net.insert(1, e.Flatten()))
    note(net.insert(-1, e.Identity()))
    note(net.insert(len(net), e.PReLU()))
    note(net.extend([e.ReLU6(), e.LeakyReLU()]))
    note(net.extend(sequential(e.Tanh())))
    note(net.pop(0))
    note(net.pop(-2))
    del net[1:3]
    note()
    del net[::2]
    note()
    net[0] = e.Dropout()
    note()
    del net[:]
    note()
    note(net.append(e.ReLU()))
    return seen


@ENGINES
def test_every_change_agrees_with_torch(e):
    assert changed(e, e.Sequential) == changed(torch.nn, torch.nn.Sequential)


@ENGINES
def test_names_are_kept_until_indices_change(e):
    net = e.Sequential(conv=e.Conv2d(1, 2, 3), act=e.ReLU())
    net.append(e.Tanh())
    assert [name for name, _ in layers_of(net)] == ["conv", "act", "2"]
    del net[0]
    assert layers_of(net) == [("0", "ReLU"), ("1", "Tanh")]
    part = e.Sequential(e.ReLU(), e.Tanh(), e.Sigmoid())[1:]
    assert layers_of(part.append(e.Identity())) == [
        ("0", "Tanh"),  # torch alone would have replaced layer "2"
        ("1", "Sigmoid"),
        ("2", "Identity"),
    ]


@ENGINES
def test_an_invalid_change_leaves_the_network_unchanged(e):
    shared = e.ReLU()
    net = e.Sequential(a=shared, b=e.Sequential(c=e.Tanh()))
    before = layers_of(net)
    for wrong in (lambda: net.append(len), lambda: net.insert(0, None), lambda: net.extend([3])):
        with pytest.raises(TypeError, match=r"^Sequential takes layers of \S+, but layer \d is a"):
            wrong()
    for twice in (net[0], net.b.c, e.Sequential(shared), net):
        with pytest.raises(
            ValueError, match="^Sequential holds the same .* separate layer for each place"
        ):
            net.append(twice)
    with pytest.raises(IndexError, match="^the network has 2 layers, so none can go to place 3"):
        net.insert(3, e.ReLU())
    for place in (2, -3):
        with pytest.raises(IndexError):
            del net[place]
        with pytest.raises(IndexError):
            net.pop(place)
    assert layers_of(net) == before


def test_the_changed_network_computes_and_counts():
    x = np.random.default_rng(0).standard_normal((2, 3)).astype(np.float32)
    ours, theirs, paper = (
        e.Sequential(e.Linear(3, 4), e.ReLU()) for e in (nn, torch_nn, blueprint)
    )
    for e, net in ((nn, ours), (torch_nn, theirs), (blueprint, paper)):
        net.append(e.Linear(4, 2)).insert(1, e.Tanh())
        del net[2]
    theirs.load_state_dict(torch_nn.to_torch_state(ours.state_dict()))
    tx = torch.tensor(x, requires_grad=True)
    out = theirs(tx)
    out.sum().backward()
    np.testing.assert_allclose(ours(x), out.detach().numpy(), atol=1e-6)
    np.testing.assert_allclose(ours.backward(np.ones((2, 2), np.float32)), tx.grad, atol=1e-6)
    assert blueprint.summarize(paper, (3,)).parameters == 3 * 4 + 4 + 4 * 2 + 2
