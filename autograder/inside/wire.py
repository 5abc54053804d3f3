"""The wire format between referee and worker: a JSON header and the raw bytes of the arrays.

A frame is the magic `CNN1`, two lengths (8 bytes each, big endian), a JSON header and a body. In
the header None, booleans, numbers, strings and dictionaries are plain JSON. Anything else is a list
that starts with its kind: an array has a dtype, a shape and an offset into the body, which must be
the end of the previous array, so that no byte is read twice. Only the dtypes in `DTYPES` and the
kinds in the functions below can cross. Nothing is ever unpickled.

A reply has at most `LARGEST_REPLY` bytes. Arrays may use all of them, everything else only
`LARGEST_HEADER`, because JSON takes many times its size in memory. With these limits, reading a
reply takes at most `READING_TAKES` times `LARGEST_REPLY` bytes of memory, whatever it contains.
"""

from __future__ import annotations

import json
import math
import struct

import numpy as np

MAGIC = b"CNN1"
PREFIX = struct.Struct(">4sQQ")
DTYPES = {
    name: np.dtype(name)
    for name in "|b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8 <f2 <f4 <f8 <c8 <c16".split()
}
SCALARS = {dtype.type for dtype in DTYPES.values()}
ITSELF = (type(None), bool, str, float)
LARGEST = 2**63 - 1
MAX_DEPTH = 12
MAX_ITEMS = 100_000
LARGEST_REPLY = 32_000_000  # bytes: a picture or a batch of images; most replies have a few hundred
LARGEST_HEADER = 6_000_000  # bytes
READING_TAKES = 3
SEPARATORS = (b",", b"[", b"{", b":")
MAX_PARTS = 500_000  # in a header; each may take a hundred bytes of memory
LONGEST_NUMBER = 32  # characters
MAX_AXES = 16
MALFORMED = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)

_to_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class WireError(Exception):
    """A value is too large to send, or the bytes are not a valid frame."""


class Opaque:
    """Stands for a value that may not cross; only the name of its type crosses."""


def opaque(name):
    """Make a stand-in whose type has the given name, for error messages."""
    return type("".join(c for c in name if c.isalnum() or c in "_., ")[:60], (Opaque,), {})()


def encode(value):
    """Encode a value as one frame: a reply.

    Parameters
    ----------
    value : None, bool, int, float, str, ndarray, numpy scalar, list, tuple or dict
        Containers may hold any of these; dictionaries need string keys. Of anything else,
        including subclasses of these, only the name of the type crosses.

    Returns
    -------
    bytes

    Raises
    ------
    WireError
        If the value is nested too deeply, has too many items or is too large.
    """
    header, body = parts(value, LARGEST_REPLY)
    if len(header) > LARGEST_HEADER:
        raise WireError(f"of more than {LARGEST_HEADER:,} bytes besides arrays")
    if len(header) + len(body) > LARGEST_REPLY:
        raise WireError(f"of more than {LARGEST_REPLY:,} bytes")
    return frame(header, body)


def parts(value, most=math.inf):
    """Encode a value as the header and body of a frame; its arrays have at most `most` bytes."""
    arrays = []
    header = _to_json(_pack(value, arrays, [0, 0, most], 0)).encode()
    return header, b"".join(arrays)


def frame(header, body):
    """Join a header and a body into a frame."""
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def decode(data):
    """Decode one frame; arrays are new and writable.

    Raises
    ------
    WireError
        If the bytes are not exactly one well-formed frame.
    """
    try:
        header_length, body_length = lengths(data[: PREFIX.size])
        start = PREFIX.size + header_length
        if len(data) != start + body_length:
            raise WireError("the frame does not have the length that it declares")
        header = data[PREFIX.size : start]
        if sum(map(header.count, SEPARATORS)) > MAX_PARTS and _parts(header) > MAX_PARTS:
            raise WireError("the header has too many parts")
        header = header.decode()
        header = json.loads(header, parse_int=_whole, parse_float=_fraction)
        return _unpack(header, memoryview(data)[start:], [0, 0], 0)
    except MALFORMED as error:
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
    """Read the lengths of header and body from the first `PREFIX.size` bytes of a frame."""
    if len(prefix) != PREFIX.size or prefix[:4] != MAGIC:
        raise WireError("not a frame")
    return PREFIX.unpack(prefix)[1:]


