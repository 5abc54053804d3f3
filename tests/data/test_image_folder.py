"""A folder of your own images: cropped to one size, with one number of channels."""

from __future__ import annotations

import shutil
import struct

import numpy as np
from pictures import every, picture, refused, write
from PIL import Image

from cnncourse import data
from cnncourse.data import image_cache, image_file


def test_the_shorter_side_is_resized_and_the_middle_cropped(tmp_path):
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


def test_a_photograph_on_its_side_is_rotated(tmp_path):
    write(tmp_path, {f"{c}/{i}.png": {"height": 10, "width": 20} for c in "ab" for i in range(2)})
    turned = Image.new("RGB", (10, 20))
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was rotated by 90 degrees
    turned.save(tmp_path / "a" / "turned.jpg", exif=exif)
    assert data.folder(tmp_path).image_shape == (3, 10, 20)


def test_files_that_are_not_images(one_part):
    (one_part / "cat" / "notes.txt").write_text("cats")
    whole = (one_part / "dog" / "3.png").read_bytes()
    (one_part / "dog" / "3.png").write_bytes(whole[:-40])
    message = refused(one_part)
    assert message.startswith("these are not readable images: ")
    assert str(one_part / "cat" / "notes.txt") in message
    assert str(one_part / "dog" / "3.png") in message
    assert message.endswith(": replace or remove them")
    for i in range(4, 9):
        (one_part / "dog" / f"{i}.png").write_bytes(b"")
    assert " and 4 more: replace or remove them" in refused(one_part)


def test_sixteen_bits_per_channel_are_not_truncated_to_eight(one_part):
    Image.fromarray(np.full((10, 10), 40000, np.uint16)).save(one_part / "cat" / "deep.png")
    message = refused(one_part)
    assert message.startswith("these have 16 or more bits per channel, which is not supp")
    assert message.endswith(f"{one_part / 'cat' / 'deep.png'}: convert them to 8 bits")


def test_files_without_read_permission(one_part, monkeypatch):
    def locked(path, mode):
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(image_file, "open", locked, raising=False)
    message = refused(one_part)
    assert message.startswith("these cannot be opened (Permission denied): ")
    assert " and 19 more: " in message


def test_more_than_one_size(one_part):
    picture(0, 12, 10).save(one_part / "dog" / "large.png")
    message = refused(one_part)
    assert "images of more than one size" in message and "12x10" in message and "10x10" in message
    assert message.endswith("choose one with image_size")
    assert data.folder(one_part, 10).image_shape == (3, 10, 10)


def test_an_image_size_that_is_too_small(one_part):
    assert refused(one_part, 4) == "image_size must be at least 8, got 4"


def test_images_that_exceed_the_memory(one_part, monkeypatch):
    monkeypatch.setattr("cnncourse.data.pixels.memory", lambda: 1e5)
    with monkeypatch.context() as patch:
        patch.setattr(image_cache, "decode_images", None)  # nothing is decoded first
        assert "22 images of 100x100 take 0.0 GB" in refused(one_part, 100)
    write(one_part, {f"{c}/{i}.png": {"height": 90, "width": 90} for c in "xy" for i in "12"})
    for i in range(11):
        for name in ("cat", "dog"):
            picture(i, 90, 90).save(one_part / name / f"{i}.png")
    assert "26 images of 90x90 take 0.0 GB" in refused(one_part)


def test_shapes_drawn_only_in_transparency(tmp_path):
    rng = np.random.default_rng(0)
    for name, share in (("full", 0.9), ("sparse", 0.1)):
        (tmp_path / name).mkdir()
        for i in range(5):
            pixels = np.zeros((16, 16, 4), np.uint8)
            pixels[..., 3] = 255 * (rng.random((16, 16)) < share)  # black ink on nothing
            Image.fromarray(pixels).save(tmp_path / name / f"{i}.png")
    found = data.folder(tmp_path)
    assert len(np.unique(every(found).reshape(10, -1), axis=0)) == 10
    ink = [(image < 0).mean() for image in found.train.images[:, 0]]
    np.testing.assert_array_equal(np.array(ink) < 0.5, found.train.targets == 1)


def test_a_photograph_with_odd_exif_is_rotated(tmp_path):
    # Two entries: the width as the text "odd", and orientation 6, a quarter turn.
    exif = b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, 2)
    exif += struct.pack("<HHI4s", 256, 2, 4, b"odd\0") + struct.pack("<HHIHH", 274, 3, 1, 6, 0)
    write(tmp_path, {f"{c}/{i}.png": {"height": 10, "width": 20} for c in "ab" for i in range(2)})
    photograph = np.zeros((20, 10, 3), np.uint8)
    photograph[:10] = 255
    Image.fromarray(photograph).save(tmp_path / "a" / "photo.jpg", exif=exif + bytes(4))
    halves = every(data.folder(tmp_path))[:, 0].reshape(5, 10, 2, 10).mean(axis=(1, 3))
    assert np.ptp(halves, axis=1).max() > 2  # light on one side: it was at the top


def test_frames_that_are_not_read_are_reported(one_part, capsys):
    frames = [picture(seed) for seed in range(3)]
    for i in range(4):
        path = one_part / "cat" / f"moving{i}.gif"
        picture(90 + i).save(path, save_all=True, append_images=frames)
    data.folder(one_part)
    told = capsys.readouterr().err
    assert told.startswith("these have several frames or pages; only the first is used: ")
    assert told.count("moving") == 3 and told.endswith(" and 1 more\n")


def test_held_out_images_in_the_training_set_are_reported(two_parts, capsys):
    data.folder(two_parts)
    assert capsys.readouterr().err == ""
    shutil.copy(two_parts / "train" / "a" / "2.png", two_parts / "held_out" / "b" / "copy.png")
    for _ in range(2):  # decoded, and from the cache
        data.folder(two_parts)
        assert capsys.readouterr().err == (
            "held-out images that are also in the training set: 1 of 7, for example "
            f"{two_parts}/held_out/b/copy.png, the same as {two_parts}/train/a/2.png; accuracy "
            "will look better than it is\n"
        )


def test_warnings_of_pillow_are_not_shown(one_part, monkeypatch, capfd, caplog, recwarn):
    Image.new("RGB", (60, 60)).save(one_part / "cat" / "large.png")
    monkeypatch.setattr(
        Image, "MAX_IMAGE_PIXELS", 2000
    )  # it warns above this, and raises an error above twice as many
    index = Image.new("P", (10, 10))
    index.save(one_part / "cat" / "palette.png", transparency=b"\0\x80")
    tiff = one_part / "cat" / "samples.tif"
    Image.new("RGB", (10, 10)).save(tiff)
    content = bytearray(tiff.read_bytes())
    place = content.index(struct.pack("<HHI", 277, 3, 1))  # samples per pixel
    content[place + 8 : place + 10] = struct.pack("<H", 2048)
    tiff.write_bytes(content)
    assert refused(one_part, 10).startswith(f"these are not readable images: {tiff}: ")
    assert capfd.readouterr() == ("", "") and not recwarn.list and not caplog.records


def test_a_path_from_the_home_folder(one_part, monkeypatch):
    monkeypatch.setenv("HOME", str(one_part.parent))
    assert len(data.folder(f"~/{one_part.name}").train) == 18
