"""Networks with several outputs behave the same in three engines; losses weight them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from engines import torch_twin

from cnncourse import blueprint, nn, torch_nn
from cnncourse.common.nested import arrays, map_arrays


def in_order(e):
    return e.Sequential(
        e.Conv2d(2, 3, 2), e.Tanh(), e.Flatten(), e.Heads(e.Linear(18, 4), e.Linear(18, 2))
    )


def by_name(e):
    heads = e.Heads(classes=e.Linear(18, 4), box=e.Sequential(e.Linear(18, 3), e.Tanh()))
    return e.Sequential(e.Conv2d(2, 3, 2), e.Tanh(), e.Flatten(), heads)


def auxiliary(e):
    """Build a network with one head after the first layer and two after the third."""

    def head(channels):
        return e.Sequential(e.AdaptiveAvgPool2d(1), e.Flatten(), e.Linear(channels, 4))

    chain = e.Sequential(
        conv1=e.Conv2d(2, 3, 2),
        tanh1=e.Tanh(),
        conv2=e.Conv2d(3, 5, 2),
        flatten=e.Flatten(),
        fc=e.Linear(10, 4),
    )
    heads = {"late": ("conv2", head(5)), "early": ("conv1", head(3)), "x": ("conv2", head(5))}
    return e.Auxiliary(chain, heads)


def in_a_mapping(e):
    heads = {"classes": e.Linear(18, 4), "box": e.Linear(18, 3)}
    return e.Sequential(e.Conv2d(2, 3, 2), e.Tanh(), e.Flatten(), e.Heads(heads))


SHAPE = (3, 2, 4, 3)
NETWORKS = pytest.mark.parametrize("make", [in_order, by_name, in_a_mapping, auxiliary])


def seeded(make, dtype=np.float64):
    net = make(nn)
    net.reset_parameters(np.random.default_rng(3))
    return net.to(dtype)


@NETWORKS
def test_outputs_and_gradients_agree_with_torch(make):
    ours = seeded(make)
    theirs = torch_twin(make, ours)
    rng = np.random.default_rng(0)
    x = rng.standard_normal(SHAPE)
    tx = torch.tensor(x, requires_grad=True)
    outs, expected = ours(x), theirs(tx)
    map_arrays(lambda a, b: np.testing.assert_allclose(a, b.detach(), atol=1e-12), outs, expected)
    douts = map_arrays(lambda out: rng.standard_normal(out.shape), outs)
    kept = map_arrays(np.copy, douts)
    torch.autograd.backward(arrays(expected), [torch.tensor(d) for d in arrays(douts)])
    np.testing.assert_allclose(ours.backward(douts), tx.grad, atol=1e-12)
    gradients = [gradient.copy() for gradient in ours.gradients()]
    named = zip(theirs.named_parameters(), gradients, strict=True)
    for (name, w), gradient in named:
        np.testing.assert_allclose(gradient, w.grad, atol=1e-12, err_msg=name)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    map_arrays(np.testing.assert_array_equal, douts, kept)
    ours.backward_parameters(douts)
    for gradient, again in zip(gradients, ours.gradients(), strict=True):
        np.testing.assert_array_equal(gradient, again)


@NETWORKS
def test_the_engines_agree_about_names_and_counts(make):
    ours, theirs = make(nn), make(torch_nn)
    assert repr(ours).replace("Flatten()", repr(torch_nn.Flatten())) == repr(theirs)
    rows = blueprint.summarize(make(blueprint), SHAPE[1:]).layers
    assert sum(row.parameters for row in rows) == sum(w.size for w in ours.parameters())
    counted = {row.name for row in rows if row.parameters}
    assert counted == {name.rpartition(".")[0] for name in ours.state_dict()}


def test_auxiliary_heads_are_not_run_after_training():
    ours = seeded(auxiliary)
    theirs = torch_twin(auxiliary, ours)
    x = np.random.default_rng(0).standard_normal(SHAPE)
    assert [out.shape for out in ours(x)] == [(3, 4)] * 4
    main, *heads = ours(x)
    for name in ("late", "early", "x"):
        getattr(ours, name).forward = None  # must not be called
    out = ours.eval()(x)
    np.testing.assert_array_equal(out, main)
    np.testing.assert_allclose(theirs.eval()(torch.tensor(x)).detach(), out, atol=1e-12)
    dout = np.ones_like(out)
    tx = torch.tensor(x, requires_grad=True)
    theirs(tx).backward(torch.ones(3, 4, dtype=torch.float64))
    np.testing.assert_allclose(ours.backward(dout), tx.grad, atol=1e-12)


def test_layers_and_heads_have_the_names_of_published_weights():
    names = {name.split(".")[0] for name in auxiliary(nn).state_dict()}
    assert names == {"conv1", "conv2", "fc", "late", "early", "x"}


def test_the_order_of_the_outputs_is_that_of_the_heads():
    ours = seeded(auxiliary)
    x = np.random.default_rng(0).standard_normal(SHAPE)
    _, late, early, _ = ours(x)
    np.testing.assert_array_equal(early, ours.early(ours.conv1(x)))
    assert np.any(late != early)


def test_every_output_has_its_shape():
    assert nn.shapes(by_name(nn), SHAPE[1:])[""] == {"classes": (4,), "box": (3,)}
    assert nn.shapes(in_order(nn), SHAPE[1:])["3"] == ((4,), (2,))
    assert "((4,), (2,))" in nn.summary(in_order(nn), SHAPE[1:])


@pytest.mark.parametrize("e", [nn, torch_nn, blueprint])
def test_invalid_heads_raise_an_error(e):
    with pytest.raises(ValueError, match="Heads needs heads, either all with names or all without"):
        e.Heads()
    with pytest.raises(ValueError, match="either all with names or all without"):
        e.Heads(e.ReLU(), box=e.ReLU())
    chain = e.Sequential(e.ReLU(), e.ReLU())
    with pytest.raises(
        ValueError, match="head aux is attached to '2', which is not a layer; the layers"
    ):
        e.Auxiliary(chain, {"aux": ("2", e.ReLU())})
    with pytest.raises(ValueError, match="head 1 needs another name: a layer already has this one"):
        e.Auxiliary(chain, {"1": ("0", e.ReLU())})


def cross_entropy(e):
    return e.CrossEntropyLoss(label_smoothing=0.1)


def weighted(e):
    return e.AuxiliaryLoss(cross_entropy(e), 0.3)


def of_heads(e):
    return e.HeadsLoss({"classes": cross_entropy(e), "box": e.MSELoss()}, weights={"box": 5.0})


def of_places(e):
    return e.HeadsLoss((e.MSELoss(), e.MSELoss()), weights={1: 0.25})


RNG = np.random.default_rng(1)
LABELS, LOGITS = np.array([3, 0, 2]), RNG.standard_normal((4, 3, 4))
BOX, BOX_TARGETS = RNG.standard_normal((2, 3, 2))
PIXELS, PIXEL_LABELS = RNG.standard_normal((2, 4, 3, 5)), RNG.integers(0, 4, (2, 3, 5))
LOSSES = {
    "one output": (weighted, LOGITS[0], LABELS),
    "auxiliary": (weighted, tuple(LOGITS), LABELS),
    "names": (
        of_heads,
        {"classes": LOGITS[0], "box": BOX},
        {"classes": LABELS, "box": BOX_TARGETS},
    ),
    "places": (of_places, (BOX, LOGITS[0]), (BOX_TARGETS, LOGITS[1])),
    "pixels": (cross_entropy, PIXELS, PIXEL_LABELS),
    "sequence": (cross_entropy, PIXELS[..., 0], PIXEL_LABELS[..., 0]),
    "pixels of two heads": (weighted, (PIXELS, 2 * PIXELS), PIXEL_LABELS),
}


@pytest.mark.parametrize(("make", "outputs", "targets"), LOSSES.values(), ids=LOSSES)
def test_a_loss_of_several_outputs_agrees_with_torch(make, outputs, targets):
    ours, theirs = make(nn), make(torch_nn)
    with pytest.raises(RuntimeError, match="compute a loss before calling backward"):
        ours.backward()
    tensors = map_arrays(lambda out: torch.tensor(out, requires_grad=True), outputs)
    expected = theirs(tensors, map_arrays(torch.tensor, targets))
    expected.backward()
    assert float(ours(outputs, targets)) == pytest.approx(expected.item(), rel=1e-12)
    gradients = map_arrays(lambda tensor: tensor.grad.numpy(), tensors)
    map_arrays(
        lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-15),
        ours.backward(),
        gradients,
    )


def test_losses_of_mismatched_outputs_raise_an_error():
    for e in (nn, torch_nn):
        with pytest.raises(ValueError, match="HeadsLoss needs 2 outputs, got a tuple of 3"):
            of_places(e)((BOX, BOX, BOX), (BOX, BOX, BOX))
        with pytest.raises(ValueError, match="needs the outputs classes, box, got ndarray"):
            of_heads(e)(BOX, BOX)
        with pytest.raises(ValueError, match="needs the outputs classes, box, got classes, bax"):
            of_heads(e)({"classes": BOX, "bax": BOX}, {})
        with pytest.raises(ValueError, match="HeadsLoss needs 2 targets, got a tuple of 1"):
            of_places(e)((BOX, BOX), (BOX,))
        with pytest.raises(ValueError, match="HeadsLoss needs 2 targets, got ndarray"):
            of_places(e)((BOX, BOX), BOX)
        with pytest.raises(ValueError, match="needs the targets classes, box, got box"):
            of_heads(e)({"classes": BOX, "box": BOX}, {"box": BOX})
        with pytest.raises(ValueError, match="HeadsLoss needs 2 outputs, got Tensor"):
            of_places(e)(torch.tensor(1.0), (BOX, BOX))
    with pytest.raises(ValueError, match=r"labels must have shape \(2, 3, 5\), of logits"):
        nn.CrossEntropyLoss()(PIXELS, PIXEL_LABELS[:, :2])
    with pytest.raises(ValueError, match="weight must be at least 0, got -1"):
        nn.AuxiliaryLoss(nn.MSELoss(), -1)


def test_losses_show_their_arguments():
    assert repr(weighted(nn)) == "AuxiliaryLoss(CrossEntropyLoss(label_smoothing=0.1), weight=0.3)"
    assert repr(of_places(nn)) == "HeadsLoss((MSELoss(), MSELoss()), weights={1: 0.25})"
