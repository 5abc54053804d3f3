"""A separate cache for every test, a local server with small data sets, folders of images."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from pictures import write
from published import archive, checksums, idx

from cnncourse import data
from cnncourse.data import cifar, mnist_sets


@pytest.fixture(scope="session")
def digits():
    return data.digits()


@pytest.fixture(scope="module")
def digits_files():
    """A small MNIST: 30 training images and 20 held out."""
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


@pytest.fixture
def folders(monkeypatch, tmp_path):
    """An empty cache, and no data folder."""
    monkeypatch.setenv("CNNCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CNNCOURSE_DATA", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path


@pytest.fixture
def server(folders):
    """A local server: `files` by path, the `requests` received; `cut` truncates replies."""

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
    """Replace MNIST by the small one, published by the server."""
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


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CNNCOURSE_CACHE", str(cache))
    return cache / "folders"


@pytest.fixture
def two_parts(tmp_path):
    names = [f"{part}/{c}/{i}.png" for part in ("train", "held_out") for c in "ab" for i in "123"]
    write(tmp_path, {name: {} for name in names})
    return tmp_path


@pytest.fixture
def one_part(tmp_path):
    write(tmp_path, {f"{c}/{i}.png": {} for c in ("cat", "dog") for i in range(11)})
    return tmp_path
