"""Published files: read, refused when damaged, fetched over loopback, and fetched again."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import struct
import tarfile
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from cnncourse import data
from cnncourse.data import cifar, fetch, mnist_sets, sources

# Modules that have the name of a function in cnncourse.data.


def idx(array):
    """Give an array of bytes in MNIST's format."""
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


def archive(batches):
    """Give files as CIFAR's archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in batches.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def checksums(files):
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


@pytest.fixture(scope="module")
def digits_files():
    """A small MNIST: 30 images to learn from and 20 held out."""
    rng = np.random.default_rng(0)
    arrays = {
        "train-images-idx3-ubyte.gz": rng.integers(0, 256, (30, 28, 28), np.uint8),
        "train-labels-idx1-ubyte.gz": rng.integers(0, 10, 30, np.uint8),
        "t10k-images-idx3-ubyte.gz": rng.integers(0, 256, (20, 28, 28), np.uint8),
        "t10k-labels-idx1-ubyte.gz": rng.integers(0, 10, 20, np.uint8),
    }
    return arrays, {name: idx(array) for name, array in arrays.items()}


@pytest.fixture(scope="module")
def batches():
    """A small CIFAR-10: five files of 4 images and one of 3."""
    rng = np.random.default_rng(1)
    files = {}
    for name in cifar.UNPACKED.sums:
        records = rng.integers(0, 256, (3 if name == "test_batch.bin" else 4, 3073), np.uint8)
        records[:, 0] %= 10
        files[name] = records.tobytes()
    return files


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path):
    """An empty cache, and no folder of one's own."""
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CNNCOURSE_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path


@pytest.fixture
def server():
    """A server on loopback: `files` by path, `requests` that came, `cut` answers short."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.requests.append(self.path)
            content = self.server.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: self.server.cut])

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.files, server.requests, server.cut = {}, [], None
        server.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def small_mnist(monkeypatch, digits_files, server):
    """Mnist, but the small one, published by the server."""
    _, files = digits_files
    server.files = {f"/mnist/{name}": content for name, content in files.items()}
    small = replace(mnist_sets.MNIST, mirrors=(server.url + "mnist/",), sums=checksums(files))
    monkeypatch.setattr(mnist_sets, "MNIST", small)
    return files


@pytest.fixture
def small_cifar(monkeypatch, batches, server):
    packed = {cifar.ARCHIVE_NAME: archive(batches)}
    server.files = {f"/{cifar.ARCHIVE_NAME}": packed[cifar.ARCHIVE_NAME]}
    monkeypatch.setattr(
        cifar, "ARCHIVE", replace(cifar.ARCHIVE, mirrors=(server.url,), sums=checksums(packed))
    )
    monkeypatch.setattr(cifar, "UNPACKED", replace(cifar.UNPACKED, sums=checksums(batches)))
    return packed


def own(monkeypatch, folder, files):
    """Write files to a folder of one's own, and set CNNCOURSE_DATA."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    monkeypatch.setenv("CNNCOURSE_DATA", str(folder))


