"""What is special about the assignment on convolution as a matrix product."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.engine.driving import drive
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.fast_convolution import ASSIGNMENT, cases
from cnncourse.checks.kinds.harnesses import view_of_memory
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.checks.notebook import check_among
from cnncourse.layers import conv2d_backward, conv2d_forward
from cnncourse.layers.shapes import pair

PAPER_COLUMNS = np.array([0, 1, 4, 5, 16, 17, 20, 21, 32, 33, 36, 37])[:, None] + [0, 2, 8, 10]


def message(name, answer, likely=likely_mistake):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    told = judge(check, call, 0, likely=likely and likely(check, 0)).message
    return " ".join(told.split())


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "product_shapes",
        "im2col",
        "filters_times_columns",
        "conv2d_by_matrix",
        "columns_of_vgg",
        "memory_of_im2col",
        "col2im",
        "conv2d_backward_by_matrix",
        "strided_windows",
    ]


def test_a_right_answer_that_is_far_too_slow_is_told_so_in_the_notebook():
    """Every case passes, so there is none to show."""

    def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
        (N, _, H, W), (C_out, _, KH, KW) = x.shape, w.shape
        (sh, sw), (ph, pw) = pair(stride), pair(padding)
        padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
        OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
        out = np.zeros((N, C_out, OH, OW), np.result_type(x, w))
        for n in range(N):
            for i in range(OH):
                for j in range(OW):
                    for c in range(C_out):
                        window = padded[n, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
                        out[n, c, i, j] = (window * w[c]).sum()
        return out + (0 if b is None else b[:, None, None]), (x, w, b)

    found = check_among({"conv2d_by_matrix": conv2d_by_matrix}, "conv2d_by_matrix")
    told = " ".join(found.message.split())
    assert not found.passed and found.case is None
    assert "of processor time, the fastest loops take" in told and "speed 0/1" in told


def test_nine_sections_give_thirty_points(material):
    known = material(ASSIGNMENT)
    assert len(re.findall(r"^## \d+\. ", known.source, flags=re.M)) == 9
    marks = [cell.metadata.get("nbgrader", {}) for cell in known.notebook.cells]
    assert sum(mark["points"] for mark in marks if mark.get("grade")) == 30
    minutes = [int(n) for n in re.findall(r"[●○]{3} · (\d+) minutes", known.source)]
    listed = [int(n) for n in re.findall(r"\| [●○]{3} \| (\d+) \|", known.source)]
    assert minutes == listed and sum(minutes) == 185


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    told = shown(ASSIGNMENT)
    flat = " ".join(re.sub(r"[\[\]]", " ", told).split())
    assert " ".join(f"{number}." for number in PAPER_COLUMNS.ravel()) in flat
    for words in (
        "(12, 9)",
        "[[10. 20.]\n   [30. 40.]]\n\n  [[14. 28.]\n   [42. 56.]]",
        "[[24. 26.]\n  [32. 34.]]\n\n [[58. 64.]\n  [82. 88.]]",
        "times as fast",
        "stride 1: 9.00 times the image",
        "stride 4: 0.56 times the image",
        "[[1. 2. 2. 1.]\n [2. 4. 4. 2.]\n [2. 4. 4. 2.]\n [1. 2. 2. 1.]]\n[[ 0.  4.  1.  5.]",
        "[[ 1.  0.  2.  0.]\n [ 0. -1.  0. -1.]\n [-1.  0.  3.  0.]\n [ 0.  1.  0. -3.]]\n"
        "[[[26. 31.]\n  [46. 51.]]\n\n [[ 2.  3.]\n  [ 6.  7.]]]\n[5. 1.]",
        "(1, 1, 2, 2, 3, 3) (32, 8, 32, 8)\n[[1. 2.]\n [5. 6.]]",
    ):
        assert words in told, words


def test_the_paper_example_is_that_of_the_package():
    x, w, b = cases.PAPER_IMAGE, cases.PAPER_FILTERS, cases.PAPER_BIAS
    out, cache = conv2d_forward(x, w, b, stride=2)
    np.testing.assert_array_equal(out[0], [[[24, 26], [32, 34]], [[58, 64], [82, 88]]])
    dx, dw, db = conv2d_backward(cases.PAPER_DOUT, cache)
    np.testing.assert_array_equal(
        dx[0, 0], [[1, 0, 2, 0], [0, -1, 0, -1], [-1, 0, 3, 0], [0, 1, 0, -3]]
    )
    np.testing.assert_array_equal(dw[:, 0], [[[26, 31], [46, 51]], [[2, 3], [6, 7]]])
    np.testing.assert_array_equal(db, [5, 1])


def first(name):
    check = find(name, ASSIGNMENT)
    case = draw(check, 0)[0]
    return drive(check.reference, check.harness)(*case.args, **case.kwargs)


def test_the_paper_example_comes_first():
    assert first("product_shapes") == ((2, 12), (12, 4), (2, 4))
    np.testing.assert_array_equal(first("im2col")[0], PAPER_COLUMNS[:4])
    np.testing.assert_array_equal(
        first("filters_times_columns").reshape(2, 4), [[24, 26, 32, 34], [58, 64, 82, 88]]
    )
    np.testing.assert_array_equal(
        first("conv2d_by_matrix")[0].reshape(2, 4), [[24, 26, 32, 34], [58, 64, 82, 88]]
    )
    assert first("memory_of_im2col") == 432
    np.testing.assert_array_equal(first("col2im")[0, 0, 0], [0, 4, 1, 5])
    np.testing.assert_array_equal(first("conv2d_backward_by_matrix")[2], [5, 1])
    np.testing.assert_array_equal(first("strided_windows")[0, 0, :, :, 0, 1], [[1, 2], [5, 6]])


def test_mistakes_are_named():
    assert "The windows come column by column." in message("im2col", _by_columns)
    assert "Windows that overlap are overwritten." in message("col2im", _assigns)


def _sizes(image_size, kernel_size, stride, padding):
    pairs = [pair(one) for one in (kernel_size, stride, padding)]
    counts = [(size + 2 * p - k) // s + 1 for size, k, s, p in zip(image_size, *pairs, strict=True)]
    return pairs, counts


def _by_columns(x, kernel_size, *, stride=1, padding=0):
    (kernel, (sh, sw), (ph, pw)), counts = _sizes(x.shape[2:], kernel_size, stride, padding)
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    (KH, KW), (OH, OW) = kernel, counts
    cols = np.zeros((*x.shape[:2], KH, KW, OW, OH), x.dtype)
    for i in range(OH):
        for j in range(OW):
            cols[..., j, i] = padded[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
    return cols.reshape(len(x), x.shape[1] * KH * KW, OH * OW)


def _assigns(cols, image_size, kernel_size, *, stride=1, padding=0):
    (kernel, (sh, sw), (ph, pw)), counts = _sizes(image_size, kernel_size, stride, padding)
    (KH, KW), (OH, OW), (H, W) = kernel, counts, image_size
    N, C = len(cols), cols.shape[1] // (KH * KW)
    cols = cols.reshape(N, C, KH, KW, OH, OW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    for u in range(KH):
        for v in range(KW):
            padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] = cols[:, :, u, v]
    return padded[:, :, ph : ph + H, pw : pw + W]


def test_an_exception_gets_a_hint():
    def no_pair(x, kernel_size, *, stride=1, padding=0):
        x = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
        starts = [
            (i, j)
            for i in range(0, x.shape[2] - kernel_size + 1, stride)
            for j in range(0, x.shape[3] - kernel_size + 1, stride)
        ]
        cols = [x[:, :, i : i + kernel_size, j : j + kernel_size] for i, j in starts]
        return np.stack([col.reshape(len(x), -1) for col in cols], axis=2)

    assert "`first, second = pair(option)`" in message("im2col", no_pair)

    def wrong_order(cols, w, b, output_size):
        return cols @ w.reshape(len(w), cols.shape[1])

    assert "must be as many as the rows of b" in message("filters_times_columns", wrong_order)


def windows(x, kernel_size, stride=1):
    sh, sw = pair(stride)
    every = np.lib.stride_tricks.sliding_window_view(x, pair(kernel_size), axis=(2, 3))
    return every[:, :, ::sh, ::sw].transpose(0, 1, 4, 5, 2, 3)


def test_a_copy_is_no_view():
    def copies(x, kernel_size, *, stride=1):
        return windows(x, kernel_size, stride).copy()

    told = message("strided_windows", copies)
    assert "returned a copy, not a view of x" in told and "The windows are a new array." in told
    assert "Slices, `transpose`" in message("strided_windows", copies, likely=None)


def test_a_view_past_the_end_is_found_before_it_is_read():
    def past(x, kernel_size, *, stride=1):
        view = windows(x, kernel_size, stride)
        shape = (*view.shape[:4], view.shape[4] + 1, view.shape[5])
        return np.lib.stride_tricks.as_strided(view, shape, view.strides)

    def before(x, kernel_size, *, stride=1):
        view = windows(x, kernel_size, stride)
        steps = (*view.strides[:4], -view.strides[4], view.strides[5])
        return np.lib.stride_tricks.as_strided(view, view.shape, steps)

    for function in (past, before):
        told = message("strided_windows", function, likely=None)
        assert "a view that goes past the end of x's memory" in told
        assert "The last window must end inside the image" in told


def test_the_harness_lays_out_memory_and_copies_numbers():
    x = np.arange(24.0).reshape(1, 2, 3, 4)
    strides = []

    def whole(x):
        strides.append(x.strides)
        return x[:]

    for layout in ("NCHW", "NHWC"):
        got = view_of_memory(whole, x, layout=layout)
        np.testing.assert_array_equal(got, x)
        assert not np.shares_memory(got, x)
    assert strides == [x.strides, (192, 8, 64, 16)]
    empty = np.zeros((0, 2, 3, 4))
    assert view_of_memory(whole, empty).shape == empty.shape
    with pytest.raises(TypeError, match="must return an array, got None"):
        drive(lambda x: None, view_of_memory)(x)
    huge = drive(lambda x: np.broadcast_to(x, (10**9, 10**9, *x.shape[1:])), view_of_memory)
    with pytest.raises((MemoryError, ValueError)):  # the student's error, not a Fault of ours
        huge(x)
