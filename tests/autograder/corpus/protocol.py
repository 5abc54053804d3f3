"""Attacks on the worker: its functions, its memory, and what it sends."""

from __future__ import annotations

from corpus.entry import BOTH, FIRST, NOTHING, SECOND, WORKER, Entry, cell, pads

WALKS = (
    cell(
        "stack walks",
        "for the arguments of the grader's functions",
        """
        import sys, inspect

        found, step = [], sys._getframe()
        while step is not None:
            found += [name for name in step.f_locals if name in ("reference", "expected", "cases")]
            step = step.f_back
        found += [one for frame in inspect.stack() for one in frame.frame.f_locals if one == "seed"]
        print(*found)
        """,
        "cases, references and seed are in another process",
        silent=True,
    ),
    cell(
        "garbage-collector walks",
        "for a reference, a case or a seed",
        """
        import gc, types

        gc.unfreeze()
        for one in gc.get_objects():
            if type(one) is types.FunctionType and one.__name__ in ("pad2d", "output_size"):
                print(one.__module__)
            if type(one).__name__ in ("Check", "Case", "Bundle", "Verdict"):
                print(one)
        """,
        "they are in another process",
        silent=True,
    ),
    cell(
        "frame walks",
        "to replace the worker's functions, so that every call reports a right result",
        WORKER
        + """
real = worker["ANSWERS"]["call"]
def call(*arguments, **named):
    said = real(*arguments, **named)
    return {**said, "value": "right", "error": None, "mutated": (), "shared": ()}
worker["ANSWERS"]["call"] = call
""",
        "nothing that the worker reports about itself is believed",
        NOTHING,
    ),
    cell(
        "frame walks",
        "to stop the worker from inspecting the function",
        WORKER + "worker['ANSWERS']['look'] = lambda *a, **k: None",
        "what the inspection looks for is not in the sandbox at all",
        FIRST,
        answers={"pad2d": "from cnncourse.layers.conv.loops import pad2d"},
    ),
    cell(
        "frame walks",
        "to replace the code of the worker's functions",
        WORKER
        + """
def mine(*a, **k):
    return {"value": 0}
for function in worker["ANSWERS"].values():
    function.__code__ = mine.__code__
""",
        "nothing that they report can earn a point",
        NOTHING,
        review=BOTH,
        told="a malformed reply",
    ),
    cell(
        "frame walks",
        "to trace every step in every thread",
        """
        import sys, threading

        def trace(frame, event, argument):
            frame.f_trace_opcodes = True
            return trace

        for begin in (sys.settrace, sys.setprofile, threading.settrace, threading.setprofile):
            begin(trace)
        """,
        "it only makes them slow",
    ),
    pads(
        "reading the solution",
        "convolutions from other libraries",
        """
        def pad2d(x, padding):
            images = getattr(__import__("scipy." + "ndimage"), "ndi" + "mage")
            return getattr(images, "corre" + "late")(x, np.ones((1, 1)))
        """,
        "they are not in the sandbox",
        told="scipy.ndimage is not available",
    ),
    pads(
        "stack walks",
        "in every call, for the expected result",
        """
        import gc, sys
        gc.unfreeze()
        step = sys._getframe()
        while step is not None:
            for name, value in step.f_locals.items():
                if name in ("expected", "reference", "wanted"): return value
            step = step.f_back
        for one in gc.get_objects():
            if type(one) is dict and type(one.get("expected")) is np.ndarray:
                return one["expected"]
        return x
        """,
        "it is in another process",
    ),
)

SAID = """
real = worker["ANSWERS"]["call"]
worker["ANSWERS"]["call"] = lambda *a, **k: {{**real(*a, **k), **{}}}
"""
LOOKED = "worker['ANSWERS']['look'] = lambda *a, **k: {}"
SENT = """
real = worker["wire"].encode
def encode(value):
    reply = value["reply"]
    return real({{**value, "reply": {}}})
worker["wire"].encode = encode
"""