def refused(load, *arguments):
    with pytest.raises(data.Unavailable) as error:
        load(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_mnist_is_fetched_once_and_read(small_mnist, digits_files, server, folders):
    arrays, _ = digits_files
    for _ in range(2):
        found = data.mnist()
        assert found.image_shape == (1, 28, 28) and len(found.train) == 30
        np.testing.assert_array_equal(found.train.targets, arrays["train-labels-idx1-ubyte.gz"])
        np.testing.assert_array_equal(found.held_out.targets, arrays["t10k-labels-idx1-ubyte.gz"])
        for split, name in ((found.train, "train"), (found.held_out, "t10k")):
            images = arrays[f"{name}-images-idx3-ubyte.gz"].astype(float)
            mean, std = (f(arrays["train-images-idx3-ubyte.gz"]) for f in (np.mean, np.std))
            np.testing.assert_allclose(split.images[:, 0], (images - mean) / std, atol=1e-5)
    assert len(server.requests) == 4
    assert sorted(path.name for path in (folders / "cache/mnist").iterdir()) == sorted(small_mnist)


def test_a_frame_up_to_36_and_larger_digits_beyond(small_mnist):
    plain, framed, large = data.mnist(), data.mnist(32), data.mnist(48)
    assert framed.image_shape == (1, 32, 32) and large.image_shape == (1, 48, 48)
    np.testing.assert_allclose(framed.train.images[:, :, :2], framed.background, atol=1e-6)
    middle = framed.train.images[:, :, 2:-2, 2:-2]
    assert np.corrcoef(middle.ravel(), plain.train.images.ravel())[0, 1] > 1 - 1e-9
    assert not np.allclose(large.train.images[:, :, :2], large.background)


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


def test_cifar_from_a_folder_of_ones_own(small_cifar, batches, server, monkeypatch, folders):
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


def test_a_folder_of_ones_own_needs_no_network(small_mnist, server, monkeypatch, folders):
    files = {f"mnist/{name}": content for name, content in small_mnist.items()}
    own(monkeypatch, folders / "own", files)
    assert len(data.mnist().train) == 30
    assert server.requests == [] and not (folders / "cache").exists()


def test_what_the_folder_lacks_is_fetched(small_mnist, server, monkeypatch, folders):
    name, content = next(iter(small_mnist.items()))
    own(monkeypatch, folders / "own", {f"mnist/{name}": content})
    assert len(data.mnist().train) == 30
    assert len(server.requests) == 3 and f"/mnist/{name}" not in server.requests


@pytest.mark.parametrize("damage", [lambda b: b[:-1], lambda b: b"", lambda b: b"x" + b[1:]])
def test_a_damaged_file_in_the_cache_is_named_and_fetched_again(
    small_mnist, server, folders, capsys, damage
):
    data.mnist()
    path = folders / "cache/mnist/t10k-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    server.requests.clear()
    assert len(data.mnist().held_out) == 20
    assert server.requests == ["/mnist/t10k-images-idx3-ubyte.gz"]
    assert capsys.readouterr().err == f"{path} is damaged: fetching it again\n"
    assert path.read_bytes() == small_mnist["t10k-images-idx3-ubyte.gz"]


def test_a_damaged_file_of_ones_own_is_named_and_left_alone(
    small_mnist, server, monkeypatch, folders
):
    files = {f"mnist/{name}": content for name, content in small_mnist.items()}
    files["mnist/train-labels-idx1-ubyte.gz"] = b"damaged"
    own(monkeypatch, folders / "own", files)
    path = folders / "own/mnist/train-labels-idx1-ubyte.gz"
    message = refused(data.mnist)
    assert message.startswith(f"{path} is damaged or of another edition")
    assert message.endswith(f"replace it by the one from {server.url}mnist/")
    assert path.read_bytes() == b"damaged" and server.requests == []


def test_an_answer_that_breaks_off(small_mnist, server, folders):
    server.cut = 10
    assert "no connection to 127.0.0.1" in refused(data.mnist)
    assert not (folders / "cache").exists()


def test_an_answer_that_is_not_the_published_file(small_mnist, server, folders):
    server.files["/mnist/train-images-idx3-ubyte.gz"] = b"<html>Sign in to this hotel</html>"
    assert "what 127.0.0.1 sends has another checksum" in refused(data.mnist)
    assert not (folders / "cache").exists()


def test_the_second_mirror_serves_when_the_first_does_not(
    small_mnist, server, monkeypatch, folders
):
    mirrors = (server.url + "gone/", server.url + "mnist/")
    monkeypatch.setattr(mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=mirrors))
    assert len(data.mnist().train) == 30
    assert len(server.requests) == 8
    server.files.clear()
    monkeypatch.setenv("CNNCOURSE_CACHE", str(folders / "elsewhere"))
    assert "(127.0.0.1 answers 404; 127.0.0.1 answers 404)" in refused(data.mnist)


def test_neither_network_nor_folder(monkeypatch, small_mnist):
    closed = "http://127.0.0.1:9/"  # the port of a service that nobody runs
    monkeypatch.setattr(mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=(closed,)))
    assert refused(data.mnist) == (
        "mnist/train-images-idx3-ubyte.gz is not here and cannot be fetched (no connection to "
        "127.0.0.1). Where there is a network, download train-images-idx3-ubyte.gz, "
        "train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz from "
        f"{closed}, put them into DIR/mnist, and set CNNCOURSE_DATA=DIR"
    )


def test_a_server_that_is_silent(monkeypatch, small_mnist):
    import socket

    monkeypatch.setattr(fetch, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        monkeypatch.setattr(mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=(url,)))
        assert "(127.0.0.1 is silent)" in refused(data.mnist)


def test_a_cache_that_cannot_be_written(small_mnist, monkeypatch, folders):
    (folders / "file").write_text("I am no folder")
    monkeypatch.setenv("CNNCOURSE_CACHE", str(folders / "file"))
    message = refused(data.mnist)
    assert message == (
        f"{folders / 'file' / 'mnist'} cannot be written (Not a directory): "
        "set CNNCOURSE_CACHE to a folder that can"
    )


