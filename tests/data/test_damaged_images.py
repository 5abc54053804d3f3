"""Damaged files of every format that Pillow opens are read correctly or named in an error."""

from __future__ import annotations

import io
import random
from contextlib import suppress
from functools import cache

import numpy as np
import pytest
from pictures import refused, write
from PIL import Image

from cnncourse.data.decoding import quiet_pillow
from cnncourse.data.image_file import UnreadableImage, read_image

# The first bytes of formats that Pillow reads but does not write, as far as they look valid.
READ_ONLY = {
    "BUFR": b"BUFR",
    "GRIB": b"GRIB\0\0\0\1",
    "HDF5": b"\x89HDF\r\n\x1a\n",
    "CUR": b"\0\0\2\0\1\0\x10\x10" + bytes(6) + b"\xff\0\0\0\x16\0\0\0",
    "DCX": b"\xb1\x68\xde\x3a\x10\0\0\0\0\0\0\0",
    "FITS": b"SIMPLE  =                    T".ljust(80) + b"END".ljust(2800),
    "FLI": b"\x80\0\0\0\x12\xaf\1\0\x10\0\x10\0\x08\0\3\0",
    "FTEX": b"FTEX" + bytes(4) + b"\x10\0\0\0" * 2 + b"\1\0\0\0" * 2 + b"\0\0\0\0\x20\0\0\0",
    "GBR": b"\0\0\0\x1c\0\0\0\2\0\0\0\x10\0\0\0\x10\0\0\0\1GIMP\0\0\0\1",
    "IMT": b"*IMAGE\nwidth 16\nheight 16\n\x0c",
    "IPTC": b"\x1c\3\x3c\0\2\1\0\x1c\3\x14\0\1\x10\x1c\3\x1e\0\1\x10\x1c\x08\x0a\0\x10",
    "MCIDAS": bytes(7) + b"\4" + b"\0\0\0\1" * 62,
    "MPEG": b"\0\0\1\xb3\x01\x00\x10",
    "PCD": bytes(2048) + b"PCD_",
    "PIXAR": b"\x80\xe8\0\0" + bytes(412) + b"\x10\0\x10\0" + bytes(4) + b"\x0e\0",
    "PSD": b"8BPS\0\1" + bytes(6) + b"\0\3\0\0\0\x10\0\0\0\x10\0\x08\0\3" + bytes(14),
    "SUN": b"\x59\xa6\x6a\x95" + b"\0\0\0\x10" * 2 + b"\0\0\0\x18\0\0\3\0\0\0\0\1" + bytes(8),
    "WMF": b"\xd7\xcd\xc6\x9a\0\0" + bytes(30),
    "XPM": b'/* XPM */\nstatic char *x[] = {\n"2 1 2 1",\n"a c #f00",\n"b c #0f0",\n"ab",\n};\n',
    "XVTHUMB": b"P7 332\n#END_OF_COMMENTS\n8 8 255\n" + bytes(64),
}


@cache
def encoded(form):
    """Encode a small image in a format; return nothing if Pillow cannot write it."""
    rng = np.random.default_rng(0)
    smooth = np.mgrid[0:200:10, 0:200:10].sum(0).astype(np.uint8)
    pixels = np.stack([smooth, smooth.T // 2, 255 - smooth], axis=-1)
    pixels[5:12, 5:12] = rng.integers(0, 256, (7, 7, 3))
    for mode in ("RGB", "P", "L", "1"):
        content = io.BytesIO()
        with suppress(OSError, ValueError), quiet_pillow():  # a format without this mode
            Image.fromarray(pixels).convert(mode).save(content, form)
            return content.getvalue()
    return b""


Image.init()
WRITTEN = sorted(form for form in Image.SAVE if form not in ("PALM", "PDF") and encoded(form))


def flipped(content, rng):
    """Change one to three bytes, more often near the start."""
    content = bytearray(content)
    for _ in range(rng.choice((1, 1, 3))):
        place = rng.randrange(rng.choice((len(content), min(120, len(content)))))
        content[place] = rng.choice((0, 255, content[place] ^ 1 << rng.randrange(8)))
    return bytes(content)


def outcome(path, content):
    """Read a file with this content; return None if that raises an error."""
    path.write_bytes(content)
    try:
        with quiet_pillow():
            pixels, _ = read_image(path)
    except UnreadableImage as error:
        assert error.problem and error.advice
        return None
    assert pixels.dtype == np.uint8 and pixels.shape[2:] in ((), (3,))
    return pixels


@pytest.mark.parametrize("form", WRITTEN)
def test_truncated(tmp_path, form):
    whole = encoded(form)
    right = outcome(tmp_path / "x", whole)
    lengths = {*range(0, len(whole), len(whole) // 60 + 1), len(whole) - 1}
    # To OpenJPEG, a stream that ends right after its headers is a black image.
    for length in lengths if form != "JPEG2000" else ():
        found = outcome(tmp_path / "x", whole[:length])
        assert found is None or np.array_equal(found, right), length


@pytest.mark.parametrize("form", [*WRITTEN, *READ_ONLY])
def test_flipped_bytes(tmp_path, form):
    rng = random.Random(form)
    whole = encoded(form) if form in WRITTEN else READ_ONLY[form] + rng.randbytes(2000)
    for _ in range(60):
        outcome(tmp_path / "x", flipped(whole, rng))


def test_a_format_with_checksums_is_never_misread(tmp_path):
    rng, whole = random.Random(0), encoded("PNG")
    right = outcome(tmp_path / "x", whole)
    for _ in range(300):
        found = outcome(tmp_path / "x", flipped(whole, rng))
        assert found is None or np.array_equal(found, right)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"])
def test_a_damaged_file_is_named_and_nothing_else_is_printed(one_part, capfd, form):
    path = one_part / "cat" / f"damaged.{form.lower()}"
    path.write_bytes(encoded(form)[: len(encoded(form)) // 2])
    assert refused(one_part, 16) == (
        f"these are not readable images: {path}: replace or remove them"
    )
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("content", [b"", b"cats", b"GIF89a", b"\x89PNG\r\n\x1a\n", bytes(5000)])
def test_files_that_only_look_like_images(one_part, content):
    (one_part / "dog" / "x.png").write_bytes(content)
    assert f"these are not readable images: {one_part / 'dog' / 'x.png'}: " in refused(one_part)


def test_the_content_counts_and_not_the_name(one_part, tmp_path):
    write(tmp_path, {"cat/new.bmp": {}})
    (tmp_path / "cat" / "new.bmp").rename(tmp_path / "cat" / "new.jpg")
    assert read_image(tmp_path / "cat" / "new.jpg")[0].shape == (10, 10, 3)
