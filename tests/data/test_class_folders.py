"""A folder of your own images: its parts and classes are found, or named in an error."""

from __future__ import annotations

import inspect
import os
import sys

import numpy as np
import pytest
from pictures import every, refused, write
from PIL import Image

from cnncourse import data
from cnncourse.data import class_folders


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
    assert len(np.unique(every(found).reshape(22, -1), axis=0)) == 22  # no duplicates


def test_classes_are_mixed(one_part):
    labels = data.folder(one_part).train.targets
    assert 0 < labels[:9].sum() < 9


def test_hidden_files_are_ignored_and_subfolders_are_not(one_part):
    (one_part / "cat" / ".DS_Store").write_bytes(b"x")
    (one_part / "cat" / "Thumbs.db").write_bytes(b"x")
    (one_part / ".git").mkdir()
    write(one_part, {"cat/more/1.bmp": {}})
    found = data.folder(one_part)
    assert len(found.train) + len(found.held_out) == 23 and found.classes == ("cat", "dog")


def test_an_empty_class(two_parts):
    (two_parts / "train" / "c").mkdir()
    (two_parts / "held_out" / "c").mkdir()
    assert refused(two_parts).startswith(f"{two_parts / 'train' / 'c'} has no images")


def test_a_class_of_one_image(one_part):
    write(one_part, {"fox/more/1.png": {}})
    assert f"{one_part / 'fox'} has only one image: at least two are needed" in refused(one_part)


@pytest.mark.parametrize(("part", "other"), [("train", "held_out"), ("held_out", "train")])
def test_a_class_in_one_part_only(two_parts, part, other):
    write(two_parts, {f"{part}/c/1.png": {}})
    message = f"{two_parts / part} has a class 'c', but {two_parts / other} does not"
    assert refused(two_parts) == message


def test_nothing_held_out(two_parts):
    (two_parts / "held_out").rename(two_parts / "other")
    assert "has train, but no held_out (or val or test) next to it" in refused(two_parts)


@pytest.mark.parametrize(("names", "found"), [([], "none"), (["cat"], "only 'cat'")])
def test_too_few_classes(tmp_path, names, found):
    for name in names:
        (tmp_path / name).mkdir()
    assert refused(tmp_path).endswith(f"for each of two or more classes; it has {found}")


def test_no_folder(tmp_path):
    assert f"{tmp_path / 'cats'} is not a folder" in refused(tmp_path / "cats")
    (tmp_path / "file").write_text("x")
    assert f"{tmp_path / 'file'} is not a folder" in refused(tmp_path / "file")


def pictures_in(root, *folders, count=3):
    """Write a few pictures to every folder."""
    write(root, {f"{folder}/{i}.png": {} for folder in folders for i in range(count)})


@pytest.mark.parametrize(
    ("train", "held_out"),
    [
        ("Train", "Val"),
        ("TRAIN", "TEST"),
        ("training", "validation"),
        ("Training", "Valid"),
        ("training_set", "test_set"),
        ("train-images", "Held-Out"),
        ("train", "held out"),
        ("train_data", "dev"),
        ("Train", "evaluation"),
        ("train_split", "testing"),
    ],
)
def test_parts_in_other_spellings(tmp_path, train, held_out):
    pictures_in(tmp_path, f"{train}/a", f"{train}/b")
    pictures_in(tmp_path, f"{held_out}/a", f"{held_out}/b", count=1)
    found = data.folder(tmp_path)
    assert found.classes == ("a", "b") and len(found.train) == 6 and len(found.held_out) == 2


def test_the_first_part_to_hold_out(tmp_path):
    parts = {"train": 4, "Test": 3, "validation": 2, "VAL": 1}
    for part, count in parts.items():
        pictures_in(tmp_path, f"{part}/a", f"{part}/b", count=count)
    assert len(data.folder(tmp_path).held_out) == 2  # those of VAL


