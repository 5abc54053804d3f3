"""CIFAR-10: fetched, read packed and unpacked, errors for damaged files."""

from __future__ import annotations

import numpy as np
import pytest
from published import own, refused

from cnncourse import data
from cnncourse.data import cifar


def test_cifar_is_fetched_once_and_read(small_cifar, batches, server):
    for _ in range(2):
        found = data.cifar10()
        records = [
            np.frombuffer(content, np.uint8).reshape(-1, 3073) for content in batches.values()
        ]
        assert len(found.train) == 20 and len(found.held_out) == 3
        np.testing.assert_array_equal(found.held_out.targets, records[-1][:, 0])
        train = np.concatenate(records[:-1])
        np.testing.assert_array_equal(found.train.targets, train[:, 0])
        for split, wanted in ((found.train, train), (found.held_out, records[-1])):
            for channel in range(3):
                columns = slice(1 + 1024 * channel, 1025 + 1024 * channel)
                mean, std = train[:, columns].mean(), train[:, columns].std()
                plane = (wanted[:, columns].reshape(-1, 32, 32) - mean) / std
                np.testing.assert_allclose(split.images[:, channel], plane, atol=1e-5)
    assert server.requests == ["/cifar-10-binary.tar.gz"]
    assert data.cifar10(40).image_shape == (3, 40, 40)


def test_cifar_from_a_data_folder(small_cifar, batches, server, monkeypatch, folders):
    fetched = data.cifar10()
    own(monkeypatch, folders / "packed", small_cifar)
    packed = data.cifar10()
    files = {f"cifar-10-batches-bin/{name}": content for name, content in batches.items()}
    own(monkeypatch, folders / "unpacked", files)
    unpacked = data.cifar10()
    for found in (packed, unpacked):
        np.testing.assert_array_equal(found.train.images, fetched.train.images)
        np.testing.assert_array_equal(found.held_out.targets, fetched.held_out.targets)
    assert len(server.requests) == 1

    (folders / "unpacked/cifar-10-batches-bin/data_batch_3.bin").unlink()
    assert "lacks data_batch_3.bin: unpack cifar-10-binary.tar.gz again" in refused(data.cifar10)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x.bin has 0 bytes, which is not a multiple of 3073"),
        (bytes(3072), "x.bin has 3072 bytes"),
        (bytes(3073) + b"\x0a" + bytes(3072), "x.bin has the label 10; CIFAR-10 ends at 9"),
    ],
)
def test_files_that_are_not_cifar(content, message):
    assert message in refused(cifar.parse_batch, "x.bin", content)
