"""One image file: colours, transparency, orientation and frames are read right or rejected."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import ExifTags, Image

from cnncourse.data.image_file import UnreadableImage, read_image

# The quarters of these images: black, another colour, half transparent, transparent.
OPAQUE, HALF, CLEAR = 255, 128, 0


def read(path):
    return read_image(path)[0]


def problem(path):
    with pytest.raises(UnreadableImage) as error:
        read_image(path)
    return error.value.problem


def png(depth, colour, rows, transparent, palette=b""):
    """Write a PNG by hand, because Pillow supports few of its variants."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + checksum(name + content)

    def checksum(content):
        return struct.pack(">I", zlib.crc32(content))

    channels = {0: 1, 2: 3, 3: 1}[colour]
    width = 8 * len(rows[0]) // (depth * channels)
    header = struct.pack(">IIBBBBB", width, len(rows), depth, colour, 0, 0, 0)
    chunks = [chunk(b"IHDR", header)]
    chunks += [chunk(b"PLTE", palette)] if palette else []
    chunks += [chunk(b"tRNS", transparent)]
    chunks += [chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("mode", "ink"), [("RGBA", (200, 100, 0)), ("LA", (200,))])
@pytest.mark.parametrize("form", ["png", "webp", "tiff"])
def test_transparent_parts_are_white(tmp_path, mode, ink, form):
    pixels = np.array([[[*ink, alpha] for alpha in (OPAQUE, HALF, CLEAR)]], np.uint8)
    Image.fromarray(pixels).save(
        tmp_path / "x", form, **({"lossless": True} if form == "webp" else {})
    )
    shown = [[c * alpha + 255 * (255 - alpha) for c in ink] for alpha in (OPAQUE, HALF, CLEAR)]
    wanted = np.array(shown)[np.newaxis] / 255
    found = read(tmp_path / "x")
    if mode == "LA" and form == "webp":  # a format without grey
        wanted = wanted.repeat(3, axis=2)
    np.testing.assert_allclose(found.reshape(wanted.shape), wanted, atol=0.5)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        # Four greys of two bits, the third of which is transparent; of four bits; eight; one.
        (png(2, 0, [b"\x1b"], b"\0\2"), [0, 85, 255, 255]),
        (png(4, 0, [b"\x0f\x37"], b"\0\3"), [0, 255, 255, 119]),
        (png(8, 0, [b"\0\1\2\3"], b"\0\1"), [0, 255, 2, 3]),
        (png(1, 0, [b"\xa0"], b"\0\1"), [255, 0, 255, 0, 0, 0, 0, 0]),
        (png(8, 2, [bytes(range(6))], struct.pack(">3H", 0, 1, 2)), [[255] * 3, [3, 4, 5]]),
        (
            png(
                2,
                3,
                [b"\x1b"],
                b"\xff\x80\0",
                palette=bytes([0] * 3 + [10] * 3 + [20] * 3 + [30] * 3),
            ),
            [[0] * 3, [132] * 3, [255] * 3, [30] * 3],
        ),
    ],
    ids=["grey of 2 bits", "of 4 bits", "of 8 bits", "of 1 bit", "RGB", "palette"],
)
def test_a_transparent_colour(tmp_path, content, wanted):
    (tmp_path / "x.png").write_bytes(content)
    np.testing.assert_array_equal(read(tmp_path / "x.png"), [wanted])


def test_a_transparent_colour_of_sixteen_bits(tmp_path):
    content = png(16, 2, [struct.pack(">3H", 258, 514, 770)], struct.pack(">3H", 258, 514, 770))
    (tmp_path / "x.png").write_bytes(content)
    assert problem(tmp_path / "x.png").startswith(
        "have 16 bits per channel and a transparent colour"
    )


def test_a_transparent_index_of_a_gif(tmp_path):
    image = Image.fromarray(np.array([[0, 1, 2, 1]], np.uint8), "P")
    image.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90])
    image.save(tmp_path / "x.gif", transparency=1)
    np.testing.assert_array_equal(
        read(tmp_path / "x.gif"), [[[10, 20, 30], [255] * 3, [70, 80, 90], [255] * 3]]
    )


def test_white_ink_on_a_transparent_background_is_rejected(tmp_path):
    pixels = np.full((4, 4, 4), 255, np.uint8)
    pixels[:2, :, 3] = 0
    Image.fromarray(pixels).save(tmp_path / "ink.png")
    assert (
        problem(tmp_path / "ink.png")
        == "are white on a transparent background, which is read as white"
    )
    pixels[..., 3] = 0  # empty, as the file says
    Image.fromarray(pixels).save(tmp_path / "empty.png")
    assert (read(tmp_path / "empty.png") == 255).all()


@pytest.mark.parametrize(
    ("mode", "value", "form", "wanted"),
    [
        ("1", 1, "png", 255),
        ("L", 7, "png", 7),
        ("P", 0, "png", [0, 0, 0]),
        ("RGB", (1, 2, 3), "bmp", [1, 2, 3]),
        ("CMYK", (0, 255, 255, 0), "tiff", [255, 0, 0]),
        ("YCbCr", (255, 128, 128), "tiff", [255, 255, 255]),
    ],
)
def test_modes(tmp_path, mode, value, form, wanted):
    Image.new(mode, (3, 2), value).save(tmp_path / "x", form)
    np.testing.assert_array_equal(read(tmp_path / "x"), np.full_like(read(tmp_path / "x"), wanted))