@pytest.mark.parametrize("names", [("Train", "train"), ("train", "training"), ("Val", "val")])
def test_one_part_in_two_spellings(tmp_path, names):
    for part in {"train", "val", *names}:
        pictures_in(tmp_path, f"{part}/a", f"{part}/b")
    assert refused(tmp_path) == (
        f"{tmp_path} has {names[0]} and {names[1]}, which mean the same part: merge them, or "
        "rename one"
    )


@pytest.mark.parametrize("name", ["train", "Training", "test", "valid", "val"])
def test_a_class_with_the_name_of_a_part(tmp_path, name):
    pictures_in(tmp_path, name, "bus", f"{name}/more")
    found = data.folder(tmp_path)
    assert found.classes == tuple(sorted(["bus", name]))
    assert len(found.train) + len(found.held_out) == 9
    pictures_in(tmp_path, "invalid")
    assert len(data.folder(tmp_path).classes) == 3


@pytest.mark.parametrize(
    ("folders", "message"),
    [
        (["train/a", "train/b"], "has train, but no held_out (or val or test) next to it: add one"),
        (["Val/a", "Val/b", "test/a", "test/b"], "has Val, but no train next to it: add one, or"),
        (["val", "test"], "has test, but no train next to it"),
        (["cat", "dog", "test/cat", "test/dog"], "has test, but no train next to it"),
        (["train", "test"], "train needs a folder for each of two or more classes; it has none"),
        (["train/a", "train/b", "test"], "test needs a folder for each of two or more classes"),
        (["train/a", "test/a"], "train needs a folder for each of two or more classes; it has on"),
        (
            ["seg_train/a", "seg_train/b", "seg_test/a", "seg_test/b"],
            "has seg_train and seg_test, which look like parts and not classes: rename them "
            "to train and held_out",
        ),
        (["train2017/a", "val2017/a"], "has train2017 and val2017, which look like parts"),
    ],
)
def test_parts_that_are_never_mistaken_for_classes(tmp_path, folders, message):
    pictures_in(tmp_path, *folders)
    assert message in refused(tmp_path)


def test_classes_that_only_sound_like_parts(tmp_path):
    pictures_in(tmp_path, "bullet_train", "crash_test")
    assert data.folder(tmp_path).classes == ("bullet_train", "crash_test")
    pictures_in(tmp_path / "deeper", "valid/2023", "invalid/2023")
    assert data.folder(tmp_path / "deeper").classes == ("invalid", "valid")


COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"


def test_a_class_whose_accent_is_stored_in_another_form(tmp_path):
    pictures_in(tmp_path, f"train/{COMPOSED}", "train/b")
    pictures_in(tmp_path, f"val/{DECOMPOSED}", "val/b", count=1)
    found = data.folder(tmp_path)
    assert found.classes == ("b", COMPOSED) and len(found.train) == 6 and len(found.held_out) == 2


def test_two_classes_that_look_alike(tmp_path):
    pictures_in(tmp_path, COMPOSED, DECOMPOSED)
    assert refused(tmp_path) == (
        f"{tmp_path} has two folders {COMPOSED!r}, whose names differ only in their "
        "Unicode form: merge them"
    )


def test_names_that_are_not_text(tmp_path):
    pictures_in(tmp_path, "a", "b")
    for name in (b"bad\xff.png", b"line\nbreak.png"):
        (tmp_path / "a" / os.fsdecode(name)).write_bytes(b"x")
    message = refused(tmp_path)
    assert f"{tmp_path}/a/bad\\udcff.png" in message
    assert f"{tmp_path}/a/line\\nbreak.png" in message
    pictures_in(tmp_path, os.fsdecode(b"class\xff"))
    assert refused(tmp_path) == (
        f"the name of {tmp_path}/class\\udcff is not valid Unicode: rename the folder"
    )


