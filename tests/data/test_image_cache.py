"""Decoded images are cached until a file changes, and decoded again if the cache is damaged."""

from __future__ import annotations

import os

import numpy as np
import pytest
from pictures import every, picture, write

from cnncourse import data
from cnncourse.data import image_cache


def test_decoded_images_are_cached_until_a_file_changes(one_part, cache, monkeypatch):
    path = one_part / "cat" / "plain.bmp"  # of the same length for any picture
    picture(1).save(path)
    first = data.folder(one_part)
    assert len(list(cache.iterdir())) == 1
    with monkeypatch.context() as patch:
        patch.setattr(image_cache, "decode_images", None)
        np.testing.assert_array_equal(data.folder(one_part).train.images, first.train.images)
    before = os.stat(path)
    picture(2).save(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert np.any(every(data.folder(one_part)) != every(first))
    write(one_part, {"cat/more.png": {}})
    assert len(data.folder(one_part).train) == len(first.train) + 1
    assert len(list(cache.iterdir())) == 1  # the old one was replaced
    assert data.folder(one_part, 8).image_shape == (3, 8, 8)
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", [lambda b: b[:-30], lambda b: b"", lambda b: b[:99] + b"x" * 99])
def test_a_damaged_cache_is_named_and_rebuilt(one_part, cache, capsys, damage):
    first = data.folder(one_part)
    (kept,) = cache.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    np.testing.assert_array_equal(data.folder(one_part).train.images, first.train.images)
    assert capsys.readouterr().err == f"{kept} is damaged: decoding the images again\n"
    data.folder(one_part)
    assert capsys.readouterr().err == ""


def test_a_cache_that_cannot_be_written(one_part, cache, capsys):
    cache.write_text("I am not a folder")
    assert len(data.folder(one_part).train) == 18
    assert f"{cache} cannot be written" in capsys.readouterr().err


def test_large_data_is_not_cached(one_part, cache, monkeypatch):
    monkeypatch.setattr(image_cache, "LARGEST_KEPT", 100)
    data.folder(one_part)
    assert not cache.exists()


def test_no_flipped_bit_of_the_cache_changes_an_image(tmp_path, capsys):
    images = np.arange(6 * 3 * 4 * 4, dtype=np.uint8).reshape(6, 3, 4, 4)
    path = tmp_path / "kept.npz"
    image_cache.keep(path, "state", images)
    whole = path.read_bytes()
    for place in range(0, 8 * len(whole), 29):
        content = bytearray(whole)
        content[place // 8] ^= 1 << place % 8
        path.write_bytes(content)
        found = image_cache.load_kept(path, "state")
        assert found is None or (found.dtype == np.uint8 and np.array_equal(found, images))
    for line in capsys.readouterr().err.splitlines():
        assert line.startswith(f"{path} ") and line.endswith(": decoding the images again")


def test_a_cache_that_claims_to_hold_fewer_images(tmp_path):
    path = tmp_path / "kept.npz"
    image_cache.keep(path, "state", np.zeros((90, 3, 10, 10), np.uint8))
    path.write_bytes(path.read_bytes().replace(b"(90, 3, 10, 10)", b"(40, 3, 10, 10)"))
    assert image_cache.load_kept(path, "state") is None


@pytest.mark.parametrize("name", ["EDITION", "pillow"])
def test_images_decoded_by_another_version_are_not_used(one_part, monkeypatch, name):
    before = data.folder(one_part)
    monkeypatch.setattr(image_cache, name, "another")
    black = np.zeros((22, 3, 10, 10), np.uint8)
    black[0] = 1
    monkeypatch.setattr(image_cache, "decode_images", lambda *_: black)
    assert not np.array_equal(data.folder(one_part).train.images, before.train.images)


def test_a_file_that_only_looks_unchanged(one_part):
    path = one_part / "cat" / "plain.bmp"
    picture(1).save(path)
    before, first = os.stat(path), data.folder(one_part)
    picture(2).save(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert os.stat(path).st_size == before.st_size
    assert np.any(every(data.folder(one_part)) != every(first))


def test_a_file_that_disappears_after_it_was_listed(tmp_path):
    with pytest.raises(data.DataUnavailable) as error:
        image_cache.images_of_files([f"{tmp_path}/lost.png"], tmp_path, None)
    assert str(error.value) == (
        f"{tmp_path}/lost.png cannot be read (No such file or directory): change the permissions "
        "of its folder, or remove it"
    )


def test_a_cache_without_read_permission(one_part, cache, monkeypatch, capsys):
    first = data.folder(one_part)

    def locked(path, mode):
        raise PermissionError(13, "Permission denied", str(path))

    (kept,) = cache.iterdir()
    monkeypatch.setattr(image_cache, "open", locked, raising=False)
    np.testing.assert_array_equal(data.folder(one_part).train.images, first.train.images)
    assert capsys.readouterr().err == (
        f"{kept} cannot be read (Permission denied): decoding the images again\n"
    )
