"""Peak memory: what the fast paths document, and what plain im2col takes.

`tracemalloc` counts every array that numpy allocates. Input and weights exist before, so the peak
includes the results, the gradients and the method's own memory.
"""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

# The package re-exports the function `im2col` under the name of its module.
from cnncourse.layers.conv import columns as im2col
from cnncourse.layers.conv import depthwise, depthwise_rows, direct, winograd, winograd_tiles
from cnncourse.layers.workspace import LINE, release_workspaces, workspace

OBJECTS = 1 << 16  # bytes for everything but large arrays


@pytest.fixture(autouse=True)
def no_scratch_memory_is_left():
    release_workspaces()
    yield
    release_workspaces()


def peak(run):
    """Return the result of `run` and its peak of allocated bytes."""
    release_workspaces()
    tracemalloc.start()
    try:
        result = run()
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def peaks_beside_results(method, shape, C_out, K, dtype=np.float32, **options):
    """Return the peak bytes besides the output (forward) and the gradients (backward)."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape).astype(dtype)
    groups = options.get("groups", 1)
    w = rng.standard_normal((C_out, shape[1] // groups, K, K)).astype(dtype)
    (out, cache), forward = peak(lambda: method.conv2d_forward(x, w, None, **options))
    dout = rng.standard_normal(out.shape).astype(dtype)
    (dx, dw, _), backward = peak(lambda: method.conv2d_backward(dout, cache))
    return x, w, out, forward - out.nbytes, backward - dx.nbytes - dw.nbytes


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scratch_memory_is_aligned_to_a_cache_line_and_reused(dtype):
    for size in (3, 1000, 200_000):
        array = workspace("test", (size,), dtype)
        assert array.dtype == dtype and array.flags.c_contiguous and array.flags.writeable
        assert array.ctypes.data % LINE == 0
        assert np.shares_memory(array, workspace("test", (3, size // 3), dtype))
    assert not np.shares_memory(array, workspace("other", (size,), dtype))


DIRECT = [
    ((4, 32, 56, 56), 32, 3, {"padding": 1}),
    ((1, 16, 224, 224), 16, 3, {"padding": 1, "dtype": np.float64}),
    ((2, 3, 224, 224), 64, 3, {"padding": 1}),
    ((2, 3, 227, 227), 64, 11, {"stride": 4}),
    ((2, 128, 28, 28), 128, 3, {"padding": 2, "dilation": 2}),
    ((4, 64, 56, 56), 64, 3, {"padding": 1, "stride": 2, "groups": 4}),
    ((64, 6, 14, 14), 16, 5, {}),
    ((1, 512, 14, 14), 512, 3, {"padding": 1}),
]


@pytest.mark.parametrize(("shape", "C_out", "K", "options"), DIRECT, ids=str)
def test_direct_stays_within_its_documented_memory(shape, C_out, K, options):
    x, w, out, forward, backward = peaks_beside_results(direct, shape, C_out, K, **options)
    p, s, d = options.get("padding", 0), options.get("stride", 1), options.get("dilation", 1)
    row = out.shape[3] * max(shape[1] * K * s, C_out)
    block = max(direct.WORKSPACE, ((K - 1) * d // s + 1) * row)
    padded_image = shape[1] * (shape[2] + 2 * p) * (shape[3] + 2 * p)
    stated = w.size + max(padded_image, block) + 3 * block
    assert forward <= stated * x.itemsize + OBJECTS
    assert backward <= 2 * stated * x.itemsize + OBJECTS


WINOGRAD = [
    ((4, 32, 56, 56), 32),
    ((1, 64, 224, 224), 64),
    ((8, 16, 32, 32), 16),
    ((1, 64, 30, 45), 16),
    ((2, 256, 28, 28), 256),
    ((1, 512, 14, 14), 512),
    ((1, 200, 14, 14), 300),
    ((1, 320, 14, 14), 200),
]


@pytest.mark.parametrize(("shape", "C_out"), WINOGRAD, ids=str)
def test_winograd_stays_within_its_documented_memory(shape, C_out):
    x, w, out, forward, backward = peaks_beside_results(winograd, shape, C_out, 3, padding=1)
    columns = -(-out.shape[3] // winograd_tiles.TILE)
    tiles = max(winograd_tiles.WIDE, columns)
    part = max(winograd_tiles.CHUNK, tiles * winograd_tiles.SPAN**2 * max(shape[1], C_out))
    assert forward <= x.itemsize * (5 * w.size + 6 * part) + OBJECTS
    numbers = 6 if shape[1] % winograd.BLOCK == C_out % winograd.BLOCK == 0 else 10
    assert backward <= x.itemsize * (numbers * w.size + 6 * part) + OBJECTS


@pytest.mark.parametrize(
    ("shape", "K"), [((8, 64, 28, 28), 3), ((1, 8, 224, 224), 3), ((2, 16, 56, 56), 7)], ids=str
)
def test_depthwise_stays_within_its_documented_memory(shape, K):
    C, H, W = shape[1:]
    p = K // 2
    x, *_, forward, backward = peaks_beside_results(depthwise, shape, C, K, padding=p, groups=C)
    part = max(depthwise.WORKSPACE, K * K * (H + 2 * p) * (W + 2 * p))
    assert forward <= 3 * part * x.itemsize + OBJECTS
    assert backward <= 3 * part * x.itemsize + OBJECTS


@pytest.mark.parametrize(
    ("shape", "K"),
    [((8, 64, 28, 28), 3), ((64, 256, 7, 7), 7), ((9, 300, 28, 28), 9), ((1, 8, 200, 200), 3)],
    ids=str,
)
def test_images_side_by_side_stay_within_their_documented_memory(shape, K):
    C = shape[1]
    assert depthwise_rows.images_side_by_side(shape[0], shape[2:], (K, K), (1, 1)) > 0
    x, w, _, *peaks = peaks_beside_results(depthwise, shape, C, K, padding=K // 2, groups=C)
    assert max(peaks) <= (depthwise_rows.WORKSPACE + 12 * w.size) * x.itemsize + OBJECTS


IM2COL = [
    ((8, 32, 56, 56), 32, 3, {"padding": 1}),
    ((64, 6, 14, 14), 16, 5, {}),
    ((8, 64, 28, 28), 64, 3, {"padding": 1, "groups": 64}),
    ((4, 64, 56, 56), 64, 3, {"padding": 1, "stride": 2, "dtype": np.float64}),
]


@pytest.mark.parametrize(("shape", "C_out", "K", "options"), IM2COL, ids=str)
def test_im2col_holds_the_columns_of_few_images_at_a_time(shape, C_out, K, options):
    x, w, out, forward, backward = peaks_beside_results(im2col, shape, C_out, K, **options)
    columns = shape[1] * K**2 * out.shape[2] * out.shape[3]  # of one image
    images = max(1, im2col.COLUMNS // columns)
    side = shape[2] + 2 * options.get("padding", 0)
    padded, part = images * shape[1] * side**2, images * out[0].size
    stated = images * columns + padded + part
    assert forward <= x.itemsize * stated + OBJECTS
    products = (images + 1) * w.size  # of columns and dout, and their sum
    assert backward <= x.itemsize * (stated + products) + OBJECTS


def test_columns_take_nine_times_the_input_and_the_fast_paths_less_than_twice():
    shape, C_out, options = (8, 32, 56, 56), 32, {"padding": 1}
    cols, _ = peak(lambda: im2col.im2col(np.zeros(shape, np.float32), 3, **options))
    assert cols.size == 9 * np.prod(shape)
    for method in (direct, winograd):
        x, _, _, forward, backward = peaks_beside_results(method, shape, C_out, 3, **options)
        assert forward < 2 * x.nbytes
        assert backward < 2 * x.nbytes
