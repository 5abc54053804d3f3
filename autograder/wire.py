"""The wire format between referee and worker: a JSON header and the raw bytes of the arrays.

A frame is the magic `CNN1`, two lengths (8 bytes each, big endian), a JSON header and a body. The
header is a tree of tagged values; an array is a dtype, a shape and a place in the body. Only what
stands in `DTYPES` and in the functions below can cross. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
import struct

import numpy as np

MAGIC = b"CNN1"
PREFIX = struct.Struct(">4sQQ")
DTYPES = {
    name: np.dtype(name)
    for name in "|b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8 <f2 <f4 <f8 <c8 <c16".split()
}
SCALARS = {dtype.type for dtype in DTYPES.values()}
MAX_DEPTH = 12
MAX_ITEMS = 100_000
MALFORMED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


class WireError(Exception):
    """A value that is too large to cross, or bytes that are not a frame."""


class Opaque:
    """Stands on the other side for a value that may not cross; only its type's name does."""


def opaque(name):
    """Make a stand-in whose type has the given name, for the sentence that refuses it."""
    return type("".join(c for c in name if c.isalnum() or c in "_. ")[:60], (Opaque,), {})()


def encode(value):
    """Write a value as one frame.

    Parameters
    ----------
    value : None, bool, int, float, str, ndarray, numpy scalar, list, tuple or dict
        Containers may hold any of these; dictionaries have string keys. Of anything else,
        subclasses of these included, the name of its type crosses and nothing more.

    Returns
    -------
    bytes

    Raises
    ------
    WireError
        If the value is nested too deeply or has too many items.
    """
    parts = []
    header = json.dumps(_pack(value, parts, [0, 0], 0)).encode()
    body = b"".join(parts)
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def decode(frame):
    """Read one frame back; arrays are fresh and writable.

    Raises
    ------
    WireError
        If the bytes are anything but one well-formed frame.
    """
    try:
        header_length, body_length = lengths(frame[: PREFIX.size])
        start = PREFIX.size + header_length
        if len(frame) != start + body_length:
            raise WireError("the frame has another length than it says")
        header = json.loads(frame[PREFIX.size : start].decode())
        return _unpack(header, memoryview(frame)[start:], [0], 0)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise WireError(f"not a valid frame: {type(error).__name__}") from error


def read(stream):
    """Read one frame from a blocking binary stream.

    Raises
    ------
    EOFError
        If the stream ends.
    """
    prefix = stream.read(PREFIX.size)
    if len(prefix) < PREFIX.size:
        raise EOFError
    return decode(prefix + stream.read(sum(lengths(prefix))))


def lengths(prefix):
    """Read header and body length from the first `PREFIX.size` bytes of a frame."""
    if len(prefix) != PREFIX.size or prefix[:4] != MAGIC:
        raise WireError("not a frame")
    return PREFIX.unpack(prefix)[1:]


def _pack(value, parts, counts, depth):
    """Turn a value into its header; `counts` holds the bytes and the items so far."""
    counts[1] += 1
    if depth > MAX_DEPTH or counts[1] > MAX_ITEMS:
        raise WireError("the value is nested too deeply or has too many items")
    kind = type(value)  # exact types: a subclass may lie about itself
    if value is None or kind in (bool, str):
        return {"kind": "plain", "value": value}
    if kind is int and abs(value) < 2**63:
        return {"kind": "plain", "value": value}
    if kind is float:
        return {"kind": "float", "value": value.hex()}
    if kind in (list, tuple):
        items = [_pack(item, parts, counts, depth + 1) for item in value]
        return {"kind": kind.__name__, "items": items}
    if kind is dict and all(type(key) is str for key in value):
        items = {key: _pack(item, parts, counts, depth + 1) for key, item in value.items()}
        return {"kind": "dict", "items": items}
    if kind is np.ndarray or kind in SCALARS:
        return _pack_array(value, parts, counts)
    name = "integer beyond 64 bits" if kind is int else type.__dict__["__name__"].__get__(kind)
    return {"kind": "opaque", "name": name}


def _pack_array(value, parts, counts):
    dtype = value.dtype.newbyteorder("<")
    if dtype.str not in DTYPES:
        return {"kind": "opaque", "name": f"array of dtype {value.dtype}"}
    array = np.ascontiguousarray(value, dtype=dtype).reshape(value.shape)
    kind = "array" if type(value) is np.ndarray else "scalar"
    node = {"kind": kind, "dtype": dtype.str, "shape": list(value.shape), "at": counts[0]}
    parts.append(array.tobytes())
    counts[0] += array.nbytes
    return node


def _unpack(node, body, counts, depth):
    counts[0] += 1
    if depth > MAX_DEPTH or counts[0] > MAX_ITEMS:
        raise WireError("the value is nested too deeply or has too many items")
    kind = node["kind"]
    if kind == "plain":
        if type(node["value"]) not in (type(None), bool, int, str):
            raise WireError("a plain value is not plain")
        return node["value"]
    if kind == "float":
        return float.fromhex(node["value"])
    if kind in ("list", "tuple"):
        items = [_unpack(item, body, counts, depth + 1) for item in node["items"]]
        return items if kind == "list" else tuple(items)
    if kind == "dict":
        return {k: _unpack(item, body, counts, depth + 1) for k, item in node["items"].items()}
    if kind in ("array", "scalar"):
        return _unpack_array(node, body)
    if kind == "opaque":
        return opaque(node["name"])
    raise WireError("unknown kind of value")


def _unpack_array(node, body):
    dtype, shape, start = DTYPES[node["dtype"]], node["shape"], node["at"]
    if not all(type(n) is int and n >= 0 for n in [start, *shape]) or len(shape) > 16:
        raise WireError("an array has a strange shape")
    count = 1
    for n in shape:
        count *= n
    end = start + count * dtype.itemsize
    array = np.frombuffer(body[start:end], dtype=dtype).reshape(shape).copy()
    return array[()] if node["kind"] == "scalar" and not shape else array
