"""Submissions that use up time, or return what is beside the point, too deep, long or large."""

from __future__ import annotations

from autograder.authoring.notebooks import code_cell
from corpus.entry import BOTH, FIRST, NOTHING, SECOND, Entry, cell, file, pads

RIGHT = """\
ph, pw = pair(padding)
result = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])
"""


LINES = (
    ("one process after another", "many cells that sleep", "many calls that sleep"),
    ("work in other processes", "a forged clock", "disarmed timers", "a reply in drops"),
    ("a deep result", "a recursive result", "a long result", "a long text as a result"),
    ("a result that is a generator", "large results, one after another"),
)


def sleepers(notebook):
    """Put cells in front of the answers that sleep."""
    notebook["cells"][3:3] = [code_cell("import time; time.sleep(0.6)")] * 9
    return notebook


TIME = (
    Entry(
        "one process after another",
        "each ends itself just before its time is up",
        "what they use is added up; the time of the submission ends",
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
        "all cells have one limit, and what sleeps uses it up",
        NOTHING,
        review=BOTH,
        told="its cells did not finish in time",
    ),
    pads(
        "many calls that sleep",
        "each within its limit",
        "import time\ntime.sleep(0.7)\n" + RIGHT + "return result",
        "all of it has one limit, and what sleeps uses it up",
        FIRST,
        told="all of it took more than 5 seconds, most of them for",
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
        "the time of all its processes counts",
        told="no result after",
    ),
    pads(
        "a forged clock",
        "of Python's",
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
        "the referee's clock is not in the process",
        NOTHING,
        review=BOTH,
        told="its cells did not finish in time",
    ),
    pads(
        "a reply in drops",
        "a byte now and then, for ever",
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
        "each byte that arrives gives no more time",
        told="no result after",
    ),
)

VALUES = (
    pads(
        "a deep result",
        "a list in a list in a list",
        "for _ in range(50): x = [x]\nreturn x",
        "it is not sent, and said to be too deep; the process lives",
        told="nested more than 12 deep",
    ),
    pads(
        "a recursive result",
        "a list that holds itself",
        "x = []\nx.append(x)\nreturn x",
        "it is not sent, and said to be too deep; the process lives",
        told="nested more than 12 deep",
    ),
    pads(
        "a long result",
        "a million numbers in a list",
        "return [0] * 1_000_000",
        "it is not sent, and said to be too long; the process lives",
        told="of more than 100,000 items",
    ),
    pads(
        "a long text as a result",
        "ten million letters",
        "return 'x' * 10_000_000",
        "it is not sent, and said to be too large; the process lives",
        told="bytes besides arrays",
    ),
    pads(
        "a result that is a generator",
        "of the right rows",
        RIGHT + "return (row for row in result)",
        "it is no array",
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
