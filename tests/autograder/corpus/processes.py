"""Processes that end, hang, multiply, fill the machine or try to leave the sandbox."""

from __future__ import annotations

import textwrap

from autograder.sandbox.attempt import BEFORE
from autograder.sandbox.breakout_attempts import ATTEMPTS, LEAVE
from corpus.entry import BOTH, FIRST, NOTHING, Entry, cell, pads

ITS_OWN = "it ended its own process before anything could be asked: zero, and a person looks"
ONLY_IT = "one function ends the process or hangs; the others are judged in a new one"

OUT = {
    "reading the solution": ["read the home folder", "find forbidden modules"],
    "reading the gradebook": ["read the gradebook", "write beside the gradebook"],
    "reading other submissions": ["find an earlier submission"],
    "reading /proc": ["see other processes", "make system calls newer than the filter"],
    "memory bomb": ["hold memory that no limit counts"],
    "fork bomb": ["start a session or process group"],
    "inherited descriptors": ["use somebody else's descriptors"],
    "ptrace": ["trace its own parent", "signal the grader"],
    "/proc/PID/mem": ["read the grader's memory"],
    "TCP": ["connect over TCP"],
    "UDP": ["send over UDP"],
    "DNS": ["ask the name service"],
    "unix sockets": ["connect to a socket file", "open a socket of another kind"],
    "abstract sockets": ["connect to an abstract socket"],
}
BY_TITLE = {attempt.title: attempt for attempt in ATTEMPTS}
ATTEMPTED = tuple(
    cell(
        item,
        title,
        BEFORE + textwrap.dedent(BY_TITLE[title].code),
        "what it looks for is not in the sandbox, and looking costs no points",
        silent=True,
    )
    for item, titles in OUT.items()
    for title in titles
)

ENDS = (
    cell("os._exit at top level", "in a cell", "import os; os._exit(0)", ITS_OWN, NOTHING,
         review=BOTH, told="its process ended early"),
    pads("os._exit inside a function", "in a call", "import os; os._exit(0)", ONLY_IT,
         told="ended the whole Python process"),
    Entry(
        "os._exit inside a function",
        "when the results are asked for",
        "the notebook runs; then each call ends a process, and costs only its own points",
        NOTHING,
        told="ended the whole Python process",
        answers=dict.fromkeys(
            BOTH,
            "import os\ndef output_size(*a, **k): os._exit(0)\ndef pad2d(*a, **k): os._exit(0)",
        ),
    ),
    cell("sys.exit", "in a cell", "import sys; sys.exit('done')", "it ends only its cell",
         told="SystemExit"),
    pads("sys.exit", "in a call", "import sys; sys.exit()", ONLY_IT, told="SystemExit"),
    cell("quit", "and exit", "exit()\nquit()", "it ends only its cell"),
    cell(
        "kernel shutdown",
        "through the shell and the application",
        """
        shell = get_ipython()
        for end in ("ask_exit", "exit", "exit_now"):
            if callable(getattr(shell, end, None)): getattr(shell, end)()
        from IPython import Application
        Application.instance().exit()
        """,
        "there is no kernel, and the application's error ends only the cell",
    ),
    cell("segfault", "in a cell", "import ctypes; ctypes.string_at(0)", ITS_OWN, NOTHING,
         review=BOTH),
    pads("segfault", "in a call", "import ctypes; ctypes.string_at(0)", ONLY_IT,
         told="ended the whole Python process"),
    cell("segfault", "every signal to itself", "import os\nos.kill(0, 6)\nos.abort()", ITS_OWN,
         NOTHING, review=BOTH),
    cell("deep recursion", "in a cell", "def f(): f()\nf()", "it ends only its cell",
         told="RecursionError"),
    pads("deep recursion", "in a call", "return pad2d(x, padding)", ONLY_IT, told="RecursionError"),
    cell(
        "deep recursion",
        "without a limit",
        "import sys; sys.setrecursionlimit(10**9)\n"
        "class A:\n    def __repr__(self): return repr([self])\nrepr(A())",
        ITS_OWN,
        NOTHING,
        review=BOTH,
    ),
)  # fmt: skip

