"""The numpy engine's layers against torch's: outputs, gradients, buffers, keys and text."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
import torch
from engines import LAYERS, assert_same_step, torch_twin

from cnncourse import blueprint, nn, torch_nn

EVERY = pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS)
LAYER_NAMES = [
    name
    for name in nn.__all__
    if isinstance(getattr(nn, name), type)
    and issubclass(getattr(nn, name), nn.Module)
    and name not in ("Layer", "Module")
]
SEVERAL_OUTPUTS = ["Auxiliary", "Heads"]  # tested in test_branching


def test_every_layer_is_tested_and_exists_in_every_engine():
    tested = {name.split()[0] for name in LAYERS} | set(SEVERAL_OUTPUTS)
    assert sorted(tested) == sorted(LAYER_NAMES)
    for name in LAYER_NAMES:
        assert hasattr(torch_nn, name) and hasattr(blueprint, name)
    assert set(nn.__all__) - {"Layer", "Loss", "shapes", "summary", "using"} <= set(
        torch_nn.__all__
    )


def seeded(make, dtype):
    net = make(nn)
    net.reset_parameters(np.random.default_rng(3))
    for value in net.parameters():  # batch norm's ones and zeros would hide errors
        value += np.random.default_rng(4).uniform(-0.2, 0.2, value.shape)
    return net.to(dtype)


@EVERY
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel:UserWarning")
@pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-12), (np.float32, 2e-5)])
def test_a_layer_agrees_with_torch_in_training_and_evaluation(make, shape, dtype, close):
    ours = seeded(make, dtype)
    theirs = torch_twin(make, ours).to(torch.from_numpy(np.zeros(0, dtype)).dtype)
    rng = np.random.default_rng(0)
    for mode in (True, True, False):
        ours.train(mode)
        theirs.train(mode)
        x = (2 * rng.standard_normal(shape) + 1).astype(dtype)
        assert_same_step(ours, theirs, x, rng=rng, close=close)


@EVERY
def test_any_memory_layout_works(make, shape):
    net = seeded(make, np.float64)
    rng = np.random.default_rng(1)
    wide = rng.standard_normal((*shape[::-1][:-1], 2 * shape[0])).T[::-2]
    assert wide.shape == shape and not wide.flags.c_contiguous
    compact = np.ascontiguousarray(wide)
    out = net(wide)
    dout = np.asfortranarray(rng.standard_normal(out.shape))
    dx, gradients = net.backward(dout), net.gradients()
    net = seeded(make, np.float64)  # with its own running statistics
    np.testing.assert_allclose(net(compact), out, rtol=0, atol=1e-13)
    np.testing.assert_allclose(net.backward(dout.copy("C")), dx, rtol=0, atol=1e-12)
    for value, oracle in zip(net.gradients(), gradients, strict=True):
        np.testing.assert_allclose(value, oracle, rtol=0, atol=1e-12)


@EVERY
def test_an_empty_batch_works(make, shape):
    net = make(nn)
    x = np.zeros((0, *shape[1:]), np.float32)
    out = net(x)
    assert out.shape == (0, *net(np.zeros(shape, np.float32)).shape[1:])
    net(x)
    assert net.backward(out).shape == x.shape
    assert all(not gradient.any() for gradient in net.gradients())


@EVERY
def test_initial_values_agree_with_torch(make, shape):
    ours, theirs, again = (make(engine).state_dict() for engine in (nn, torch_nn, torch_nn))
    assert list(ours) == list(theirs)
    for name, value in ours.items():
        oracle = theirs[name].numpy()
        assert (value.shape, value.dtype) == (oracle.shape, oracle.dtype)
        if torch.equal(theirs[name], again[name]):  # set, not drawn
            np.testing.assert_array_equal(value, oracle)


def test_parameters_are_learned_and_buffers_are_not():
    net = nn.Sequential(nn.BatchNorm2d(3), nn.Residual(nn.BatchNorm2d(3, affine=False)))
    assert [name for name, _ in net.named_parameters()] == ["0.weight", "0.bias"]
    assert [id(value) for value in net.parameters()] == [id(net[0].weight), id(net[0].bias)]
    statistics = ["running_mean", "running_var", "num_batches_tracked"]
    places = ("0", "1.body")
    buffers = [name for name, _ in net.named_buffers()]
    assert buffers == [f"{p}.{name}" for p in places for name in statistics]
    assert [name for name, _ in nn.RBF(np.eye(2)).named_buffers()] == ["centres"]
    assert nn.RBF(np.eye(2)).parameters() == []


def test_running_statistics_are_updated_in_place_and_reset():
    layer = nn.BatchNorm2d(2)
    held = layer.state_dict(copy=False)
    layer(np.random.default_rng(0).standard_normal((4, 2, 3, 3)).astype(np.float32))
    layer.weight += 1
    assert held["num_batches_tracked"] == 1 and held["running_mean"].all()
    layer.reset_parameters(np.random.default_rng(0))
    fresh = nn.BatchNorm2d(2).state_dict()
    for name, value in layer.state_dict(copy=False).items():
        assert value is held[name]
        np.testing.assert_array_equal(value, fresh[name])


def test_a_rejected_batch_changes_nothing():
    layer = nn.BatchNorm2d(2)
    with pytest.raises(ValueError, match="more than one number per channel"):
        layer(np.ones((1, 2, 1, 1), np.float32))
    assert layer.num_batches_tracked == 0 and not layer.running_mean.any()


SAME_REPR = [name for name in LAYERS if name.split()[0] not in (
    "MaxPool2d", "MaxPool3d", "AvgPool2d", "AvgPool3d", "BatchNorm1d", "BatchNorm2d", "Dropout",
    "Flatten", "Residual", "Scale",
)]  # fmt: skip


@pytest.mark.parametrize("name", SAME_REPR)
def test_the_repr_of_a_layer_is_that_of_torch(name):
    make, _ = LAYERS[name]
    assert repr(make(nn)) == repr(make(torch_nn))


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (nn.MaxPool2d(2), "MaxPool2d(kernel_size=2, stride=2, padding=0, ceil_mode=False)"),
        (
            nn.AvgPool2d((2, 3), 1),
            "AvgPool2d(kernel_size=(2, 3), stride=1, padding=0, ceil_mode=False, "
            "count_include_pad=True)",
        ),
        (
            nn.MaxPool3d((1, 2, 2), padding=(0, 1, 1)),
            "MaxPool3d(kernel_size=(1, 2, 2), stride=(1, 2, 2), padding=(0, 1, 1), "
            "ceil_mode=False)",
        ),
        (
            nn.AvgPool3d(3, (2, 2, 2)),
            "AvgPool3d(kernel_size=3, stride=2, padding=0, ceil_mode=False, "
            "count_include_pad=True)",
        ),
        (
            nn.BatchNorm2d(6),
            "BatchNorm2d(6, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True)",
        ),
        (nn.Dropout(), "Dropout(p=0.5)"),
        (nn.Flatten(), "Flatten()"),
        (
            nn.Residual(nn.ReLU(), activation=nn.Tanh()),
            "Residual(\n  (body): ReLU()\n  (activation): Tanh()\n)",
        ),
        (nn.Scale(nn.Sigmoid()), "Scale(\n  (gate): Sigmoid()\n)"),
    ],
)
def test_the_repr_of_a_layer_shows_all_its_arguments(layer, text):
    assert repr(layer) == text


@pytest.mark.parametrize("name", LAYER_NAMES)
def test_arguments_agree_with_torch_and_the_accounting_engine(name):
    ours, theirs, paper = (
        list(inspect.signature(getattr(engine, name)).parameters.values())
        for engine in (nn, torch_nn, blueprint)
    )
    ours = [p.replace(annotation=p.empty) for p in ours if p.name not in ("dtype", "rng")]
    paper = [p.replace(annotation=p.empty) for p in paper if p.name != "dtype"]
    assert [(p.name, p.default, p.kind) for p in ours] == [
        (p.name, p.default, p.kind) for p in paper
    ]
    known = {p.name: p for p in theirs}
    for place, argument in enumerate(ours):
        if name == "Sequential":
            continue  # torch's function has overloads
        assert argument.default == known[argument.name].default
        if argument.kind is argument.POSITIONAL_OR_KEYWORD:
            assert theirs[place].name == argument.name


@pytest.mark.parametrize(
    ("name", "predictions", "targets"),
    [
        ("CrossEntropyLoss", np.array([[1.0, -2.0, 0.5], [0.1, 0.2, 3.0]]), np.array([2, 0])),
        ("BCEWithLogitsLoss", np.array([[1.0, -2.0], [0.1, 30.0]]), np.array([[1.0, 0], [0.3, 0]])),
        ("MSELoss", np.array([[1.0, -2.0], [0.1, 30.0]]), np.array([[1.0, 0], [0.3, 0]])),
    ],
)
@pytest.mark.parametrize("smoothing", [None, 0.2])
def test_a_loss_agrees_with_torch(name, predictions, targets, smoothing):
    options = {}
    if smoothing and name == "CrossEntropyLoss":
        options = {"label_smoothing": smoothing}
    ours, theirs = (getattr(engine, name)(**options) for engine in (nn, torch_nn))
    with pytest.raises(
        RuntimeError, match=rf"{name}\(.*\): compute a loss before calling backward"
    ):
        ours.backward()
    logits = torch.tensor(predictions, requires_grad=True)
    expected = theirs(logits, torch.tensor(targets))
    expected.backward()
    assert float(ours(predictions, targets)) == pytest.approx(expected.item(), rel=1e-12)
    np.testing.assert_allclose(ours.backward(), logits.grad, rtol=1e-12, atol=1e-15)


def test_the_repr_of_a_loss_shows_its_options():
    assert repr(nn.CrossEntropyLoss(label_smoothing=0.1)) == "CrossEntropyLoss(label_smoothing=0.1)"
    assert repr(nn.MSELoss()) == "MSELoss()"
