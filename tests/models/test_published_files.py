"""Weight files from torch: valid ones load, others raise a one-line error."""

from __future__ import annotations

import io
import json
import pickle
import struct
import tarfile
import warnings
import zipfile

import numpy as np
import pytest
import torch

from cnncourse import models, nn, torch_nn
from cnncourse.models.torch_published import load_published

PLACES = 150  # bytes changed, one at a time
NET = models.alexnet_torchvision(nn, width=1 / 64, num_classes=3, image_size=63)
BEFORE = NET.state_dict()


def weights():
    torch.manual_seed(0)
    net = models.alexnet_torchvision(torch_nn, width=1 / 64, num_classes=3, image_size=63)
    return dict(net.state_dict())


def written(value, **options):
    file = io.BytesIO()
    torch.save(value, file, **options)
    return file.getvalue()


FORMATS = pytest.mark.parametrize(
    "whole",
    [written(weights()), written(weights(), _use_new_zipfile_serialization=False)],
    ids=["zip", "of before 2020"],
)


@pytest.fixture
def net():
    NET.load_state_dict(BEFORE)
    return NET


def assert_one_line(error, path):
    message = str(error)
    assert message.startswith(f"{path}: ") and "\n" not in message and len(message) < 900
    for advice in ("weights_only", "trust", "safe_globals", "likely succeed"):
        assert advice not in message
    assert error.__cause__ is None and error.__suppress_context__


def assert_unchanged(net):
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, BEFORE[name])


def assert_refused(net, path, words):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=words) as refused:
            load_published(net, path)
    assert_one_line(refused.value, path)
    assert_unchanged(net)


@FORMATS
def test_valid_files_of_both_formats_load(tmp_path, net, whole):
    path = tmp_path / "weights.pth"
    path.write_bytes(whole)
    assert load_published(net, path) is net
    for name, value in weights().items():
        np.testing.assert_array_equal(net.state_dict()[name], value)