def test_links_are_followed_out_of_the_folder(tmp_path):
    pictures_in(tmp_path, "elsewhere/a", "elsewhere/b", "here/a")
    (tmp_path / "here" / "b").symlink_to(tmp_path / "elsewhere" / "b")
    (tmp_path / "here" / "a" / "link.png").symlink_to(tmp_path / "elsewhere" / "a" / "0.png")
    (tmp_path / "here" / "a" / "more").symlink_to("../../elsewhere/a")
    found = data.folder(tmp_path / "here")
    assert found.classes == ("a", "b") and len(found.train) + len(found.held_out) == 10


@pytest.mark.parametrize("place", ["lost", "a/lost.png", "a/more/lost"])
def test_a_broken_link(tmp_path, place):
    pictures_in(tmp_path, "a", "b", "a/more")
    (tmp_path / place).symlink_to("nowhere")
    assert refused(tmp_path) == f"{tmp_path / place} is a broken link: remove it"


@pytest.mark.parametrize("place", ["loop", "a/loop"])
def test_a_link_to_itself(tmp_path, place):
    pictures_in(tmp_path, "a", "b")
    (tmp_path / place).symlink_to("loop")
    assert refused(tmp_path) == (
        f"{tmp_path / place} is a broken link (Too many levels of symbolic links): remove it"
    )
    assert "is not a folder: check the path" in refused(tmp_path / place)


@pytest.mark.parametrize(
    ("place", "target", "named"),
    [("a/in", ".", "a/in"), ("a/in", "..", "a/in/a"), ("a/more/in", "..", "a/more/in")],
)
def test_a_link_to_a_folder_above(tmp_path, place, target, named):
    pictures_in(tmp_path, "a", "b", "a/more")
    (tmp_path / place).symlink_to(target)
    assert refused(tmp_path) == (
        f"{tmp_path / named} is a link to a folder that contains it: remove it"
    )


def test_a_class_that_is_a_link_to_all_classes(tmp_path):
    pictures_in(tmp_path, "a", "b")
    (tmp_path / "all").symlink_to(".")
    assert "is a link to a folder that contains it" in refused(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path):
    pictures_in(tmp_path, "a", "b")
    os.mkfifo(tmp_path / "a" / "pipe.png")
    assert refused(tmp_path) == (
        f"{tmp_path / 'a' / 'pipe.png'} is neither a file nor a folder: remove it"
    )


def test_deeply_nested_folders(tmp_path):
    pictures_in(tmp_path, "x/" * 300)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        assert len(list(class_folders.files_in(tmp_path))) == 3
    finally:
        sys.setrecursionlimit(before)


@pytest.mark.parametrize("place", ["", "a", "a/more"])
def test_a_folder_without_read_permission(tmp_path, monkeypatch, place):
    pictures_in(tmp_path, "a", "b", "a/more")
    scandir = os.scandir

    def locked(path):
        if str(path) == str(tmp_path / place):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", locked)
    assert refused(tmp_path) == (
        f"{tmp_path / place} cannot be read (Permission denied): change its permissions or remove "
        "it"
    )


def test_files_of_operating_systems_are_ignored(one_part):
    before = len(data.folder(one_part).train)
    pictures_in(one_part, "__MACOSX/cat", "@eaDir")
    (one_part / "__MACOSX" / "cat" / "._0.png").write_bytes(b"x")
    for name in (".DS_Store", "THUMBS.DB", "Desktop.ini", "._0.png", "Icon\r"):
        (one_part / "dog" / name).write_bytes(b"x")
    (one_part / "labels.csv").write_text("beside the classes")
    found = data.folder(one_part)
    assert found.classes == ("cat", "dog") and len(found.train) == before


def test_a_class_of_hidden_files(one_part):
    (one_part / "fox").mkdir()
    (one_part / "fox" / ".hidden.png").write_bytes(b"x")
    assert f"{one_part / 'fox'} has no images: add some, or delete" in refused(one_part)


@pytest.mark.parametrize("path", ["~nobody-of-this-name/x", "x" * 5000, "a\0b", ""])
def test_paths_that_do_not_exist(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused(path)
