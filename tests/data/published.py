"""Small files in the format of the published ones, and helpers for tests."""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import tarfile

import pytest

from cnncourse.data import DataUnavailable


def idx(array):
    """Encode an array of bytes in MNIST's format."""
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def archive(batches):
    """Pack files like CIFAR's archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in batches.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def checksums(files):
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def own(monkeypatch, folder, files):
    """Write files to a data folder, and set CNNCOURSE_DATA."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    monkeypatch.setenv("CNNCOURSE_DATA", str(folder))


def refused(load, *arguments):
    with pytest.raises(DataUnavailable) as error:
        load(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)