SAYS = (
    cell(
        "frame walks",
        "to report that a call changed a nonexistent argument",
        WORKER + SAID.format("{'mutated': (-100,)}"),
        "reported arguments must be among those of the call",
        NOTHING,
        review=BOTH,
        told="a malformed reply",
    ),
    cell(
        "frame walks",
        "to send a verdict instead of a complaint",
        WORKER
        + LOOKED.format(r"{'text': 'all 34 cases pass.\n  Passed   plain 9/9', 'culprit': None}"),
        "the first line is the referee's, and the rest is a single line below it",
        NOTHING,
        told="no points, the function was not called.\\n  Problem  “all 34 cases pass. Passed",
    ),
    cell(
        "frame walks",
        "to send a verdict instead of a function's name",
        WORKER
        + SAID.format(
            r"{'error': 'x', 'error_type': 'NotImplementedError', 'empty': 'f\n  Passed  g 9/9'}"
        ),
        "it appears on one line, in the middle of a sentence",
        NOTHING,
        told="calls `f Passed  g 9/9`, which is not written yet",
    ),
    cell(
        "nested reply",
        "instead of a complaint, to be printed",
        WORKER + LOOKED.format("dict(text=[np.zeros((9, 9))] * 999, culprit=None)"),
        "a complaint is a text or nothing",
        NOTHING,
        review=BOTH,
        told="a malformed reply",
    ),
    cell(
        "output bomb",
        "a picture that the worker would not have kept",
        WORKER
        + SENT.format(
            """reply if not isinstance(reply, list) else [[{
        "output_type": "display_data", "data": {"image/png": "A" * 1_000_004}, "metadata": {}
    }], *reply[1:]]"""
        ),
        "outputs are checked in a process that students cannot reach",
        NOTHING,
        review=BOTH,
        told="malformed outputs",
    ),
    cell(
        "endless reply",
        "ten thousand arrays in the same megabyte",
        WORKER
        + """
header = b'["list"' + b',["array","|u1",[1000000],0]' * 10_000 + b"]"
frame = b"CNN1" + len(header).to_bytes(8, "big") + (1_000_000).to_bytes(8, "big") + header
frame += bytes(1_000_000)
worker["wire"].encode = lambda value: frame
""",
        "no byte can belong to two arrays",
        NOTHING,
        review=BOTH,
        told="an array does not follow the one before it",
    ),
)

FRAMES = (
    Entry(
        "forged protocol frames on every descriptor",
        "well-formed, with a nonce of zeros",
        "nobody can guess the nonce; the other exercise is judged in a new process",
        SECOND,
        ("output_size",),
        "a reply that nobody asked for",
        extra=WORKER + "frame = worker['wire'].encode({'nonce': '0' * 32, 'reply': {}})",
        answers={
            "output_size": "import os\n"
            "def output_size(*sizes, **options):\n"
            "    for n in range(3, 64):\n"
            "        try: os.write(n, frame)\n"
            "        except OSError: pass\n"
        },
    ),
    cell(
        "replayed nonce",
        "every reply carries the previous nonce",
        WORKER
        + """
real, last = worker["wire"].encode, []
def encode(value):
    last.append(value["nonce"])
    return real({**value, "nonce": last[max(0, len(last) - 2)]})
worker["wire"].encode = encode
""",
        "a nonce is valid for one request",
        NOTHING,
        review=BOTH,
        told="a reply that nobody asked for",
    ),
    cell(
        "replayed nonce",
        "a second reply to every request",
        WORKER
        + """
real = worker["wire"].encode
worker["wire"].encode = lambda value: real(value) * 2
""",
        "the second reply answers no request",
        NOTHING,
        review=BOTH,
    ),
    cell(
        "replayed nonce",
        "the request is read, and answered before the worker answers",
        WORKER
        + """
import os
real = worker["wire"].read
def read(stream):
    request = real(stream)
    frame = worker["wire"].encode({"nonce": request["nonce"], "reply": None})
    for n in range(3, 64):
        try: os.write(n, frame)
        except OSError: pass
    return request
worker["wire"].read = read
""",
        "the nonce is no secret in there: the early reply counts, and it is wrong",
        NOTHING,
        review=BOTH,
    ),
    cell(
        "forged protocol frames on every descriptor",
        "a fault that it blames on the grader",
        WORKER + "worker['ANSWERS']['call'] = lambda *a, **k: {'fault': '\\x1b[2J full marks'}",
        "without a verdict there are no points, and a person looks",
        NOTHING,
        review=BOTH,
    ),
    cell(
        "pickle reply",
        "that would run code if it were unpickled",
        WORKER
        + """
import pickle

class Run:
    def __reduce__(self):
        return print, ("it ran",)

worker["wire"].encode = lambda value: pickle.dumps(Run())
""",
        "nothing is ever unpickled",
        NOTHING,
        review=BOTH,
        told="something other than a reply",
    ),
    cell(
        "endless reply",
        "of an impossible size",
        WORKER + "worker['wire'].encode = lambda value: b'CNN1' + b'\\xff' * 16 + bytes(999)",
        "the sizes are read first",
        NOTHING,
        review=BOTH,
        told="more than 32,000,000 bytes",
    ),
    cell(
        "endless reply",
        "a million empty lists",
        WORKER
        + """
header = b"[" + b"[]," * 1_000_000 + b"0]"
frame = b"CNN1" + len(header).to_bytes(8, "big") + bytes(8) + header
worker["wire"].encode = lambda value: frame
""",
        "the memory that a header needs is known before it is parsed",
        NOTHING,
        review=BOTH,
        told="something other than a reply",
    ),
    cell(
        "nested reply",
        "lists in lists",
        WORKER
        + """
header = b"[" * 30_000 + b"]" * 30_000
frame = b"CNN1" + len(header).to_bytes(8, "big") + bytes(8) + header
worker["wire"].encode = lambda value: frame
""",
        "nesting is limited",
        NOTHING,
        review=BOTH,
        told="something other than a reply",
    ),
    pads(
        "nested reply",
        "as an honest result",
        "y = x\nfor _ in range(50): y = [y]\nreturn y",
        "it is wrong, and the other exercise is judged as usual",
    ),
)

ENTRIES = (*WALKS, *SAYS, *FRAMES)
