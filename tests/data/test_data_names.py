"""Names of data sets: known ones, unknown ones, and two names for the same folder."""

from __future__ import annotations

import os
from importlib.util import find_spec

import pytest

from cnncourse import data


def test_find():
    assert data.names() == ["digits", "mnist", "fashion_mnist", "cifar10"]
    assert [data.find(name) for name in data.names()] == [
        data.digits,
        data.mnist,
        data.fashion_mnist,
        data.cifar10,
    ]
    found = data.find("folder:~/my images")
    assert found.func is data.folder and found.args == ("~/my images",)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("digit", "no data set is called 'digit'; did you mean digits?"),
        ("fashion-mnist", "; did you mean fashion_mnist?"),
        ("CIFAR-10", "did you mean cifar10?"),
        ("imagenet", "'imagenet'; there are: digits, mnist, fashion_mnist, cifar10, folder:PATH"),
        ("folder:", "no data set is called 'folder:'"),
        ("Dataset", "no data set is called 'Dataset'"),
    ],
)
def test_unknown_names(name, message):
    with pytest.raises(ValueError) as error:
        data.find(name)
    assert message in str(error.value)


def test_names_of_the_same_data():
    assert data.same("digits", "digits") and not data.same("digits", "mnist")
    assert data.same("folder:a/../b", f"folder:{os.path.abspath('b')}/")
    assert not data.same("folder:a", "folder:b") and not data.same("folder:digits", "digits")


def test_paths_that_cannot_be_resolved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop").symlink_to("loop")
    assert data.same("folder:loop", f"folder:{tmp_path}/loop")
    assert data.location("folder:~nobody-of-this-name") == tmp_path / "~nobody-of-this-name"
    assert data.location("digits") is None


def test_no_function_has_the_name_of_a_module():
    assert not [name for name in data.__all__ if find_spec(f"cnncourse.data.{name}")]
