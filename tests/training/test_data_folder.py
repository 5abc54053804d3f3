"""A folder of one's own images: found, cut to size, split, kept decoded, and refused by name."""

from __future__ import annotations

import os

import numpy as np
import pytest
from PIL import Image

from cnncourse import data
from cnncourse.data import decode


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("CNNCOURSE_CACHE", str(cache))
    return cache / "folders"


def picture(seed, height=10, width=10, mode="RGB"):
    shape = (height, width) if mode == "L" else (height, width, 3)
    values = np.random.default_rng(seed).integers(0, 256, shape, np.uint8)
    return Image.fromarray(values)


def write(root, files):
    """Write pictures: by path, what `picture` is to be given."""
    for number, (path, options) in enumerate(files.items()):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        picture(number, **options).save(root / path)


@pytest.fixture
def two_parts(tmp_path):
    names = [f"{part}/{c}/{i}.png" for part in ("train", "held_out") for c in "ab" for i in "123"]
    write(tmp_path, {name: {} for name in names})
    return tmp_path


@pytest.fixture
def one_part(tmp_path):
    write(tmp_path, {f"{c}/{i}.png": {} for c in ("cat", "dog") for i in range(11)})
    return tmp_path


def every(dataset):
    """Give all images of a data set."""
    return np.concatenate([dataset.train.images, dataset.held_out.images])


