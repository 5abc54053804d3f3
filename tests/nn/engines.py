"""One example of each layer, and comparisons of the numpy engine with torch."""

from __future__ import annotations

import numpy as np
import torch

from cnncourse import torch_nn

torch.set_num_threads(1)  # on arrays this small, waking other threads costs more than it saves

CENTRES = np.where(np.random.default_rng(9).random((3, 5)) < 0.5, -1.0, 1.0)

# How to make each layer (with an engine), and its input shape. Together they set every option
# to something other than its default.
LAYERS = {
    "Conv2d": (
        lambda e: e.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), groups=2),
        (2, 4, 7, 6),
    ),
    "Conv2d dilation": (lambda e: e.Conv2d(3, 5, 2, dilation=(2, 3), bias=False), (2, 3, 7, 6)),
    "Conv2d by place": (lambda e: e.Conv2d(4, 6, 3, 2, 1, 2, 2, False), (2, 4, 7, 6)),
    "Conv2d same": (
        lambda e: e.Conv2d(3, 5, (2, 4), padding="same", dilation=(1, 3)),
        (2, 3, 5, 7),
    ),
    "Conv2d valid": (lambda e: e.Conv2d(3, 5, 2, padding="valid"), (2, 3, 5, 7)),
    "Conv1d": (lambda e: e.Conv1d(4, 6, 3, 2, 1, 2, 2, False), (2, 4, 9)),
    "Conv1d same": (lambda e: e.Conv1d(3, 5, 4, padding="same", dilation=3), (2, 3, 9)),
    "Conv3d": (
        lambda e: e.Conv3d(4, 6, (2, 3, 1), (1, 2, 3), (1, 0, 2), (2, 1, 1), groups=2),
        (2, 4, 4, 5, 3),
    ),
    "Conv3d by place": (lambda e: e.Conv3d(4, 6, 3, 2, 1, 2, 2, False), (2, 4, 5, 6, 7)),
    "Conv3d same": (
        lambda e: e.Conv3d(3, 5, (2, 3, 4), padding="same", dilation=(1, 2, 1)),
        (2, 3, 3, 5, 4),
    ),
    "Conv3d valid": (lambda e: e.Conv3d(3, 5, 2, padding="valid"), (2, 3, 3, 5, 4)),
    "ConvTranspose2d": (lambda e: e.ConvTranspose2d(3, 5, 3), (2, 3, 4, 5)),
    "ConvTranspose2d by place": (
        lambda e: e.ConvTranspose2d(4, 6, (3, 2), (2, 3), (1, 0), (1, 2), 2, False, (2, 1)),
        (2, 4, 4, 3),
    ),
    "Linear": (lambda e: e.Linear(5, 3), (4, 5)),
    "Linear no bias": (lambda e: e.Linear(5, 3, False), (4, 5)),
    "MaxPool2d": (lambda e: e.MaxPool2d(2), (2, 3, 7, 6)),
    "MaxPool2d ceil": (
        lambda e: e.MaxPool2d((3, 2), (1, 2), (1, 1), ceil_mode=True),
        (2, 3, 7, 6),
    ),
    "AvgPool2d": (lambda e: e.AvgPool2d((2, 3)), (2, 3, 7, 6)),
    "AvgPool2d by place": (lambda e: e.AvgPool2d(3, 2, 1, True, False), (2, 3, 7, 6)),
    "MaxPool3d": (lambda e: e.MaxPool3d(2), (2, 3, 4, 7, 6)),
    "MaxPool3d ceil": (
        lambda e: e.MaxPool3d((3, 2, 1), (1, 2, 3), (1, 1, 0), ceil_mode=True),
        (2, 3, 4, 7, 6),
    ),
    "AvgPool3d": (lambda e: e.AvgPool3d((1, 2, 3)), (2, 3, 4, 7, 6)),
    "AvgPool3d by place": (lambda e: e.AvgPool3d(3, 2, 1, True, False), (2, 3, 4, 7, 6)),
    "AdaptiveAvgPool2d": (lambda e: e.AdaptiveAvgPool2d((3, None)), (2, 3, 7, 5)),
    "AdaptiveAvgPool2d 1": (lambda e: e.AdaptiveAvgPool2d(1), (2, 3, 7, 5)),
    "AdaptiveAvgPool2d larger": (lambda e: e.AdaptiveAvgPool2d((9, 2)), (2, 3, 7, 5)),
    "BatchNorm2d": (lambda e: e.BatchNorm2d(3), (4, 3, 3, 2)),
    "BatchNorm2d by place": (lambda e: e.BatchNorm2d(3, 1e-2, 0.3, False), (4, 3, 3, 2)),
    "BatchNorm2d mean of all": (lambda e: e.BatchNorm2d(3, momentum=None), (4, 3, 3, 2)),
    "BatchNorm2d untracked": (lambda e: e.BatchNorm2d(3, 1e-5, 0.1, True, False), (4, 3, 3, 2)),
    "BatchNorm1d": (lambda e: e.BatchNorm1d(3), (5, 3)),
    "BatchNorm1d sequence": (lambda e: e.BatchNorm1d(3, momentum=0.5), (2, 3, 4)),
    "LayerNorm": (lambda e: e.LayerNorm((3, 2)), (4, 2, 3, 2)),
    "LayerNorm by place": (lambda e: e.LayerNorm(5, 0.3, True, False), (4, 2, 5)),
    "LayerNorm fixed": (lambda e: e.LayerNorm([2, 3, 2], elementwise_affine=False), (4, 2, 3, 2)),
    "GroupNorm": (lambda e: e.GroupNorm(2, 6), (4, 6, 3, 2)),
    "GroupNorm by place": (lambda e: e.GroupNorm(3, 6, 0.3, False), (4, 6, 3, 2)),
    "GroupNorm sequence": (lambda e: e.GroupNorm(1, 3, 1e-2), (4, 3, 5)),
    "GroupNorm rows": (lambda e: e.GroupNorm(2, 6), (4, 6)),
    "LocalResponseNorm": (lambda e: e.LocalResponseNorm(3), (2, 5, 3, 2)),
    "LocalResponseNorm by place": (lambda e: e.LocalResponseNorm(4, 0.3, 0.5, 2.0), (2, 5, 3, 2)),
    "Dropout": (lambda e: e.Dropout(0.0), (4, 5, 2)),
    "ReLU": (lambda e: e.ReLU(), (4, 5, 2)),
    "LeakyReLU": (lambda e: e.LeakyReLU(), (4, 5, 2)),
    "LeakyReLU by place": (lambda e: e.LeakyReLU(0.3), (4, 5, 2)),
    "PReLU": (lambda e: e.PReLU(), (4, 5, 2)),
    "PReLU by place": (lambda e: e.PReLU(5, 0.4), (4, 5, 2)),
    "ReLU6": (lambda e: e.ReLU6(), (40, 5, 2)),
    "Sigmoid": (lambda e: e.Sigmoid(), (4, 5, 2)),
    "Tanh": (lambda e: e.Tanh(), (4, 5, 2)),
    "ScaledTanh": (lambda e: e.ScaledTanh(), (4, 5, 2)),
    "Softmax": (lambda e: e.Softmax(dim=1), (4, 5, 2)),
    "Softmax by place": (lambda e: e.Softmax(-1), (4, 5, 2)),
    "Identity": (lambda e: e.Identity(), (4, 5, 2)),
    "Multiply": (lambda e: e.Multiply(0.125), (4, 5, 2)),
    "Negate": (lambda e: e.Negate(), (4, 5, 2)),
    "Flatten": (lambda e: e.Flatten(), (2, 3, 7, 6)),
    "ChannelShuffle": (lambda e: e.ChannelShuffle(3), (2, 6, 3, 2)),
    "Select": (lambda e: e.Select([4, 0, 2]), (2, 5, 3, 2)),
    "ZeroPadShortcut": (lambda e: e.ZeroPadShortcut(3, 5), (2, 3, 4, 5)),
    "ZeroPadShortcut stride": (lambda e: e.ZeroPadShortcut(3, 3, 2), (2, 3, 4, 5)),
    "ZeroPadShortcut by place": (lambda e: e.ZeroPadShortcut(2, 5, 3), (2, 2, 7, 5)),
    "Subsampling": (lambda e: e.Subsampling(3), (2, 3, 5, 4)),
    "RBF": (lambda e: e.RBF(CENTRES), (4, 5)),
    "Sequential": (lambda e: e.Sequential(e.Conv2d(2, 3, 2), e.Tanh()), (2, 2, 4, 3)),
    "Residual": (lambda e: e.Residual(e.Conv2d(2, 2, 3, padding=1)), (2, 2, 4, 3)),
    "Residual of itself": (lambda e: e.Residual(e.Identity(), None, e.Tanh()), (2, 2, 4, 3)),
    "Residual projected": (
        lambda e: e.Residual(
            e.Sequential(e.Conv2d(2, 4, 3, 2, 1, bias=False), e.BatchNorm2d(4)),
            e.Sequential(e.Conv2d(2, 4, 1, 2, bias=False), e.BatchNorm2d(4)),
            e.Sigmoid(),
        ),
        (2, 2, 5, 4),
    ),
    "Concat": (
        lambda e: e.Concat(
            e.Identity(),
            e.Conv2d(2, 3, 3, padding=1),
            e.Sequential(e.Select([1]), e.Conv2d(1, 1, 1)),
        ),
        (2, 2, 4, 3),
    ),
    "Scale": (
        lambda e: e.Scale(
            e.Sequential(e.AdaptiveAvgPool2d(1), e.Flatten(), e.Linear(3, 3), e.Sigmoid())
        ),
        (2, 3, 4, 3),
    ),
    "Scale 1x1": (
        lambda e: e.Scale(e.Sequential(e.AdaptiveAvgPool2d(1), e.Conv2d(3, 3, 1))),
        (2, 3, 4, 3),
    ),
    "Scale everywhere": (lambda e: e.Scale(e.Conv2d(3, 3, 1)), (2, 3, 4, 3)),
}