def test_a_cache_that_may_not_be_written(small_mnist, monkeypatch, folders):
    def locked(path, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "makedirs", locked)
    assert "mnist cannot be written (Permission denied): set CNNCOURSE" in refused(data.mnist)


def test_no_empty_folder_is_left(small_mnist, monkeypatch, folders):
    with monkeypatch.context() as patch:
        patch.setenv("CNNCOURSE_CACHE", str(folders / "new" / "cache"))
        closed = mnist_sets.MNIST.mirrors[0]
        patch.setattr(
            mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=(f"{closed}nowhere/",))
        )
        assert "cannot be fetched" in refused(data.mnist)
    assert not (folders / "new").exists()


def test_a_folder_of_ones_own_that_is_none(monkeypatch, folders):
    monkeypatch.setenv("CNNCOURSE_DATA", str(folders / "typo"))
    assert f"CNNCOURSE_DATA is {folders / 'typo'}, which is no folder" in refused(data.mnist)
    assert "which is no folder" in refused(data.cifar10)


def test_progress_is_shown_to_the_end(small_mnist, monkeypatch, server):
    shown = io.StringIO()
    bars = []

    class Bar(fetch.tqdm):
        def __init__(self, **options):
            bars.append(self)
            super().__init__(**{**options, "disable": False, "file": shown, "mininterval": 0})

    monkeypatch.setattr(fetch, "tqdm", Bar)
    monkeypatch.setattr(fetch, "CHUNK", 1000)
    data.mnist()
    assert [bar.n for bar in bars] == [bar.total for bar in bars]
    assert [bar.total for bar in bars] == [len(content) for content in small_mnist.values()]
    assert all(name in shown.getvalue() for name in small_mnist)
    size = len(small_mnist["train-images-idx3-ubyte.gz"])
    assert f"{1000 * (size // 2000) * 100 / size:3.0f}%" in shown.getvalue()  # half way


def test_nothing_is_printed_where_nobody_watches(small_mnist, capsys):
    data.mnist()
    assert capsys.readouterr() == ("", "")


def test_the_cache_is_the_systems_unless_it_is_named(monkeypatch):
    monkeypatch.delenv("CNNCOURSE_CACHE")
    assert sources.cache().name == "cnncourse"


@pytest.fixture
def file(tmp_path):
    def write(content):
        (tmp_path / "x.gz").write_bytes(content)
        return tmp_path / "x.gz"

    return write


@pytest.mark.parametrize("shape", [(3, 4, 5), (1, 1, 1), (0, 28, 28)])
def test_idx_comes_back(file, shape):
    array = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    np.testing.assert_array_equal(mnist_sets.read_idx(file(idx(array)), 3), array)


def test_idx_cut_off_anywhere(file):
    whole = idx(np.arange(60, dtype=np.uint8).reshape(3, 4, 5))
    for length in range(len(whole)):
        assert "x.gz is " in refused(mnist_sets.read_idx, file(whole[:length]), 3)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (idx(np.zeros(3, np.uint8)), "begins with the bytes 00 00 08 01, not 00 00 08 03"),
        (gzip.compress(b"\0\0\x0d\3" + bytes(12)), "begins with the bytes 00 00 0d 03"),
        (gzip.compress(b""), "begins with the bytes (none)"),
        (gzip.compress(b"\0\0\x08\3" + bytes(11)), "is no file of 3 dimensions"),
        (gzip.compress(b"\0\0\x08\3" + struct.pack(">3I", 2, 2, 2) + bytes(7)), "holds 7 values; "),
        (gzip.compress(b"\0\0\x08\3" + struct.pack(">3I", 2, 2, 2) + bytes(9)), "says 2 x 2 x 2"),
        (b"hello", "x.gz is damaged (Not a gzipped file"),
    ],
)
def test_files_that_are_not_idx(file, content, message):
    assert message in refused(mnist_sets.read_idx, file(content), 3)


def test_images_and_labels_of_different_sets(tmp_path):
    images, labels = tmp_path / "images.gz", tmp_path / "labels.gz"
    images.write_bytes(idx(np.zeros((3, 4, 4), np.uint8)))
    labels.write_bytes(idx(np.zeros(4, np.uint8)))
    message = refused(mnist_sets.read_split, images, labels)
    assert "holds 3 images and" in message and "4 labels: they do not belong together" in message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "x.bin has 0 bytes, which is no multiple of 3073"),
        (bytes(3072), "x.bin has 3072 bytes"),
        (bytes(3073) + b"\x0a" + bytes(3072), "x.bin has the label 10; CIFAR-10 ends at 9"),
    ],
)
def test_files_that_are_not_cifar(content, message):
    assert message in refused(cifar.parse_batch, "x.bin", content)
