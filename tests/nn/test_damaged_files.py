"""Damaged weight files and other files raise one ValueError that names the file."""

from __future__ import annotations

import json
import struct
import tarfile
import zipfile

import numpy as np
import pytest
import torch

from cnncourse import nn

PLACES = 200  # bytes changed, one at a time, of about 1,000


def make_net(seed=0):
    net = nn.Sequential(fc=nn.Linear(3, 2), bn=nn.BatchNorm1d(2))
    net.reset_parameters(np.random.default_rng(seed))
    return net


@pytest.fixture
def path(tmp_path):
    make_net().save(tmp_path / "weights.npz")
    return tmp_path / "weights.npz"


def assert_refused(path, words=""):
    net = make_net(1)
    before = net.state_dict()
    with pytest.raises(ValueError, match=words) as refused:
        net.load(path)
    message = str(refused.value)
    assert message.startswith(str(path)) and "\n" not in message and len(message) < 700
    assert "allow_pickle" not in message and "unsafe" not in message
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    for name, value in net.state_dict().items():
        np.testing.assert_array_equal(value, before[name])


@pytest.mark.parametrize("change", [lambda byte: byte ^ 0xFF, lambda byte: byte ^ 1, lambda _: 0])
def test_a_changed_byte_is_detected_or_harmless(path, change):
    whole, net = path.read_bytes(), make_net()
    found = 0
    for place in np.linspace(0, len(whole) - 1, PLACES).astype(int):
        changed = bytearray(whole)
        changed[place] = change(changed[place])
        path.write_bytes(changed)
        other = make_net(1)
        try:
            other.load(path)
        except ValueError as error:
            assert str(error).startswith(str(path)) and "\n" not in str(error)
            found += 1
        else:  # a date in the archive's headers, for example
            for name, value in other.state_dict().items():
                np.testing.assert_array_equal(value, net.state_dict()[name])
    assert found > PLACES / 4


def test_a_file_truncated_anywhere_raises_an_error(path):
    whole = path.read_bytes()
    for length in np.linspace(0, len(whole) - 1, PLACES // 4).astype(int):
        path.write_bytes(whole[:length])
        assert_refused(path, "is not a complete .npz file as written by numpy.savez$")


@pytest.mark.parametrize(
    ("offset", "value"), [(6, 99), (8, 1), (10, 77)], ids=["version", "encrypted", "compression"]
)
def test_an_archive_that_zipfile_does_not_support_raises_an_error(path, offset, value):
    changed = bytearray(path.read_bytes())
    changed[changed.index(b"PK\1\2") + offset] = value
    path.write_bytes(changed)
    assert_refused(path, "is not a complete .npz file: ")


def single(path, value):
    with path.open("wb") as file:
        np.save(file, value, allow_pickle=True)


def safetensors(path):
    header = {"fc.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + bytes(24))


def archive_of_texts(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")


def empty_archive(path):
    with zipfile.ZipFile(path, "w"):
        pass


def tar(path):
    other = path.with_name("other")
    other.write_text("hello")
    with tarfile.open(path, "w") as archive:
        archive.add(other, "storages")


NOT_NPZ = "is not a complete .npz file as written by numpy.savez$"


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda path: path.write_bytes(b""), NOT_NPZ),
        (lambda path: path.write_text("<html>not found</html>"), NOT_NPZ),
        (lambda path: path.write_bytes(b"\x80\x04N."), NOT_NPZ),
        (lambda path: single(path, np.ones(3)), NOT_NPZ),
        (lambda path: single(path, np.array([{}])), NOT_NPZ),
        (safetensors, NOT_NPZ),
        (tar, NOT_NPZ),
        (archive_of_texts, "is an archive, but not a .npz file$"),
        (empty_archive, "state does not fit this Sequential: missing fc.weight; .*"),
        (
            lambda path: torch.save(torch.nn.Linear(3, 2).state_dict(), path),
            r"is an archive, but not a .npz file; read it with torch.load\(path, weights_only",
        ),
        (
            lambda path: np.savez(path, a=np.array([{"b": 1}], dtype=object)),
            "it holds Python objects, which are not loaded because they can run any code$",
        ),
        (lambda path: np.savez(path, a=np.ones(3)), "this Sequential: missing fc.weight; .*"),
        (lambda path: np.savez(path, np.ones(3)), "this Sequential: .*unexpected arr_0"),
        (lambda path: make_net().to(float).fc.save(path), "missing fc.weight; .*unexpected weight"),
    ],
)
def test_a_file_of_another_format_is_named_as_such(tmp_path, write, words):
    write(tmp_path / "weights.npz")
    assert_refused(tmp_path / "weights.npz", words)


def test_a_folder_is_named_as_such(tmp_path):
    assert_refused(tmp_path, "is a folder, not a .npz file$")


def test_an_array_that_claims_more_data_than_the_file_holds(path):
    """The header claims terabytes; the checksum of the archive is right."""
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("fc.weight.npy", "w") as file:
            header = {"descr": "<f4", "fortran_order": False, "shape": (10**13,)}
            np.lib.format.write_array_header_1_0(file, header)
    assert_refused(path, "is not a complete .npz file: ")
