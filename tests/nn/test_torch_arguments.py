"""Every argument of torch's layers means the same here, or raises an error with a reason."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
import torch

from cnncourse import blueprint, nn, torch_nn
from cnncourse.layers.fixed_arguments import FIXED

ENGINES = {"nn": nn, "torch_nn": torch_nn, "blueprint": blueprint}
VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def is_class(module, name):
    return isinstance(getattr(module, name, None), type)


SHARED = [
    (engine, name)
    for engine, module in ENGINES.items()
    for name in module.__all__
    if is_class(module, name) and is_class(torch.nn, name)
]

# Required arguments, and for one layer a stride, which its output padding needs.
NEEDED = {
    "dim": 1, "groups": 2, "in_channels": 2, "in_features": 2, "kernel_size": 2,
    "normalized_shape": (6, 7), "num_channels": 2, "num_features": 2, "num_groups": 1,
    "out_channels": 4, "out_features": 4, "output_size": 3, "size": 3,
}  # fmt: skip
BASE = {"ConvTranspose2d": {"stride": 2}}
# For every argument of torch, a value other than its default.
OTHER = {
    "affine": False, "alpha": 0.5, "beta": 0.5, "bias": False, "ceil_mode": True,
    "count_include_pad": False, "device": "meta", "dilation": 2, "dim": -1, "divisor_override": 3,
    "dtype": "float64", "elementwise_affine": False, "end_dim": 2, "eps": 0.5, "groups": 1,
    "ignore_index": 1, "in_channels": 2, "in_features": 2, "init": 0.5, "inplace": True, "k": 2.0,
    "kernel_size": 3, "label_smoothing": 0.3, "momentum": 0.4, "negative_slope": 0.3,
    "normalized_shape": 7, "num_channels": 2, "num_features": 2, "num_groups": 2,
    "num_parameters": 2, "out_channels": 6, "out_features": 3, "output_padding": 1,
    "output_size": (2, 1), "p": 0.0, "padding": 1, "padding_mode": "reflect",
    "pos_weight": torch.ones(2), "reduce": False, "reduction": "sum", "return_indices": True,
    "size": 2, "size_average": False, "start_dim": 2, "stride": 3, "track_running_stats": False,
    "weight": torch.ones(2),
}  # fmt: skip
VOLUMES = (2, 2, 5, 6, 7)
INPUTS = {
    "AvgPool3d": VOLUMES, "BatchNorm1d": (3, 2), "Conv1d": (2, 2, 7), "Conv3d": VOLUMES,
    "Linear": (3, 2), "MaxPool3d": VOLUMES,
}  # fmt: skip
ARGUMENTS = [
    (engine, name, argument)
    for engine, name in SHARED
    if engine != "torch_nn"
    for argument in inspect.signature(getattr(torch.nn, name)).parameters
    if argument not in ("args", "kwargs")
]


def parameters(cls):
    found = inspect.signature(cls).parameters.values()
    return [parameter for parameter in found if parameter.kind not in VARIABLE]


def needed(name):
    own = [p.name for p in parameters(getattr(torch.nn, name))]
    return {key: NEEDED[key] for key in own if key in NEEDED} | BASE.get(name, {})


@pytest.mark.parametrize(("engine", "name"), SHARED)
def test_arguments_have_torchs_order_and_defaults(engine, name):
    ours, theirs = parameters(getattr(ENGINES[engine], name)), parameters(getattr(torch.nn, name))
    for kind in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY):
        expected = {p.name: p.default for p in theirs if p.kind is kind}
        found = {p.name: p.default for p in ours if p.kind is kind}
        if kind is inspect.Parameter.POSITIONAL_OR_KEYWORD:
            assert list(found) == list(expected)
        assert expected.items() <= found.items()


@pytest.mark.parametrize(("engine", "name"), SHARED)
def test_every_argument_may_be_given_at_torchs_default(engine, name):
    cls, own = getattr(ENGINES[engine], name), parameters(getattr(torch.nn, name))
    given = needed(name)
    defaults = {p.name: p.default for p in own if p.name not in given and p.default is not p.empty}
    assert repr(cls(**given, **defaults)) == repr(cls(**given))


@pytest.mark.parametrize(("engine", "name", "argument"), ARGUMENTS)
def test_another_value_agrees_with_torch_or_raises_an_error(engine, name, argument):
    cls, value = getattr(ENGINES[engine], name), OTHER[argument]
    given = needed(name) | {argument: value}
    if argument in FIXED and not (argument == "dilation" and "Conv" in name):
        allowed, reason = FIXED[argument]
        if value not in allowed if not isinstance(value, torch.Tensor) else True:
            with pytest.raises(ValueError, match=f"^{argument} must be .*, got .*: ") as refused:
                cls(**given)
            assert str(refused.value).endswith(reason) and "\n" not in str(refused.value)
            return
    ours, theirs = cls(**given), getattr(torch.nn, name)(**torch_values(given))
    if "Loss" in name:
        assert_same_loss(ours, theirs)
    elif engine == "nn":
        assert_same_output(ours, theirs, INPUTS.get(name, (2, 2, 6, 7)), given)
    else:
        shape = INPUTS.get(name, (2, 2, 6, 7))
        expected = theirs.eval()(torch.zeros(shape, dtype=torch_dtype(given))).shape[1:]
        summary = blueprint.summarize(ours, shape[1:])
        assert summary.layers[-1].output_shape == tuple(expected)
        assert summary.parameters == sum(value.numel() for value in theirs.parameters())


def torch_dtype(given):
    return getattr(torch, given.get("dtype", "float32"))


def torch_values(given):
    return given | ({"dtype": torch_dtype(given)} if "dtype" in given else {})


def assert_same_output(ours, theirs, shape, given):
    theirs.load_state_dict(torch_nn.to_torch_state(ours.state_dict()))
    for net in (ours, theirs):
        net.train(not isinstance(net, (nn.Dropout, torch.nn.Dropout)))
    x = np.random.default_rng(0).standard_normal(shape).astype(given.get("dtype", "float32"))
    out, expected = ours(x), theirs(torch.tensor(x)).detach().numpy()
    assert out.dtype == expected.dtype
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-6)
    assert ours.backward(out).shape == x.shape
    for key, value in theirs.state_dict().items():
        np.testing.assert_allclose(ours.state_dict()[key], value, rtol=1e-5, atol=1e-6)


def assert_same_loss(ours, theirs):
    outputs = np.random.default_rng(0).standard_normal((3, 2)).astype(np.float32)
    targets = np.array([[0, 1]] * 3, np.float32)
    if isinstance(ours, nn.CrossEntropyLoss):
        targets = np.array([0, 1, 1])
    expected = theirs(torch.tensor(outputs), torch.tensor(targets)).item()
    assert ours(outputs, targets) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("e", ENGINES.values())
def test_common_calls_from_torch_code_work(e):
    net = e.Sequential(
        e.Conv2d(3, 4, 3, 1, 1, 1, 1, True, "zeros"),
        e.BatchNorm2d(4, 1e-5, 0.1, True, True),
        e.ReLU(inplace=True),
        e.MaxPool2d(2, 2, 0, (1, 1), False, True),
        e.LeakyReLU(0.01, True),
        e.ReLU6(True),
        e.Dropout(0.5, True),
        e.Identity(54, unused="argument"),
        e.Flatten(1),
        e.Linear(16, 5, True, "cpu"),
        e.Softmax(1),
    )
    if e is blueprint:
        assert blueprint.summarize(net, (3, 4, 3)).layers[-1].output_shape == (5,)
    elif e is torch_nn:
        assert net(torch.zeros(2, 3, 4, 3)).shape == (2, 5)
    else:
        assert net(np.zeros((2, 3, 4, 3), np.float32)).shape == (2, 5)


@pytest.mark.parametrize("e", ENGINES.values())
def test_sizes_of_one_axis_may_be_tuples(e):
    layer = e.Conv1d(2, 3, (2,), (2,), (1,), (3,))
    if e is blueprint:
        shape = blueprint.summarize(layer, (2, 9)).layers[-1].output_shape
    else:
        zeros = torch.zeros(1, 2, 9) if e is torch_nn else np.zeros((1, 2, 9), np.float32)
        shape = tuple(layer(zeros).shape[1:])
    assert shape == (3, 4)


def test_torchs_cpu_device_is_accepted():
    assert nn.Linear(2, 1, device=torch.device("cpu")).weight.shape == (1, 2)
    with pytest.raises(ValueError, match="^device must be None or 'cpu', got .*meta"):
        nn.Linear(2, 1, device=torch.device("meta"))


@pytest.mark.parametrize("cls", [nn.Softmax, blueprint.Softmax])
def test_an_axis_that_torch_would_guess_is_required(cls):
    for make in (cls, lambda: cls(dim=None)):
        with pytest.raises(TypeError, match="dim must be an integer, such as 1 for the channels"):
            make()


def test_a_torch_dtype_raises_a_one_line_error():
    with pytest.raises(TypeError, match="^dtype must be .*numpy's float32 or float64, got torch.f"):
        nn.Linear(2, 1, dtype=torch.half)
