"""The comparison accepts right values in any reasonable form, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from cnncourse.checks.engine.differences import difference

EXPECTED = np.array([[19.0, 25.0], [37.5, 43.0]])


class AlwaysEqual:
    shape, dtype, ndim, size = (2, 2), np.dtype(float), 2, 4

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        return EXPECTED

    def __float__(self):
        return 7.0

    __int__ = __index__ = lambda self: 7


class Liar(np.ndarray):
    __eq__ = __ne__ = lambda self, other: np.ones(2, bool)

    def __array_function__(self, *args, **kwargs):
        return True

    def __array_ufunc__(self, *args, **kwargs):
        return EXPECTED


class Named(type):
    __name__ = property(lambda cls: 1 / 0)


class Nameless(metaclass=Named):
    @property
    def __class__(self):
        raise RuntimeError("student code ran")


class EqualTypes(type):
    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class LooksLikeInt(metaclass=EqualTypes):
    __int__ = __index__ = lambda self: 7
    __abs__ = __float__ = __int__


class LyingInt(int):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = int.__hash__


@pytest.mark.parametrize(
    "value",
    [
        EXPECTED.copy(),
        EXPECTED + 1e-10,
        np.asfortranarray(EXPECTED),
        np.repeat(EXPECTED, 2, axis=1)[:, ::2],
        EXPECTED.astype(np.longdouble),
        EXPECTED.astype(">f8"),
    ],
)
def test_right_arrays(value):
    assert difference(EXPECTED, value) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "returned None"),
        (EXPECTED.tolist(), "returned a list"),
        (AlwaysEqual(), "returned an AlwaysEqual"),
        (EXPECTED.view(Liar), "returned a Liar"),
        (np.zeros((2, 2)).view(Liar), "returned a Liar"),
        (np.ma.array(EXPECTED), "returned a MaskedArray"),
        (EXPECTED.astype(object), "dtype object"),
        (EXPECTED.astype(complex), "dtype complex128"),
        (EXPECTED.astype(str), "dtype <U32"),
        (EXPECTED.astype(int), "dtype int64"),
        (np.ones((2, 2), bool), "dtype bool"),
        (EXPECTED[None], "shape (1, 2, 2)"),
        (EXPECTED[:1], "shape (1, 2)"),
        (np.float64(19.0), "returned a float64"),
        (EXPECTED * np.nan, "nan at index (0, 0)"),
        (np.where(EXPECTED > 40, np.inf, EXPECTED), "inf at index (1, 1)"),
        (EXPECTED.astype(np.float32) + np.float32(1e-5), "first differs"),
        (EXPECTED + 1e-6, "4 of 4 values are wrong, the largest error is 1e-06"),
        (np.full((2, 2), np.longdouble("1e4000")), "inf at index"),
        (-EXPECTED * 1e306, "first differs at index (0, 0)"),
    ],
)
def test_wrong_arrays(value, words):
    with np.errstate(all="ignore"):
        assert words in difference(EXPECTED, value).text


def test_no_code_of_the_answer_runs():
    assert "returned a Nameless" in difference(EXPECTED, Nameless()).text
    assert "returned a Nameless" in difference(7, Nameless()).text
    assert "returned a Nameless" in difference((7, 7), Nameless()).text
    assert "returned a LooksLikeInt" in difference(7, LooksLikeInt()).text
    assert "returned a LooksLikeInt" in difference(7.0, LooksLikeInt()).text


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (np.zeros((2, 2)), "Every value is zero"),
        (np.array([[19.0, 0], [0, 0]]), "Only the first value"),
        (np.trunc(EXPECTED), "The fractions are dropped"),
        (-EXPECTED, "wrong sign"),
        (EXPECTED + 1, None),
        (np.zeros((3, 3)), "One too many"),
        (np.zeros((1, 1)), "One too few"),
        (EXPECTED.astype(np.float32) + np.float32(1e-5), "not precise enough"),
        (None, "return"),
    ],
)
def test_hints_from_the_pattern(value, hint):
    found = difference(EXPECTED, value).hint
    assert (found is None) if hint is None else (hint in found)


def test_swapped_axes_are_named():
    assert (
        "Height and width are swapped" in difference(np.zeros((2, 3, 4)), np.ones((2, 4, 3))).hint
    )


def test_numbers_are_hidden_unless_revealed():
    wrong = EXPECTED + 1
    assert "expected 19" not in difference(EXPECTED, wrong).text
    assert "(got 20, expected 19)" in difference(EXPECTED, wrong, reveal=True).text
    assert "expected" not in difference(5, 4).text
    assert "returned 4, expected 5" in difference(5, 4, reveal=True).text


def test_dtype_policies():
    whole, single = np.arange(4), np.arange(4, dtype=np.float32)
    assert difference(whole, whole.astype(float)) is None
    assert difference(single, single.astype(float)) is None
    assert difference(single, single + np.float32(1e-4)) is None
    assert difference(single, single + np.float32(1e-2)) is not None
    assert "dtype float64" in difference(single, single.astype(float), dtype="same").text
    assert "dtype float64" in difference(whole, whole.astype(float), dtype="same").text


def test_a_single_number_goes_by_the_expected_dtype_too():
    assert difference(np.float32(1), 1 + 1e-5) is None
    assert difference(np.float32(1), 1 + 1e-3) is not None
    assert difference(np.float64(1), 1 + 1e-8) is not None
    assert "float(...)" in difference(1.0, np.ones(1)).hint
    assert "int(...)" in difference(1, np.ones(1, int)).hint


@pytest.mark.parametrize("value", [7, np.int64(7), np.uint8(7)])
def test_right_integers(value):
    assert difference(7, value) is None


@pytest.mark.parametrize(
    "value",
    [7.0, np.float64(7), np.array(7), "7", None, True, AlwaysEqual(), LyingInt(3), LyingInt(7)]
    + [6, 8, -7, 10**400, np.uint8(0), (7,)],
)
def test_wrong_integers(value):
    assert difference(7, value) is not None


def test_real_numbers():
    assert difference(0.5, 0.5 + 1e-12) is None
    for value in (0.5 + 1e-6, np.nan, np.inf, None, "0.5", np.array(0.5)):
        assert difference(0.5, value) is not None


def test_tuples():
    def compare(value, ignored=()):
        return difference((EXPECTED, 4), value, parts=("out", "count"), ignored=ignored)

    assert compare((EXPECTED, 4)) is None
    assert compare((EXPECTED, 5)).text.startswith("count is 5")
    assert compare((EXPECTED, AlwaysEqual()), ignored=("count",)) is None
    assert "out holds nan" in compare((EXPECTED * np.nan, 4)).text
    assert "expected the tuple (out, count)" in compare(EXPECTED).text
    for value in ((EXPECTED,), (EXPECTED, 4, 4), [EXPECTED, 4], None, (4, EXPECTED)):
        assert compare(value) is not None


def test_empty_arrays_have_a_shape_too():
    assert difference(np.zeros((0, 3)), np.zeros((0, 3))) is None
    assert difference(np.zeros((0, 3)), np.zeros((3, 0))) is not None
