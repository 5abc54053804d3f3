"""Files fetched from a local server arrive complete and correct, or not at all."""

from __future__ import annotations

import io
import os
import socket
from dataclasses import replace

from published import refused

from cnncourse import data
from cnncourse.data import mirrors, mnist_sets


def test_a_truncated_reply(small_mnist, server, folders):
    server.cut = 10
    assert "no connection to 127.0.0.1" in refused(data.mnist)
    assert not (folders / "cache").exists()


def test_a_reply_that_is_not_the_published_file(small_mnist, server, folders):
    server.files["/mnist/train-images-idx3-ubyte.gz"] = b"<html>Sign in to this hotel</html>"
    assert "the file from 127.0.0.1 has another checksum" in refused(data.mnist)
    assert not (folders / "cache").exists()


def test_the_second_mirror_is_used_when_the_first_fails(small_mnist, server, monkeypatch, folders):
    mirrors = (server.url + "gone/", server.url + "mnist/")
    monkeypatch.setattr(mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=mirrors))
    assert len(data.mnist().train) == 30
    assert len(server.requests) == 8
    server.files.clear()
    monkeypatch.setenv("CNNCOURSE_CACHE", str(folders / "elsewhere"))
    assert "(127.0.0.1 answers 404; 127.0.0.1 answers 404)" in refused(data.mnist)


def test_neither_network_nor_folder(monkeypatch, small_mnist):
    closed = "http://127.0.0.1:9/"  # a port on which nothing listens
    monkeypatch.setattr(mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=(closed,)))
    assert refused(data.mnist) == (
        "mnist/train-images-idx3-ubyte.gz is missing and cannot be fetched (no connection to "
        "127.0.0.1). On a computer with a network, download train-images-idx3-ubyte.gz, "
        "train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz from "
        f"{closed}, put them into DIR/mnist, and set CNNCOURSE_DATA=DIR"
    )


def test_a_server_that_is_silent(monkeypatch, small_mnist):
    monkeypatch.setattr(mirrors, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        monkeypatch.setattr(mnist_sets, "MNIST", replace(mnist_sets.MNIST, mirrors=(url,)))
        assert "(127.0.0.1 is silent)" in refused(data.mnist)


def test_a_cache_that_cannot_be_written(small_mnist, monkeypatch, folders):
    (folders / "file").write_text("I am not a folder")
    monkeypatch.setenv("CNNCOURSE_CACHE", str(folders / "file"))
    message = refused(data.mnist)
    assert message == (
        f"{folders / 'file' / 'mnist'} cannot be written (Not a directory): "
        "set CNNCOURSE_CACHE to a writable folder"
    )


def test_a_cache_without_write_permission(small_mnist, monkeypatch, folders):
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


def test_progress_is_shown_to_the_end(small_mnist, monkeypatch, server):
    shown = io.StringIO()
    bars = []

    class Bar(mirrors.tqdm):
        def __init__(self, **options):
            bars.append(self)
            super().__init__(**{**options, "disable": False, "file": shown, "mininterval": 0})

    monkeypatch.setattr(mirrors, "tqdm", Bar)
    monkeypatch.setattr(mirrors, "CHUNK", 1000)
    data.mnist()
    assert [bar.n for bar in bars] == [bar.total for bar in bars]
    assert [bar.total for bar in bars] == [len(content) for content in small_mnist.values()]
    assert all(name in shown.getvalue() for name in small_mnist)
    size = len(small_mnist["train-images-idx3-ubyte.gz"])
    assert f"{1000 * (size // 2000) * 100 / size:3.0f}%" in shown.getvalue()  # half way


def test_nothing_is_printed_without_a_terminal(small_mnist, capsys):
    data.mnist()
    assert capsys.readouterr() == ("", "")
