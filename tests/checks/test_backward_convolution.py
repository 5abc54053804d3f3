"""What is special about the assignment on the gradients of a convolution."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.checks import find, judge, names, run_check_in_process
from cnncourse.checks.backward_convolution import ASSIGNMENT, cases
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.layers import conv2d_backward, conv2d_forward
from cnncourse.layers.shapes import pair


def message(name, answer):
    check = find(name, ASSIGNMENT)
    call = run_check_in_process(check, {name: answer})
    told = judge(check, call, 0, likely=likely_mistake(check, 0)).message
    return " ".join(told.split())


def test_the_assignment_has_its_checks():
    assert names(ASSIGNMENT) == [
        "cross_correlate2d_backward",
        "touched_by_w10",
        "rotate_and_pad",
        "conv1d_backward",
        "dilate_gradient",
        "conv2d_backward",
        "conv_transpose2d_forward",
        "adjoint_error",
    ]


def test_eight_sections_give_twenty_eight_points(listed):
    found = listed(ASSIGNMENT)
    assert (found.sections, found.points, found.minutes) == (8, 28, 200)


def test_the_solved_notebook_shows_the_chapters_numbers(shown):
    variables = {}
    printed = shown(ASSIGNMENT, variables)
    dx = "[[ 1.  4.  4.]\n [ 2. 11. 14.]\n [-3.  5. 12.]]\n"
    for told in (
        dx + "[[16. 21.]\n [31. 36.]]\n",
        "[[[ 1.  4.  6.  4. -3.]]]\n[[[ 4. 10.  9.]]]\nNone\n",
        "[[ 1.  0.  2.]\n [ 0.  0.  0.]\n [-1.  0.  3.]]\n",
        "[-1.  0.  3.  0.]\n [ 0.  0.  0.  0.]]\n",
        dx + "[[ 1.  2.  2.  4.]\n [ 3.  4.  6.  8.]\n [-1. -2.  3.  6.]\n [-3. -4.  9. 12.]]\n",
        "0.0\n0.14",
    ):
        assert told in printed, told
    assert printed.count(dx) == 3
    found, secret = variables["found"], variables["secret"]
    np.testing.assert_allclose(found, secret, atol=1e-3)


def test_the_pencil_example_is_that_of_the_package():
    arrays = cases.PENCIL_IMAGE, cases.PENCIL_KERNEL, cases.PENCIL_DOUT
    x, w, dout = (array[None, None] for array in arrays)
    out, cache = conv2d_forward(x, w, np.zeros(1), stride=2, padding=1)
    dx, dw, db = conv2d_backward(dout, cache)
    np.testing.assert_allclose(out[0, 0], [[10, 1], [-2, 10]])
    np.testing.assert_allclose(dw[0, 0], [[3, 1, 6], [1, 3, 2], [-3, 2, 5]])
    np.testing.assert_allclose(
        dx[0, 0], [[1, -2, -1, 0], [-1, 2, 1, -4], [2, 2, 1, 0], [-2, 6, -1, 3]]
    )
    assert db == [3]


PAPER_DX = [[1, 4, 4], [2, 11, 14], [-3, 5, 12]]
PAPER_DW = [[16, 21], [31, 36]]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cross_correlate2d_backward", (PAPER_DX, PAPER_DW)),
        ("touched_by_w10", ([[0, 0, 0], [1, 1, 0], [1, 1, 0]],)),
        (
            "rotate_and_pad",
            ([[0, 0, 0, 0], [0, 1, 2, 0], [0, -1, 3, 0], [0, 0, 0, 0]], [[4, 3], [2, 1]]),
        ),
        ("conv1d_backward", ([[[1, 4, 6, 4, -3]]], [[[4, 10, 9]]])),
        ("dilate_gradient", ([[[[1, 0, 2], [0, 0, 0], [-1, 0, 3]]]],)),
        ("conv2d_backward", ([[PAPER_DX]], [[PAPER_DW]], [5])),
        ("conv_transpose2d_forward", ([[PAPER_DX]],)),
        ("adjoint_error", (0,)),
    ],
)
def test_the_paper_example_comes_first(name, expected):
    check = find(name, ASSIGNMENT)
    got = check.reference(*draw(check, 0)[0].args)
    parts = got if isinstance(got, tuple) else (got,)
    for part, wanted in zip(parts, expected, strict=False):
        np.testing.assert_array_equal(part, wanted)


def test_mistakes_are_named():
    def assigns(dout, cache):
        image, kernel = cache
        KH, KW = kernel.shape
        dimage, dkernel = np.zeros(image.shape), np.zeros(kernel.shape)
        for i, j in np.ndindex(dout.shape):
            dimage[i : i + KH, j : j + KW] = dout[i, j] * kernel
            dkernel += dout[i, j] * image[i : i + KH, j : j + KW]
        return dimage, dkernel

    assert "Windows that overlap are overwritten." in message("cross_correlate2d_backward", assigns)
    turned = message("rotate_and_pad", lambda dout, kernel: (np.pad(dout, 1), kernel[::-1]))
    assert "Only the rows are reversed." in turned


def test_a_layer_that_forgets_the_stride_is_told_so():
    def blind(dout, cache):
        x, w, b, _, padding, _, _ = cache
        (ph, pw), (KH, KW) = pair(padding), w.shape[2:]
        padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
        dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
        for n, f, i, j in np.ndindex(dout.shape):
            window = (n, slice(None), slice(i, i + KH), slice(j, j + KW))
            dpadded[window] += dout[n, f, i, j] * w[f]
            dw[f] += dout[n, f, i, j] * padded[window]
        dx = dpadded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
        return dx, dw, None if b is None else dout.sum(axis=(0, 2, 3))

    told = message("conv2d_backward", blind)
    assert "stride" in told


def test_an_exception_gets_a_hint():
    def whole(dout, cache):
        image, kernel = cache
        dimage = np.zeros(image.shape, dtype=int)
        dimage += dout[0, 0]
        return dimage, dimage

    assert "np.zeros(shape) makes an array of floats" in message(
        "cross_correlate2d_backward", whole
    )

    def no_pair(x, w, b, *, stride=1, padding=0, output_padding=0):
        (N, _, H, W), (_, C_out, KH, KW) = x.shape, w.shape
        size = [(n - 1) * stride + k for n, k in ((H, KH), (W, KW))]
        out = np.zeros((N, C_out, *size))
        for n, c, i, j in np.ndindex(x.shape):
            top, left = i * stride, j * stride
            out[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
        return out if b is None else out + b[:, None, None], (x, w)

    assert "`first, second = pair(option)`" in message("conv_transpose2d_forward", no_pair)