@FORMATS
@pytest.mark.parametrize("change", [lambda byte: byte ^ 0xFF, lambda byte: byte ^ 1])
def test_a_changed_byte_gives_weights_or_a_value_error(tmp_path, net, whole, change):
    """Names, shapes and sizes are at the start and the end of a file, weights in between."""
    path, refused = tmp_path / "weights.pth", 0
    ends = [*range(0, 4000, 4000 // PLACES), *range(len(whole) - 2000, len(whole), 40)]
    for place in (*ends, *np.linspace(4000, len(whole) - 2001, 30).astype(int)):
        changed = bytearray(whole)
        changed[place] = change(changed[place])
        path.write_bytes(changed)
        try:
            load_published(net, path)
        except ValueError as error:
            assert_one_line(error, path)
            assert_unchanged(net)
            refused += 1
        else:
            NET.load_state_dict(BEFORE)
    assert refused > 40


@FORMATS
def test_a_file_truncated_anywhere_raises_an_error(tmp_path, net, whole):
    path = tmp_path / "weights.pth"
    for length in np.linspace(0, len(whole) - 1, 60).astype(int):
        path.write_bytes(whole[:length])
        assert_refused(net, path, "not a file of weights that torch can read: ")


class Harmful:
    def __reduce__(self):
        return print, ("this would have been run",)


def tar_of_2016():
    """Build a file with the members of torch's oldest format, none of which is readable."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name in ("storages", "tensors", "pickle"):
            content = pickle.dumps(3, protocol=2)
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def safetensors():
    header = {"fc.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(24)


def npz():
    file = io.BytesIO()
    np.savez(file, **weights())
    return file.getvalue()


def archive_of_a_text():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    return file.getvalue()


UNREADABLE = (
    "not a file of weights that torch can read: it is damaged, has another format, or holds Py"
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>not found</html>",
        b"hello" * 1000,
        pickle.dumps(Harmful()),
        pickle.dumps(weights()),
        written({"state_dict": weights(), "args": Harmful()}),
        written(torch.nn.Linear(2, 2)),
        tar_of_2016(),
        safetensors(),
        npz(),
        archive_of_a_text(),
    ],
    ids=["empty", "page", "text", "harmful", "pickle", "harmful args", "network", "tar"]
    + ["safetensors", "npz", "zip"],
)
def test_a_file_of_another_format_raises_an_error_and_runs_no_code(tmp_path, net, content, capfd):
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    assert_refused(net, path, UNREADABLE)
    assert capfd.readouterr() == ("", "")


def test_a_folder_is_named_as_such(tmp_path, net):
    assert_refused(net, tmp_path, "a folder, not a file of weights$")


def changed(**others):
    return {**weights(), **{name.replace("__", "."): value for name, value in others.items()}}


SIX = "the weights do not fit alexnet_torchvision: classifier.6.bias "


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (3, "the weights do not fit alexnet_torchvision: holds a int instead of arrays by name$"),
        ([torch.ones(2)], "holds a list instead of arrays by name$"),
        ({}, r"do not fit alexnet_torchvision: missing features.0.weight; .*; and 8 more$"),
        ({1: torch.ones(2)}, "the name of an array must be a string, got 1$"),
        ({"epoch": 3, "weights": [1, 2]}, "missing features.0.weight; "),
        ({"0.0.weight": torch.ones(1)}, "; its layers have numbers in place of names: an older"),
        (changed(classifier__6__bias=torch.ones(3).cfloat()), f"{SIX}holds complex64 instead of"),
        (changed(classifier__6__bias=torch.ones(4)), rf"{SIX}has shape \(4,\) instead of \(3,\)$"),
        (changed(classifier__6__bias="three"), rf"{SIX}has shape \(\) instead of \(3,\)$"),
        (changed(classifier__6__bias=torch.ones(3).to_sparse()), f"{SIX}cannot be read: "),
        (
            changed(classifier__6__bias=torch.tensor([1, np.nan, 2])),
            "6.bias has infinite values or",
        ),
        (
            changed(classifier__6__bias=torch.tensor([1, np.inf, 2])),
            "6.bias has infinite values or",
        ),
    ],
)
def test_a_state_that_does_not_fit_is_named(tmp_path, net, state, words):
    torch.save(state, tmp_path / "weights.pth")
    assert_refused(net, tmp_path / "weights.pth", words)


@pytest.mark.parametrize("engine", [nn, torch_nn])
@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: {f"module.{name}": value for name, value in state.items()},
        lambda state: {f"_orig_mod.{name}": value for name, value in state.items()},
        lambda state: {"epoch": 3, "state_dict": state},
        lambda state: {"model": {f"module.{name}": value for name, value in state.items()}},
        lambda state: {name: value.half() for name, value in state.items()},
        lambda state: {name: value.bfloat16().double() for name, value in state.items()},
        lambda state: {name: torch.nn.Parameter(value) for name, value in state.items()},
    ],
)
def test_wrappers_prefixes_and_precisions_are_accepted(tmp_path, engine, wrap):
    net = models.alexnet_torchvision(engine, width=1 / 64, num_classes=3, image_size=63)
    torch.save(wrap(weights()), tmp_path / "weights.pth")
    assert load_published(net, tmp_path / "weights.pth") is net
    found = net.state_dict()
    for name, value in weights().items():
        np.testing.assert_allclose(np.asarray(found[name]), value, rtol=2**-8, atol=1e-7)


def test_integers_are_accepted_as_weights(tmp_path, net):
    state = {name: (100 * value).to(torch.int16) for name, value in weights().items()}
    torch.save(state, tmp_path / "weights.pth")
    load_published(net, tmp_path / "weights.pth")
    for name, value in state.items():
        np.testing.assert_array_equal(net.state_dict()[name], value)


@pytest.mark.parametrize("engine", [nn, torch_nn])
@pytest.mark.parametrize("count", [torch.tensor([7]), None])
def test_counts_of_batches_may_have_any_format(tmp_path, engine, count):
    net = models.resnet18(engine, width=1 / 32, num_classes=2)
    state = dict(models.resnet18(torch_nn, width=1 / 32, num_classes=2).state_dict())
    for name in [name for name in state if name.endswith("num_batches_tracked")]:
        state[name] = count
        if count is None:
            del state[name]
    torch.save(state, tmp_path / "weights.pth")
    load_published(net, tmp_path / "weights.pth")
    expected = 0 if count is None else 7
    assert int(net.layer4[1].bn2.num_batches_tracked) == expected


def test_a_network_that_torchvision_lacks_raises_an_error(tmp_path):
    torch.save(weights(), tmp_path / "weights.pth")
    with pytest.raises(
        ValueError, match="net is not one of the networks that torchvision publishes"
    ):
        load_published(nn.Sequential(nn.Linear(2, 2)), tmp_path / "weights.pth")