def torch_twin(make, ours):
    """Build torch's version of a network, with the dtype and state of ours."""
    theirs = make(torch_nn)
    arrays = [a for a in ours.state_dict().values() if a.dtype.kind == "f"]
    dtype = torch.from_numpy(arrays[0]).dtype if arrays else torch.float64
    theirs = theirs.to(dtype)
    theirs.load_state_dict(torch_nn.to_torch_state(ours.state_dict()))
    return theirs


def assert_same_step(ours, theirs, x, *, rng, close):
    """Send a batch and a random gradient through both, and compare all results."""
    tx = torch.tensor(x, requires_grad=True)
    expected = theirs(tx)
    dout = rng.standard_normal(expected.shape).astype(x.dtype)
    expected.backward(torch.tensor(dout))
    theirs_grad = [parameter.grad for parameter in theirs.parameters()]

    given, given_out = x.copy(), dout.copy()
    assert_close(ours(x), expected.detach(), close, "output")
    assert_close(ours.backward(dout), tx.grad, close, "gradient of the input")
    for (name, _), gradient, oracle in zip(
        ours.named_parameters(), ours.gradients(), theirs_grad, strict=True
    ):
        assert_close(gradient, oracle, close, f"gradient of {name}")
    state = theirs.state_dict()
    assert list(ours.state_dict()) == list(state)
    for name, value in ours.state_dict().items():
        assert_close(value, state[name], close, name)
    np.testing.assert_array_equal(x, given, "the input was changed")
    np.testing.assert_array_equal(dout, given_out, "the gradient of the output was changed")
    theirs.zero_grad()


def assert_close(value, oracle, close, what):
    oracle = oracle.numpy()
    assert value.dtype == oracle.dtype, what
    scale = max(1.0, np.abs(oracle).max(initial=0))
    np.testing.assert_allclose(value, oracle, rtol=0, atol=close * scale, err_msg=what)
