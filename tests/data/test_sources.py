"""Published files are taken from the data folder, the cache or the network."""

from __future__ import annotations

import pytest
from published import own, refused

from cnncourse import data
from cnncourse.data import locations


def test_a_data_folder_needs_no_network(small_mnist, server, monkeypatch, folders):
    files = {f"mnist/{name}": content for name, content in small_mnist.items()}
    own(monkeypatch, folders / "own", files)
    assert len(data.mnist().train) == 30
    assert server.requests == [] and not (folders / "cache").exists()


def test_files_missing_from_the_folder_are_fetched(small_mnist, server, monkeypatch, folders):
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


def test_a_damaged_file_in_the_data_folder_is_named_and_kept(
    small_mnist, server, monkeypatch, folders
):
    files = {f"mnist/{name}": content for name, content in small_mnist.items()}
    files["mnist/train-labels-idx1-ubyte.gz"] = b"damaged"
    own(monkeypatch, folders / "own", files)
    path = folders / "own/mnist/train-labels-idx1-ubyte.gz"
    message = refused(data.mnist)
    assert message.startswith(f"{path} is damaged or another edition")
    assert message.endswith(f"replace it with the file from {server.url}mnist/")
    assert path.read_bytes() == b"damaged" and server.requests == []


def test_a_data_folder_that_does_not_exist(monkeypatch, folders):
    monkeypatch.setenv("CNNCOURSE_DATA", str(folders / "typo"))
    assert f"CNNCOURSE_DATA is {folders / 'typo'}, which is not a folder" in refused(data.mnist)
    assert "which is not a folder" in refused(data.cifar10)


def test_the_cache_is_the_systems_by_default(monkeypatch):
    monkeypatch.delenv("CNNCOURSE_CACHE")
    assert locations.cache_folder().name == "cnncourse"


@pytest.mark.parametrize("place", ["own", "cache"])
def test_a_folder_in_place_of_a_file(small_mnist, monkeypatch, folders, place):
    monkeypatch.setenv("CNNCOURSE_DATA", str(folders))
    path = folders / ("mnist" if place == "own" else "cache/mnist") / next(iter(small_mnist))
    path.mkdir(parents=True)
    assert refused(data.mnist) == (
        f"{path} cannot be read (Is a directory): change its permissions, or replace it"
    )
