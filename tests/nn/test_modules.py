"""Operations of every network of the numpy engine: initialize, name, load, switch modes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from engines import LAYERS

from cnncourse import layers, nn, torch_nn


@pytest.mark.parametrize(
    ("make", "inputs"),
    [
        (lambda e: e.Conv2d(8, 50, 3), 72),
        (lambda e: e.Conv2d(8, 400, 3, groups=4), 18),
        (lambda e: e.Conv1d(8, 400, 9), 72),
        (lambda e: e.ConvTranspose2d(50, 8, 3), 72),
        (lambda e: e.ConvTranspose2d(200, 8, (3, 2), groups=2), 24),
        (lambda e: e.Linear(72, 400), 72),
        (lambda e: e.Subsampling(2000), 4),
    ],
)
def test_initialization_agrees_with_torch(make, inputs):
    """Uniform from -k to k: mean 0, standard deviation k / sqrt(3), nothing beyond."""
    ours, k = make(nn), 1 / np.sqrt(inputs)
    ours.reset_parameters(np.random.default_rng(0))
    assert [name for name, _ in ours.named_parameters()] == ["weight", "bias"]
    for value, theirs in zip(ours.parameters(), make(torch_nn).parameters(), strict=True):
        assert value.dtype == np.float32
        assert max(np.abs(value).max(), theirs.abs().max().item()) <= np.float32(k)
        if value.size >= 50:
            error = k / np.sqrt(3 * value.size)  # of the mean; that of the deviation is smaller
            assert abs(value.mean()) < 5 * error and abs(theirs.mean().item()) < 5 * error
            for std in (value.std(), theirs.std().item()):
                assert abs(std - k / np.sqrt(3)) < 2.5 * error


def test_a_generator_gives_the_same_bits_in_place():
    a = nn.Sequential(nn.Linear(3, 4), nn.Conv2d(1, 2, 3))
    b = nn.Sequential(nn.Linear(3, 4), nn.Conv2d(1, 2, 3))
    held = b.parameters()
    assert not np.array_equal(a[0].weight, b[0].weight)
    for net in (a, b):
        net.reset_parameters(np.random.default_rng(5))
    for ours, theirs, before in zip(a.parameters(), b.parameters(), held, strict=True):
        np.testing.assert_array_equal(ours, theirs)
        assert theirs is before
    assert not np.array_equal(a[0].weight[0], a[0].weight[1])


def small_net():
    return nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.Sequential(nn.ReLU(), nn.Flatten()), nn.Linear(8, 3)
    )


def test_nested_keys_are_those_of_torch():
    keys = ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert list(small_net().state_dict()) == keys
    nested = nn.Sequential(nn.Sequential(nn.ReLU(), nn.Linear(2, 3, bias=False)))
    assert list(nested.state_dict()) == ["0.1.weight"]


def test_a_state_is_a_copy_and_loading_keeps_the_arrays():
    net, other = small_net(), small_net()
    held, state = other.parameters(), net.state_dict()
    other.load_state_dict(state)
    for value, before, source in zip(other.parameters(), held, net.parameters(), strict=True):
        assert value is before
        np.testing.assert_array_equal(value, source)
    state["0.weight"][...] = 0
    assert net[0].weight.all() and other[0].weight.all()


def test_loading_names_every_wrong_key_and_changes_nothing():
    net = small_net()
    before, state = net.state_dict(), small_net().state_dict()
    del state["0.bias"]
    state["1.bias"] = np.zeros(3)
    state["2.weight"] = np.zeros((3, 9))
    message = (
        r"does not fit this Sequential: missing 0.bias; unexpected 1.bias; "
        r"2.weight has shape \(3, 9\) instead of \(3, 8\)"
    )
    with pytest.raises(ValueError, match=message):
        net.load_state_dict(state)
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


def test_train_and_eval_reach_every_layer():
    net = small_net()
    assert net.training and net[1][0].training
    assert net.eval() is net
    assert not net.training and not net[1][0].training
    assert net.train() is net
    assert net[1][0].training


def test_passes_in_the_wrong_order_raise_an_error():
    net = small_net()
    with pytest.raises(RuntimeError, match=r"Linear\(.*\): run a forward pass before backward"):
        net.backward(np.zeros((1, 3), np.float32))
    net(np.zeros((1, 1, 4, 4), np.float32))
    with pytest.raises(
        RuntimeError, match=r"Conv2d\(.*\): run backward before asking for gradients"
    ):
        net.gradients()


def test_a_gradient_replaces_that_of_the_last_batch():
    net = small_net()
    x = np.random.default_rng(0).standard_normal((2, 1, 4, 4)).astype(np.float32)
    dout = net(x)
    net.backward(dout)
    once = [gradient.copy() for gradient in net.gradients()]
    net(x)
    net.backward(dout)
    for gradient, expected in zip(net.gradients(), once, strict=True):
        np.testing.assert_array_equal(gradient, expected)


def test_a_part_of_a_network_shares_its_weights():
    net = small_net()
    assert len(net) == 3 and list(net)[2] is net[-1]
    assert net[:1][0] is net[0]


def test_repr_reads_like_torch():
    assert repr(small_net()) == (
        "Sequential(\n"
        "  (0): Conv2d(1, 2, kernel_size=(3, 3), stride=(1, 1))\n"
        "  (1): Sequential(\n"
        "    (0): ReLU()\n"
        "    (1): Flatten()\n"
        "  )\n"
        "  (2): Linear(in_features=8, out_features=3, bias=True)\n"
        ")"
    )


def test_showing_shapes_does_not_change_the_state():
    net = nn.Sequential(small_net(), nn.BatchNorm1d(3), nn.Dropout())
    x = np.random.default_rng(0).standard_normal((2, 1, 4, 4)).astype(np.float32)
    net[0].eval()
    out, before = net(x), net.state_dict()
    assert nn.shapes(net, (1, 4, 4)) == {
        "": (3,),
        "0": (3,),
        "0.0": (2, 2, 2),
        "0.1": (8,),
        "0.1.0": (2, 2, 2),
        "0.1.1": (8,),
        "0.2": (3,),
        "1": (3,),
        "2": (3,),
    }
    with pytest.raises(ValueError, match=r"w of shape \(2, 1, 3, 3\) .* does not fit"):
        nn.shapes(net, (2, 4, 4))
    assert net.backward(out).shape == x.shape
    assert net.training and not net[0][1][0].training
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


def test_a_summary_prints_as_a_table():
    net = nn.Sequential(nn.Residual(nn.BatchNorm2d(2)), nn.Flatten())
    assert nn.summary(net, (2, 3, 3)).splitlines() == [
        "        input                                                                "
        "           (2, 3, 3)",
        "        Sequential                                                           "
        "           (18,)      4",
        "0       Residual                                                             "
        "           (2, 3, 3)  4",
        "0.body  BatchNorm2d(2, eps=1e-05, momentum=0.1, affine=True, "
        "track_running_stats=True)  (2, 3, 3)  4",
        "1       Flatten()                                                            "
        "           (18,)      0",
    ]


def test_a_fixed_generator_drops_the_same_numbers():
    x = np.ones((50, 40), np.float32)
    make = lambda: nn.Sequential(nn.Dropout(0.25), nn.Dropout(0.5))  # noqa: E731
    a, b = make(), make()
    for net in (a, b):
        net.reset_parameters(np.random.default_rng(7))
    first, second = a(x), a(x)
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(b(x), first)
    np.testing.assert_array_equal(b(x), second)
    a.seed(np.random.default_rng(8))
    assert not np.array_equal(a(x), first)
    masks = [net(x) != 0 for net in a]
    assert np.mean(masks[0]) == pytest.approx(0.75, abs=0.05)
    assert np.mean(masks[0] & masks[1]) == pytest.approx(0.375, abs=0.05)
    np.testing.assert_array_equal(a.eval()(x), x)
    own = [nn.Dropout(0.5, rng=np.random.default_rng(1))(x) for _ in range(2)]
    np.testing.assert_array_equal(*own)
    assert not np.array_equal(nn.Dropout()(x), nn.Dropout()(x))


def test_dropout_passes_gradients_of_the_numbers_that_it_kept():
    layer = nn.Dropout(0.25)
    x = np.random.default_rng(0).standard_normal((6, 5))
    out, dout = layer(x), np.random.default_rng(1).standard_normal((6, 5))
    kept = out != 0
    assert 0 < kept.sum() < kept.size
    np.testing.assert_allclose(out, np.where(kept, x / 0.75, 0))
    np.testing.assert_allclose(layer.backward(dout), np.where(kept, dout / 0.75, 0))


def test_a_reset_affects_every_layer_and_does_not_share_the_generator():
    def everything():
        return nn.Sequential(*(make(nn) for make, _ in LAYERS.values()), nn.Dropout())

    rng, same = np.random.default_rng(3), np.random.default_rng(3)
    a, b = everything(), everything()
    for value in a.parameters():
        value += 1
    a.reset_parameters(rng)
    b.reset_parameters(same)
    for name, value in a.state_dict().items():
        np.testing.assert_array_equal(value, b.state_dict()[name], err_msg=name)
    a[-1](np.ones(100))
    assert rng.random() == same.random()


def test_drawn_weights_do_not_depend_on_dropout():
    weights = []
    for first in (nn.Dropout(), nn.Identity()):
        net = nn.Sequential(first, nn.Linear(3, 2))
        net.reset_parameters(np.random.default_rng(2))
        weights.append(net[1].weight)
    np.testing.assert_array_equal(*weights)


def test_to_converts_statistics_but_not_the_count():
    net = nn.Sequential(nn.BatchNorm1d(2), nn.PReLU(), nn.RBF(np.eye(2))).to(np.float64)
    dtypes = {name.split(".")[1]: value.dtype for name, value in net.state_dict().items()}
    assert dtypes.pop("num_batches_tracked") == np.int64
    assert set(dtypes.values()) == {np.dtype(np.float64)}
    net[0](np.array([[1.0, 2], [3, 5]]))
    assert net[0].running_mean.dtype == np.float64


def test_a_few_steps_overfit_a_few_images():
    rng = np.random.default_rng(0)
    net = nn.Sequential(
        nn.Conv2d(1, 4, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(36, 10)
    )
    net.reset_parameters(rng)
    x, labels = rng.standard_normal((8, 1, 8, 8)).astype(np.float32), rng.integers(0, 10, 8)
    losses = []
    for _ in range(150):
        loss, dlogits = layers.softmax_cross_entropy(net(x), labels)
        net.backward(dlogits)
        for value, gradient in zip(net.parameters(), net.gradients(), strict=True):
            value -= 0.5 * gradient
        losses.append(loss)
    assert losses[0] == pytest.approx(np.log(10), abs=0.5)
    assert losses[-1] < 0.02


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: nn.Conv2d(0, 6, 5), ValueError, r"in_channels must be at least 1, got 0"),
        (lambda: nn.Conv2d(1, 6.0, 5), TypeError, r"out_channels must be an integer, got 6.0"),
        (lambda: nn.Conv2d(1, 6, 0), ValueError, r"kernel_size must be at least 1"),
        (lambda: nn.Conv2d(1, 6, 3, stride=-1), ValueError, r"stride must be at least 1, got -1"),
        (lambda: nn.Conv2d(4, 6, 3, groups=4), ValueError, r"groups must divide .* groups=4"),
        (
            lambda: nn.Conv2d(1, 6, 3, dtype=int),
            TypeError,
            r"dtype must be numpy's float32 or float64",
        ),
        (
            lambda: nn.Linear(3, 4).to(np.int8),
            TypeError,
            r"dtype must be numpy's float32 or float64",
        ),
        (lambda: nn.Linear(-3, 4), ValueError, r"in_features must be at least 1, got -3"),
        (lambda: nn.MaxPool2d(2, 0), ValueError, r"stride must be at least 1, got 0"),
        (lambda: nn.Conv2d(1, 6, 3, padding="sane"), ValueError, r"padding must be .*'sane'"),
        (lambda: nn.Conv2d(1, 6, 3, 2, "same"), ValueError, r'"same" needs stride 1'),
        (lambda: nn.Conv1d(1, 6, (3, 3)), TypeError, r"kernel_size must be an integer"),
        (lambda: nn.ConvTranspose2d(4, 6, 3, groups=3), ValueError, r"groups must divide"),
        (lambda: nn.BatchNorm2d(0), ValueError, r"num_features must be at least 1, got 0"),
        (
            lambda: nn.BatchNorm1d(3, dtype=int),
            TypeError,
            r"dtype must be numpy's float32 or float64",
        ),
        (lambda: nn.Dropout(1.5), ValueError, r"p must lie between 0 and 1, got 1.5"),
        (lambda: nn.Softmax("1"), TypeError, r"dim must be an integer, got '1'"),
        (lambda: nn.AdaptiveAvgPool2d(0), ValueError, r"output_size must be at least 1"),
        (lambda: nn.AdaptiveAvgPool2d((1, 2, 3)), TypeError, r"output_size must be an integer or"),
        (lambda: nn.ChannelShuffle(0), ValueError, r"groups must be at least 1, got 0"),
        (lambda: nn.PReLU(0), ValueError, r"num_parameters must be at least 1"),
        (lambda: nn.Subsampling(0), ValueError, r"channels must be at least 1"),
        (lambda: nn.LocalResponseNorm(2.5), TypeError, r"size must be an integer, got 2.5"),
        (lambda: nn.RBF(np.ones(3)), ValueError, r"centres must have the axes \(C, D\)"),
        (lambda: nn.Sequential(nn.ReLU(), nn.ReLU), TypeError, r"layer 1 is a .*type"),
        (lambda: nn.Sequential(torch_nn.ReLU()), TypeError, r"layer 0 is a torch.nn"),
    ],
)
def test_an_error_names_the_argument(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_the_numpy_engine_does_not_import_torch():
    program = (
        "import sys, cnncourse.nn, cnncourse.models, cnncourse.blueprint\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