HANGS = (
    pads("long C loop", "an error text that is slow to parse",
         "raise ValueError('(1,' + '1' * 300 + 'x')", "all texts are read in a single pass",
         told="it raised “ValueError"),
    cell("infinite loop", "in a cell", "while True: pass", "its cell is stopped, the others run",
         told="CellTimeout"),
    pads("infinite loop", "in a call", "while True: pass", ONLY_IT, told="no result after"),
    cell(
        "infinite loop",
        "that swallows every attempt to stop it",
        "import time\nwhile True:\n    try: time.sleep(9)\n    except BaseException: pass",
        "the referee's clock is in another process",
        NOTHING,
        review=BOTH,
        told="did not finish within",
    ),
    cell(
        "ignored SIGINT",
        "and every other signal",
        """
        import signal
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        while True: pass
        """,
        "no signal is needed: the process is killed from outside",
        NOTHING,
        review=BOTH,
    ),
    pads(
        "except BaseException",
        "around an endless call",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        ONLY_IT,
        told="no result after",
    ),
    pads(
        "infinite loop",
        "in the text of an error",
        """
        class Endless(Exception):
            def __str__(self):
                while True: pass
        def pad2d(x, padding):
            raise Endless
        """,
        ONLY_IT,
        told="no result after",
    ),
    pads(
        "infinite loop",
        "in an attribute left by a decorator",
        """
        class Wrapped:
            def __call__(self, *a): return 0
            __wrapped__ = property(lambda self: Wrapped())
        pad2d = Wrapped()
        """ + "def pad2d_(x): pass",
        "inspecting it has a time limit",
        review=("pad2d",),
    ),
    cell("ignored SIGINT", "a process that stops itself",
         "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "it cannot"),
    cell("long sleep", "in a cell", "import time; time.sleep(99)", "its cell is stopped",
         told="CellTimeout"),
    pads("long C loop", "in a call", "sum(range(10**12))", ONLY_IT, told="no result after"),
)  # fmt: skip

BOMBS = (
    cell("memory bomb", "one process", "big = [np.empty(10**7) for _ in range(99)]",
         "memory is limited; its cell ends", told="MemoryError"),
    cell(
        "memory bomb",
        "of several processes",
        """
        import os, time
        for _ in range(8):
            if os.fork() == 0:
                a = np.ones(20_000_000); time.sleep(60)
        while True:
            try: time.sleep(60)
            except BaseException: pass
        """,
        "the memory of all processes together is limited: the submission ends",
        NOTHING,
        review=BOTH,
    ),
    pads("memory bomb", "in a call", "return np.ones(10**9)", ONLY_IT,
         told="MemoryError"),
    cell(
        "fork bomb",
        "that stops at its limit",
        """
        import os, time
        try:
            while os.fork(): pass
        except OSError as error:
            print(error.strerror)
        else:
            time.sleep(60)
        """,
        "only its own processes count",
        told="Resource temporarily unavailable",
    ),
    cell("thread bomb", "endless",
         "import threading, time\nwhile True:\n"
         "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
         "threads are counted", told="RuntimeError"),
    cell("disk bomb", "one endless file",
         "while True:\n    with open('a', 'ab') as f: f.write(b'x' * 10**6)",
         "its folder is limited in size", told="OSError"),
    cell("disk bomb", "many files",
         "for name in range(99):\n    with open(str(name), 'wb') as f: f.write(b'x' * 10**6)",
         "its folder is limited in size", told="OSError"),
    cell("inode bomb", "a million empty files",
         "for name in range(10**6): open(str(name), 'w').close()",
         "its folder is limited in files", told="OSError"),
    cell("output bomb", "one long line", "print('x' * 10**7)", "it is cut", told="(cut here)"),
    cell("output bomb", "endless", "while True: print('x' * 1000)", "it is cut and stopped",
         told="CellTimeout"),
    pads("output bomb", "a result of a hundred megabytes", "return np.zeros(12_500_000)",
         "it is reported as too large instead of sent", told="more than 32,000,000 bytes"),
    cell(
        "daemons that act later",
        "in sessions of their own, ignoring all signals",
        BEFORE + LEAVE,
        "they end with the submission",
    ),
    cell(
        "daemons that act later",
        "a thread that changes the answers while they are judged",
        """
        import threading, time
        def later():
            while True:
                time.sleep(0.001)
                if get_ipython().user_ns.get("pad2d"): get_ipython().user_ns["pad2d"] = print
        threading.Thread(target=later, daemon=True).start()
        """,
        "it can only make its own answers wrong",
        FIRST,
    ),
    cell(
        "daemons that act later",
        "at the interpreter's end",
        "import atexit, os\natexit.register(lambda: open(FILE, 'w').write('x'))",
        "the process is killed, so no exit handler runs",
    ),
)  # fmt: skip

COST_NOTHING = (
    cell(
        "a background thread that writes stderr",
        "constantly",
        """
        import sys, threading, time
        def loud():
            while True:
                print("still here", file=sys.stderr); print("here"); time.sleep(0.01)
        threading.Thread(target=loud, daemon=True).start()
        """,
        "what is printed is no result",
    ),
    cell(
        "a background thread that writes stderr",
        "and fails",
        "import threading\nthreading.Thread(target=lambda: 1 / 0).start()",
        "what is printed is no result",
    ),
    cell(
        "a warning that writes stderr",
        "from Python, numpy and the C library",
        "import os, sys, warnings\nwarnings.warn('look out')\nsys.stderr.write('!')\n"
        "os.write(2, b'!')\nnp.log(np.zeros(1))",
        "what is printed is no result",
    ),
)

ENTRIES = (*ATTEMPTED, *ENDS, *HANGS, *BOMBS, *COST_NOTHING)