def refused(path, *arguments):
    with pytest.raises(data.Unavailable) as error:
        data.folder(path, *arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("name", ["held_out", "val", "test"])
def test_two_parts(two_parts, name):
    (two_parts / "held_out").rename(two_parts / name)
    found = data.find(f"folder:{two_parts}")()
    assert found.name == f"folder:{two_parts}" and found.classes == ("a", "b")
    assert found.image_shape == (3, 10, 10) and len(found.train) == len(found.held_out) == 6
    sources = {}
    for part in ("train", name):
        for label, class_name in enumerate("ab"):
            for path in sorted((two_parts / part / class_name).iterdir()):
                image = np.asarray(Image.open(path)).transpose(2, 0, 1).astype(float)
                sources.setdefault(part, []).append((label, image))
    train = np.stack([image for _, image in sources["train"]])
    mean, std = train.mean(axis=(0, 2, 3)), train.std(axis=(0, 2, 3))
    for split, part in ((found.train, "train"), (found.held_out, name)):
        left = list(range(6))
        for image, label in zip(split.images, split.targets, strict=True):
            restored = image * std[:, None, None] + mean[:, None, None]
            near = [np.abs(restored - sources[part][i][1]).max() < 1e-3 for i in left]
            assert sum(near) == 1
            assert sources[part][left.pop(near.index(True))][0] == label


def test_one_part_is_split_by_class_and_always_the_same(one_part):
    found, again = data.folder(one_part), data.folder(one_part)
    assert len(found.train) == 18 and len(found.held_out) == 4
    np.testing.assert_array_equal(np.bincount(found.train.targets), [9, 9])
    np.testing.assert_array_equal(found.train.images, again.train.images)
    np.testing.assert_array_equal(found.held_out.targets, again.held_out.targets)
    assert len(np.unique(every(found).reshape(22, -1), axis=0)) == 22  # none twice


def test_classes_are_mixed(one_part):
    labels = data.folder(one_part).train.targets
    assert 0 < labels[:9].sum() < 9


def test_the_shorter_side_is_fitted_and_the_middle_cut_out(tmp_path):
    def striped(width, height, middle):
        values = np.zeros((height, width), np.uint8)
        values[:, width // 2 - middle // 2 : width // 2 + middle // 2] = 200
        return Image.fromarray(values)

    for name in "ab":
        (tmp_path / name).mkdir()
        striped(64, 32, 16).save(tmp_path / name / "wide.png")
        striped(32, 64, 16).save(tmp_path / name / "tall.jpg", quality=100)
    found = data.folder(tmp_path, 16)
    assert found.image_shape == (1, 16, 16)
    for image in every(found)[:, 0]:
        light = image > image.mean()
        np.testing.assert_array_equal(np.flatnonzero(light[8]), np.arange(4, 12))


def test_grey_and_colour_together_are_colour(tmp_path):
    names = {f"{c}/{i}.png": {"mode": "L"} for c in "ab" for i in range(2)}
    write(tmp_path, names)
    assert data.folder(tmp_path).image_shape == (1, 10, 10)
    picture(9).save(tmp_path / "a" / "colour.png")
    found = data.folder(tmp_path)
    assert found.image_shape == (3, 10, 10)
    correlated = [np.corrcoef(x[0].ravel(), x[1].ravel())[0, 1] > 0.999 for x in every(found)]
    assert sum(correlated) == 4


def test_a_photograph_on_its_side_is_turned(tmp_path):
    write(tmp_path, {f"{c}/{i}.png": {"height": 10, "width": 20} for c in "ab" for i in range(2)})
    turned = Image.new("RGB", (10, 20))
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was turned by a quarter
    turned.save(tmp_path / "a" / "turned.jpg", exif=exif)
    assert data.folder(tmp_path).image_shape == (3, 10, 20)


def test_hidden_files_are_ignored_and_folders_within_are_not(one_part):
    (one_part / "cat" / ".DS_Store").write_bytes(b"x")
    (one_part / "cat" / "Thumbs.db").write_bytes(b"x")
    (one_part / ".git").mkdir()
    write(one_part, {"cat/more/1.bmp": {}})
    found = data.folder(one_part)
    assert len(found.train) + len(found.held_out) == 23 and found.classes == ("cat", "dog")


def test_what_was_decoded_is_kept_until_a_file_changes(one_part, cache, monkeypatch):
    path = one_part / "cat" / "plain.bmp"  # of the same length whatever it shows
    picture(1).save(path)
    first = data.folder(one_part)
    assert len(list(cache.iterdir())) == 1
    with monkeypatch.context() as patch:
        patch.setattr(decode, "decode", None)
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
def test_a_damaged_cache_is_named_and_made_again(one_part, cache, capsys, damage):
    first = data.folder(one_part)
    (kept,) = cache.iterdir()
    kept.write_bytes(damage(kept.read_bytes()))
    np.testing.assert_array_equal(data.folder(one_part).train.images, first.train.images)
    assert capsys.readouterr().err == f"{kept} is damaged: decoding the images again\n"
    data.folder(one_part)
    assert capsys.readouterr().err == ""


def test_a_cache_that_cannot_be_written(one_part, cache, capsys):
    cache.write_text("I am no folder")
    assert len(data.folder(one_part).train) == 18
    assert f"{cache} cannot be written" in capsys.readouterr().err


def test_much_is_not_kept(one_part, cache, monkeypatch):
    monkeypatch.setattr(decode, "LARGEST_KEPT", 100)
    data.folder(one_part)
    assert not cache.exists()


def test_files_that_are_no_images(one_part):
    (one_part / "cat" / "notes.txt").write_text("cats")
    whole = (one_part / "dog" / "3.png").read_bytes()
    (one_part / "dog" / "3.png").write_bytes(whole[:-40])
    message = refused(one_part)
    assert message.startswith("these are no readable images: ")
    assert str(one_part / "cat" / "notes.txt") in message
    assert str(one_part / "dog" / "3.png") in message
    assert message.endswith(": replace them, or take them away")
    for i in range(4, 9):
        (one_part / "dog" / f"{i}.png").write_bytes(b"")
    assert " and 4 more: replace them" in refused(one_part)


def test_sixteen_bits_a_pixel_are_not_cut_to_eight(one_part):
    Image.fromarray(np.full((10, 10), 40000, np.uint16)).save(one_part / "cat" / "deep.png")
    message = refused(one_part)
    assert message.startswith("these have 16 bits or more a pixel and channel, which is not supp")
    assert message.endswith(f"{one_part / 'cat' / 'deep.png'}: convert them to 8 bits")


def test_files_that_may_not_be_read(one_part, monkeypatch):
    def locked(path):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(Image, "open", locked)
    message = refused(one_part)
    assert message.startswith("these may not be read by you: ") and " and 19 more: " in message


def test_more_than_one_size(one_part):
    picture(0, 12, 10).save(one_part / "dog" / "large.png")
    message = refused(one_part)
    assert "images of more than one size" in message and "12x10" in message and "10x10" in message
    assert message.endswith("choose one with image_size")
    assert data.folder(one_part, 10).image_shape == (3, 10, 10)


def test_an_empty_class(two_parts):
    (two_parts / "train" / "c").mkdir()
    (two_parts / "held_out" / "c").mkdir()
    assert refused(two_parts).startswith(f"{two_parts / 'train' / 'c'} has no images")


def test_a_class_of_one_image(one_part):
    write(one_part, {"fox/1.png": {}})
    assert f"{one_part / 'fox'} has one image: two are needed" in refused(one_part)


@pytest.mark.parametrize(("part", "other"), [("train", "held_out"), ("held_out", "train")])
def test_a_class_in_one_part_only(two_parts, part, other):
    write(two_parts, {f"{part}/c/1.png": {}})
    message = f"{two_parts / part} has a class 'c' and {two_parts / other} has none"
    assert refused(two_parts) == message


def test_nothing_held_out(two_parts):
    (two_parts / "held_out").rename(two_parts / "other")
    assert "has train, but no held_out (nor val, test) beside it" in refused(two_parts)


@pytest.mark.parametrize(("names", "found"), [([], "none"), (["cat"], "only 'cat'")])
def test_too_few_classes(tmp_path, names, found):
    for name in names:
        (tmp_path / name).mkdir()
    assert refused(tmp_path).endswith(f"for each of two or more classes; it has {found}")


def test_no_folder(tmp_path):
    assert f"{tmp_path / 'cats'} is no folder" in refused(tmp_path / "cats")
    (tmp_path / "file").write_text("x")
    assert f"{tmp_path / 'file'} is no folder" in refused(tmp_path / "file")


def test_an_image_size_that_is_too_small(one_part):
    assert refused(one_part, 4) == "image_size must be at least 8, got 4"


def test_more_than_the_memory(one_part, monkeypatch):
    monkeypatch.setattr("cnncourse.data.pixels.memory", lambda: 1e5)
    with monkeypatch.context() as patch:
        patch.setattr(decode, "decode", None)  # nothing is decoded before
        assert "22 images of 100x100 take 0.0 GB" in refused(one_part, 100)
    write(one_part, {f"{c}/{i}.png": {"height": 90, "width": 90} for c in "xy" for i in "12"})
    for i in range(11):
        for name in ("cat", "dog"):
            picture(i, 90, 90).save(one_part / name / f"{i}.png")
    assert "26 images of 90x90 take 0.0 GB" in refused(one_part)