@pytest.mark.parametrize(
    ("mode", "form", "wanted"),
    [
        ("I;16", "png", "have 16 or more bits per channel, which is not supported"),
        ("F", "tiff", "have 16 or more bits per channel, which is not supported"),
        ("I", "tiff", "have 16 or more bits per channel, which is not supported"),
        ("LAB", "tiff", "have LAB colours, which are not supported"),
    ],
)
def test_unsupported_modes(tmp_path, mode, form, wanted):
    Image.new(mode, (3, 2)).save(tmp_path / "x", form)
    assert problem(tmp_path / "x") == wanted


def arrow():
    """Return an image whose eight orientations all differ."""
    pixels = np.zeros((16, 24), np.uint8)
    pixels[:8, :16], pixels[:8, 16:] = 255, 128
    return Image.fromarray(pixels)


@pytest.mark.parametrize("form", ["jpeg", "png", "tiff", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation(tmp_path, orientation, form):
    undo = [None, 0, 3, 1, 5, 2, 6, 4][orientation - 1]  # indices in Image.Transpose
    stored = arrow() if undo is None else arrow().transpose(undo)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    stored.save(tmp_path / "x", form, exif=exif, **({"lossless": True} if form == "webp" else {}))
    found = read(tmp_path / "x").reshape(16, 24, -1)[..., 0].astype(int)
    assert np.abs(found - np.asarray(arrow())).max() <= 2


def exif_block(*entries):
    """Encode an EXIF block: tag, type, count and four bytes of value for every entry."""
    block = b"Exif\0\0" + struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    for tag, kind, count, value in entries:
        block += struct.pack("<HHI4s", tag, kind, count, value)
    return block + struct.pack("<I", 0)


@pytest.mark.parametrize(
    ("exif", "turned"),
    [
        (exif_block((274, 3, 1, b"\6\0\0\0")), True),
        # A width of the text "odd" with a valid orientation: the image is rotated.
        (exif_block((256, 2, 4, b"odd\0"), (274, 3, 1, b"\6\0\0\0")), True),
        (exif_block((274, 4, 1, b"\6\0\0\0")), True),
        (exif_block((274, 5, 1, b"\x1a\0\0\0")) + struct.pack("<2I", 6, 1), True),
        (exif_block((274, 5, 1, b"\x1a\0\0\0")) + struct.pack("<2I", 6, 0), False),
        (exif_block((274, 3, 1, b"\0\0\0\0")), False),
        (exif_block((274, 3, 1, b"\x09\0\0\0")), False),
        (exif_block((274, 3, 1, b"\xff\xff\0\0")), False),
        (exif_block((274, 3, 2, b"\6\0\6\0")), True),
        (exif_block((274, 2, 2, b"6\0\0\0")), False),
        (exif_block((274, 7, 4, b"\6\0\0\0")), False),
        (exif_block((274, 12, 1, b"\xff\xff\xff\x7f")), False),
        (exif_block((274, 5, 1, b"\0\0\0\0")), False),
        (exif_block((274, 99, 1, b"\6\0\0\0")), False),
        (exif_block((274, 3, 1, b"\6\0\0\0"))[:-12], False),
        (b"Exif\0\0", False),
        (b"Exif\0\0garbage", False),
        (b"Exif\0\0II*\0\xff\xff\xff\xff", False),
    ],
    ids=lambda value: value if isinstance(value, bool) else "exif",
)
@pytest.mark.filterwarnings("ignore")  # of Pillow; `decode_images` keeps them from the user
@pytest.mark.parametrize("form", ["jpeg", "png", "webp"])
def test_odd_exif(tmp_path, exif, turned, form):
    Image.new("L", (24, 16)).save(tmp_path / "x", form, exif=exif)
    assert read(tmp_path / "x").shape[:2] == ((24, 16) if turned else (16, 24))


@pytest.mark.parametrize("form", ["gif", "png", "tiff", "webp", "avif"])
def test_the_first_of_several_frames(tmp_path, form):
    frames = [Image.new("L", (16, 16), grey) for grey in (10, 120, 240)]
    frames[0].save(tmp_path / "x", form, save_all=True, append_images=frames[1:])
    pixels, count = read_image(tmp_path / "x")
    assert count == 3 and np.abs(pixels.astype(int) - 10).max() <= 2


def test_previews_in_a_photograph_are_not_frames(tmp_path):
    frames = [Image.new("L", (16, 16), grey) for grey in (10, 120)]
    frames[0].save(tmp_path / "x.jpg", "mpo", save_all=True, append_images=frames[1:])
    with Image.open(tmp_path / "x.jpg") as image:
        assert image.n_frames == 2
    assert read_image(tmp_path / "x.jpg")[1] == 1


def test_too_many_pixels(tmp_path, monkeypatch):
    Image.new("L", (1001, 2000)).save(tmp_path / "x.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1_000_000)
    assert problem(tmp_path / "x.png") == "have more than 2 million pixels"


def test_too_little_memory(tmp_path, monkeypatch):
    def full(*_):
        raise MemoryError

    Image.new("L", (8, 8)).save(tmp_path / "x.png")
    monkeypatch.setattr(Image.Image, "convert", full)
    assert problem(tmp_path / "x.png") == "need too much memory"


def test_postscript_is_not_run(tmp_path, monkeypatch):
    Image.new("L", (8, 8)).save(tmp_path / "x.eps")
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", None)
    assert problem(tmp_path / "x.eps") == "are PostScript programs"
