"""What reading a reply costs, whatever a student's process has put into it."""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import traceback

import numpy as np
import pytest

from autograder.inside import wire
from autograder.sandbox.clock import Clock
from autograder.sandbox.connection import Connection
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.limits import Limits

HEADER, REPLY = wire.LARGEST_HEADER, wire.LARGEST_REPLY
UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of `ru_maxrss`
WIDE = "\N{SNOWMAN}\N{GRINNING FACE}"


def filled(begin, part, end, size=HEADER):
    """Repeat a part until a header has the largest allowed size."""
    count = (size - len(begin) - len(end)) // len(part)
    return begin + part * count + end


def arrays(size, each):
    """Make a list of consecutive arrays of `each` bytes."""
    count = size // each
    return ["list", *(["array", "|u1", [each], n * each] for n in range(count))], count * each


def hostile():
    """Yield a name, a header, and the size of the body in bytes."""
    yield "one array", b'["array","|u1",[%d],0]' % (REPLY - 100), REPLY - 100
    header, size = arrays(REPLY - HEADER, 1000)
    yield "many arrays", json.dumps(header).encode(), size
    yield "a text", filled(b'"', b"x", b'"'), 0
    yield "a text with escapes", filled(b'"', b"\\u00e9", b'"'), 0
    yield "a wide text", filled(b'"' + WIDE.encode(), b"x", b'"'), 0
    yield (
        "a wide text, and an array",
        filled(b'["list","' + WIDE.encode(), b"x", b'"]'),
        REPLY - HEADER,
    )
    yield "surrogates", filled(b'"', b"\\ud800", b'"'), 0
    yield "empty lists", filled(b'["list",0', b",[]", b"]"), 0
    yield (
        "the most empty lists",
        b'["list"' + b",[]" * (wire.MAX_PARTS // 2 - 2) + b"]",
        0,
    )
    yield "numbers", filled(b'["list"', b",1.5", b"]"), 0
    yield "keys", filled(b"{", b'"a":0,', b'"b":0}'), 0
    numbered = b",".join(b'"%d":{}' % n for n in range(wire.MAX_PARTS // 3 - 2))
    yield "different keys", b"{%b}" % numbered, 0
    yield "texts that hide what is between them", filled(b'["list"', b',"\\\\",[]', b"]"), 0
    yield "texts of one letter", b'["list"' + b',"a"' * (wire.MAX_PARTS - 3) + b"]", 0
    yield "a number of many digits", filled(b"", b"7", b""), 0
    yield "a fraction of many digits", filled(b"0.", b"7", b""), 0
    yield "nesting", filled(b"", b"[", b""), 0
    yield "nested dictionaries", filled(b"", b'{"a":', b""), 0
    empty = [["array", "<f8", [0, 2**40], 0]] * 99_000
    yield "arrays without bytes", json.dumps(["list", *empty]).encode()[:HEADER], 0
    yield "more than fits", filled(b'"', b"x", b'"', HEADER + 1), 0
    yield "an array that is too long", b"0", REPLY


HOSTILE = {name: (header, body) for name, header, body in hostile()}


class Piped:
    """A student's process that has sent one frame."""

    def __init__(self, header, body):
        self.replies, end = os.pipe()
        self.requests = os.open(os.devnull, os.O_WRONLY)
        frame = wire.PREFIX.pack(wire.MAGIC, len(header), body)

        def write():
            try:
                with os.fdopen(end, "wb") as file:
                    file.write(frame)
                    file.write(header)
                    for start in range(0, body, 1 << 16):
                        file.write(bytes(min(1 << 16, body - start)))
            except BrokenPipeError:  # refused because of its length
                pass

        threading.Thread(target=write, daemon=True).start()

    def times(self):
        return 0.0, 0.0


def read(name):
    process = Piped(*HOSTILE[name])
    wait = Clock(Limits()).wait(process, 60.0, "its cells")
    try:
        Connection(process, REPLY).receive("", wait)
    except SandboxError as error:
        return str(error)
    return "read"


def peak(name):
    """Read a frame in its own process; return the bytes of memory it took, and the outcome."""
    ends, end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            said = read(name)
            grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
            os.write(end, json.dumps([grown * UNIT, said]).encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(end)
    with os.fdopen(ends) as file:
        found = json.load(file)
    os.waitpid(child, 0)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_takes_at_most_a_few_times_the_largest_reply(name):
    grown, said = peak(name)
    assert grown < wire.READING_TAKES * REPLY, f"{grown / REPLY:.1f} times"
    assert said != "read"  # nobody asked for it


def test_text_with_many_brackets_is_read():
    """An honest notebook may print a large array: brackets inside texts do not count as parts."""
    shown = "[[1, 2], {3: 4}]\n" * 100_000
    assert wire.decode(wire.encode([shown])) == [shown]


def test_honest_replies_are_far_below_the_limit():
    biggest = [np.zeros((64, 3, 32, 32)), {"text": "x" * 1_000_000}]
    assert len(wire.encode(biggest)) < REPLY / 10


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (np.zeros(REPLY // 8), "of more than 32,000,000 bytes"),
        ([np.zeros(REPLY // 16)] * 3, "of more than 32,000,000 bytes"),
        ("x" * HEADER, "of more than 6,000,000 bytes besides arrays"),
        ([0] * 100_001, "of more than 100,000 items"),
    ],
)
def test_a_value_too_large_to_send_is_an_error(value, told):
    with pytest.raises(wire.WireError, match=told):
        wire.encode(value)
