"""The wire format: values survive the round trip, and nothing else is accepted."""

from __future__ import annotations

import json
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.inside import wire

arrays = hnp.arrays(st.sampled_from(list(wire.DTYPES.values())), hnp.array_shapes(min_dims=0))
leaves = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats() | st.text() | arrays
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def same(a, b):
    assert type(a) is type(b)
    if isinstance(a, (np.ndarray, np.generic)):
        assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())
    elif isinstance(a, (list, tuple)):
        assert len(a) == len(b)
        for left, right in zip(a, b, strict=True):
            same(left, right)
    elif isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            same(a[key], b[key])
    else:
        assert a == b or (a != a and b != b)


@given(values)
def test_values_survive_the_round_trip(value):
    same(wire.decode(wire.encode(value)), value)


def test_arrays_come_back_writable_and_contiguous():
    x = np.arange(12.0).reshape(3, 4).T[::2]
    y = wire.decode(wire.encode(x))
    y[0, 0] = 5
    assert y.shape == x.shape and x[0, 0] == 0
    assert np.array_equal(wire.decode(wire.encode(x)), x)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (2, 0), ()])
def test_arrays_without_numbers_or_axes_come_back(shape):
    for x in (np.zeros(shape), np.ones(shape, ">f4")):
        y = wire.decode(wire.encode(x))
        assert (y.shape, y.dtype) == (x.shape, x.dtype.newbyteorder("<"))
        assert np.array_equal(x, y)


class Liar(np.ndarray):
    def __eq__(self, other):
        return True


class Shouting(str):
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (np.zeros(2).view(Liar), "Liar"),
        (Shouting("x"), "Shouting"),
        ({1, 2}, "set"),
        (np.array([None]), "array of dtype object"),
        (np.array(["x"], ">U1"), "array of dtype U1"),
        (2**70, "integer beyond 64 bits"),
        ({1: 2}, "dict"),
    ],
)
def test_anything_else_crosses_only_as_the_name_of_its_type(value, name):
    (back,) = wire.decode(wire.encode((value,)))
    assert isinstance(back, wire.Opaque) and type(back).__name__ == name


def test_endless_nesting_is_refused():
    deep = []
    for _ in range(50):
        deep = [deep]
    with pytest.raises(wire.WireError, match="nested more than 12 deep"):
        wire.encode(deep)


def frame(header, body=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return wire.PREFIX.pack(wire.MAGIC, len(text), len(body)) + text + body


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"CNN1",
        pickle.dumps({"nonce": 1}),
        frame(b"{"),
        frame(b"\xff"),
        frame(b"[" * 100_000),
        frame([]),
        frame(["unknown"]),
        frame([["list"]]),
        frame([3, 4]),
        frame(2**63),
        frame(["opaque"]),
        frame(["opaque", 3]),
        frame(["opaque", "a", "b"]),
        frame(["array", "|O", [1], 0], bytes(8)),
        frame(["array", "<f8", [2], 0], bytes(8)),
        frame(["array", "<f8", [1], 1], bytes(8)),
        frame(["array", "<f8", [-1], 0], bytes(8)),
        frame(["array", "<f8", [True], 0], bytes(8)),
        frame(["array", "<f8", [0.0], 0], bytes(8)),
        frame(["array", "<f8", 1, 0], bytes(8)),
        frame(["array", "<f8", [1], -8], bytes(8)),
        frame(["array", "<f8", [1]], bytes(8)),
        frame(["array", "<f8", [2**40, 2**40], 0], bytes(8)),
        frame(["array", "<f8", [0, 2**62], 0], bytes(8)),
        frame(["array", "<f8", [1] * 17, 0], bytes(8)),
        frame(["list"] + [["array", "<f8", [1], 0]] * 2, bytes(16)),
        frame(["list", ["array", "<f8", [1], 0], ["array", "<f8", [1], 4]], bytes(16)),
        frame(None) + b"more",
        frame(["list"] + [0] * 100_001),
    ],
)
def test_malformed_frames_are_refused(bad):
    with pytest.raises(wire.WireError):
        wire.decode(bad)