def _parts(header):
    """Count the parts of a header, outside its strings."""
    plain = header.replace(b"\\\\", b"").replace(b'\\"', b"")
    if plain.count(b'"') > MAX_PARTS:
        return math.inf
    between = plain.split(b'"')[::2]
    return sum(piece.count(separator) for piece in between for separator in SEPARATORS)


def _whole(digits):
    return int(_short(digits))


def _fraction(digits):
    return float(_short(digits))


def _short(digits):
    if len(digits) > LONGEST_NUMBER:
        raise WireError("a number has too many digits")
    return digits


def _pack(value, parts, counts, depth):
    """Turn a value into its node in the header.

    `counts` holds the bytes and items so far, and the most bytes that are allowed.
    """
    counts[1] += 1
    if depth > MAX_DEPTH:
        raise WireError(f"nested more than {MAX_DEPTH} deep")
    if counts[1] > MAX_ITEMS:
        raise WireError(f"of more than {MAX_ITEMS:,} items")
    kind = type(value)  # exact types, because a subclass may lie about itself
    if kind in ITSELF or (kind is int and abs(value) <= LARGEST):
        return value
    if kind is np.ndarray or kind in SCALARS:
        return _pack_array(value, parts, counts)
    if kind is list or kind is tuple:
        return [kind.__name__, *(_pack(item, parts, counts, depth + 1) for item in value)]
    if kind is dict and all(type(key) is str for key in value):
        return {key: _pack(item, parts, counts, depth + 1) for key, item in value.items()}
    name = "integer beyond 64 bits" if kind is int else type.__dict__["__name__"].__get__(kind)
    return ["opaque", name]


def _pack_array(value, parts, counts):
    dtype = value.dtype.str
    if dtype not in DTYPES:  # perhaps big endian
        value = value.astype(value.dtype.newbyteorder("<"))
        dtype = value.dtype.str
        if dtype not in DTYPES:
            return ["opaque", f"array of dtype {value.dtype}"]
    if value.ndim > MAX_AXES:
        raise WireError(f"of more than {MAX_AXES} axes")
    if counts[0] + value.nbytes > counts[2]:
        raise WireError(f"of more than {counts[2]:,} bytes")
    content = value.tobytes()  # in row-major order, whatever the layout
    kind = "array" if type(value) is np.ndarray else "scalar"
    node = [kind, dtype, list(value.shape), counts[0]]
    parts.append(content)
    counts[0] += len(content)
    return node


def _unpack(node, body, counts, depth):
    """Turn a node of the header into its value; `counts` holds the bytes and items so far."""
    counts[1] += 1
    if depth > MAX_DEPTH or counts[1] > MAX_ITEMS:
        raise WireError("the value is nested too deeply or has too many items")
    if type(node) is str:
        return _storable(node)
    if type(node) in ITSELF:
        return node
    if type(node) is int:
        if abs(node) > LARGEST:
            raise WireError("an integer is beyond 64 bits")
        return node
    if type(node) is dict:
        return {key: _unpack(item, body, counts, depth + 1) for key, item in node.items()}
    kind, *details = node
    if kind == "array" or kind == "scalar":
        return _unpack_array(kind, *details, body, counts)
    if kind == "list" or kind == "tuple":
        items = [_unpack(item, body, counts, depth + 1) for item in details]
        return items if kind == "list" else tuple(items)
    if kind == "opaque":
        return opaque(*details)
    raise WireError("unknown kind of value")


def _storable(text):
    """Replace lone surrogates, which no file can store; copy nothing if there are none."""
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()


def _unpack_array(kind, dtype, shape, start, body, counts):
    sizes = [start, *shape]
    if len(sizes) > MAX_AXES + 1 or not all(type(n) is int and n >= 0 for n in sizes):
        raise WireError("an array has an invalid shape")
    if start != counts[0]:  # many arrays at one offset would fill the reader's memory
        raise WireError("an array does not follow the one before it")
    array = np.ndarray(tuple(shape), DTYPES[dtype], buffer=body, offset=start).copy()
    counts[0] += array.nbytes
    return array[()] if kind == "scalar" and not shape else array
