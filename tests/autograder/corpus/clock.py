"""Submissions that use up time, or return results that are too deep, too long or too large."""

from __future__ import annotations

from autograder.authoring.notebooks import code_cell
from corpus.entry import BOTH, FIRST, NOTHING, SECOND, Entry, cell, file, pads

RIGHT = """\
ph, pw = pair(padding)
result = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])
"""


LINES = (
    ("one process after another", "many cells that sleep", "many calls that sleep"),
    ("work in other processes", "a forged clock", "disarmed timers", "a trickling reply"),
    ("a deep result", "a recursive result", "a long result", "a long text as a result"),
    ("a result that is a generator", "large results, one after another"),
)


def sleepers(notebook):
    """Put sleeping cells in front of the answers."""
    notebook["cells"][3:3] = [code_cell("import time; time.sleep(0.6)")] * 9
    return notebook


TIME = (
    Entry(
        "one process after another",
        "each ends itself just before its time is up",
        "their times add up, and the submission's time runs out",
        NOTHING,
        told="ended the whole Python process",
        answers={
            name: f"import os, time\ndef {name}(*a, **k):\n    time.sleep(0.5)\n    os._exit(0)"
            for name in BOTH
        },
    ),
    file(
        "many cells that sleep",
        "each within its limit",
        sleepers,
        "all cells share one limit, and sleeping uses it up",
        NOTHING,
        review=BOTH,
        told="its cells did not finish within",
    ),
    pads(
        "many calls that sleep",
        "each within its limit",
        "import time\ntime.sleep(0.7)\n" + RIGHT + "return result",
        "the whole submission has one limit, and sleeping uses it up",
        FIRST,
        told="the submission took more than 5 seconds, most of them for",
    ),
    pads(
        "work in other processes",
        "while the first sleeps",
        """
        import os, time
        for _ in range(6):
            if os.fork() == 0:
                while True: pass
        time.sleep(60)
        """,
        "the time of all processes counts",
        told="no result after",
    ),
    pads(
        "a forged clock",
        "in Python",
        """
        import time, os
        for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
            setattr(time, name, lambda: 0.0)
        os.times = lambda: (0.0,) * 5
        while True: pass
        """,
        "time is measured from outside",
        told="no result after",
    ),
    cell(
        "disarmed timers",
        "and then an endless cell",
        """
        import signal
        for timer in (signal.ITIMER_REAL, signal.ITIMER_PROF): signal.setitimer(timer, 0)
        while True: pass
        """,
        "the referee's clock is in another process",
        NOTHING,
        review=BOTH,
        told="its cells did not finish within",
    ),
    pads(
        "a trickling reply",
        "a byte now and then, forever",
        """
        import os, time
        for n in range(3, 30):
            try: os.write(n, b"CNN1" + bytes(7) + b"\\x40" + bytes(7) + b"\\x40")
            except OSError: pass
        while True:
            for n in range(3, 30):
                try: os.write(n, b"x")
                except OSError: pass
            time.sleep(0.1)
        """,
        "the bytes that arrive buy no more time",
        told="no result after",
    ),
)

VALUES = (
    pads(
        "a deep result",
        "a list in a list in a list",
        "for _ in range(50): x = [x]\nreturn x",
        "it is reported as too deep instead of sent; the process survives",
        told="nested more than 12 deep",
    ),
    pads(
        "a recursive result",
        "a list that contains itself",
        "x = []\nx.append(x)\nreturn x",
        "it is reported as too deep instead of sent; the process survives",
        told="nested more than 12 deep",
    ),
    pads(
        "a long result",
        "a million numbers in a list",
        "return [0] * 1_000_000",
        "it is reported as too long instead of sent; the process survives",
        told="of more than 100,000 items",
    ),
    pads(
        "a long text as a result",
        "ten million letters",
        "return 'x' * 10_000_000",
        "it is reported as too large instead of sent; the process survives",
        told="bytes besides arrays",
    ),
    pads(
        "a result that is a generator",
        "of the right rows",
        RIGHT + "return (row for row in result)",
        "a generator is not an array",
        told="a generator",
    ),
    Entry(
        "large results, one after another",
        "each within the limit",
        "the judge does not keep them all",
        SECOND,
        told="output_size",
        answers={
            "output_size": "import numpy as np\ndef output_size(*a, **k):\n"
            "    return np.zeros(3_900_000)"
        },
    ),
)

ENTRIES = (*TIME, *VALUES)
