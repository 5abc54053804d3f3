"""Hostile tests: what a student may hand in where a test is asked for, and what it must earn.

They attack the check of `test_relu_backward`; some of those that time calls attack the one of
`test_max_pool2d_backward`. None earns points.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from corpus.entry import WORKER

GOOD = """
def _good(candidate):
    x = np.array([[7.5, -1.5, 0.0], [-2.5, 0.5, 9.0]])
    dout = np.array([[12.5, -18.0, 6.5], [5.0, -7.25, 0.5]])
    dx = candidate(dout, (x,))
    assert isinstance(dx, np.ndarray) and np.array_equal(np.shape(dx), x.shape)
    assert np.allclose(dx, dout * (x > 0))
"""
"""A test that rejects every kind, for attacks that need one."""

RELU, POOL = "test_relu_backward", "test_max_pool2d_backward"
UNSTEADY = "it gave different answers for the same candidate"
ALL_PASS = "20 of 20 kinds of wrong implementations pass it"
REFUSED = "it rejects a right implementation"
NO_VERDICT = "Not graded"


@dataclass(frozen=True)
class Hostile:
    """One test.

    Attributes
    ----------
    item : str
        The kind of attack.
    title : str
        What it does.
    why : str
        Why it earns nothing.
    told : str
        What its author reads, as a regular expression.
    code : str
        The whole cell.
    check : str
        What it attacks.
    untold : str
        What no message may hold.
    review : bool
        Whether a person has to look.
    """

    item: str
    title: str
    why: str
    told: str
    code: str
    check: str = RELU
    untold: str = "LEAK"
    review: bool = False


def hostile(item, title, body, why, told, before="", check=RELU, **more):
    """Make a hostile test from the body of the function."""
    body = textwrap.indent(textwrap.dedent(body).strip(), "    ")
    code = f"{textwrap.dedent(before).strip()}\n\ndef {check}(candidate):\n{body}\n"
    return Hostile(item, title, why, told, code.strip(), check, **more)


READING = (
    hostile(
        "reading the candidate",
        "its source",
        """
        import inspect
        assert "x > 0" in inspect.getsource(candidate)
        """,
        "a proxy's source is not there either, and the error refuses the test",
        "it raised “OSError",
    ),
    hostile(
        "reading the candidate",
        "its bytecode, its constants, names and closure",
        """
        code = candidate.__code__
        cells = [cell.cell_contents for cell in candidate.__closure__]
        told = repr([code.co_consts, code.co_names, code.co_code, candidate.__name__, cells])
        assert "x > 0" not in told and "dout" not in told
        """,
        "nothing of a candidate is there, so nothing is rejected",
        ALL_PASS,
    ),
    hostile(
        "reading the candidate",
        "everything in memory, by the garbage collector and the frames",
        """
        import gc, sys
        gc.unfreeze()
        frame, found = sys._getframe(), []
        while frame is not None:
            found.append(repr(frame.f_locals)[:9999])
            frame = frame.f_back
        functions = [one for one in gc.get_objects() if callable(one)]
        found += [str(getattr(one, "__name__", "")) for one in functions]
        assert not any("relu_backward" in one.replace("test_relu_backward", "") for one in found)
        """,
        "no function of that name but the test itself is in the process",
        ALL_PASS,
    ),
    hostile(
        "reading the candidate",
        "the frames of requests",
        """
        requests = [one for one in gc.get_objects() if type(one) is dict and "nonce" in one]
        told = repr([one.get("with") for one in requests])
        assert "passes" not in told and "reject" not in told and "title" not in told
        """,
        "a request names the test alone",
        ALL_PASS,
        WORKER,
    ),
    hostile(
        "reading the candidate",
        "the course's files",
        """
        import glob, importlib
        files = glob.glob("/**/relu_backward/*.py", recursive=True)
        try:
            files += [importlib.import_module("cnncourse.checks.checking_gradients").__file__]
        except ImportError:
            pass
        assert not files
        """,
        "the sandbox has neither the candidates nor the checks",
        ALL_PASS,
    ),
    hostile(
        "reading the candidate",
        "by pickling it",
        "import pickle\nassert b'relu_backward' not in pickle.dumps(candidate)",
        "a proxy cannot be pickled",
        "it raised",
    ),
    hostile(
        "reading the candidate",
        "by a copy of it that lasts",
        """
        import copy
        kept.append(copy.deepcopy(candidate))
        kept[0](np.ones(1), (np.ones(1),))
        """,
        "a copy of a function is the function",
        "this candidate is gone",
        "kept = []",
    ),
)

REMEMBERING = (
    hostile(
        "remembering the candidate",
        "and taking the first answer for the right one",
        """
        dout, x = np.arange(6.0) - 2.5, np.arange(6.0) - 3
        dx = candidate(dout, (x,))
        known.append(dx)
        assert np.array_equal(dx, known[0])
        """,
        "the first candidate of a process may be any, and two processes have two of them",
        UNSTEADY,
        "known = []",
    ),
    hostile(
        "remembering the candidate",
        "and letting the majority decide",
        """
        dout, x = np.arange(6.0) - 2.5, np.arange(6.0) - 3
        dx = np.round(candidate(dout, (x,)), 9).tobytes()
        known.append(dx)
        assert known.count(dx) == max(map(known.count, known))
        """,
        "the majority changes on the way, and with it the answers",
        UNSTEADY,
        "known = []",
    ),
    hostile(
        "remembering the candidate",
        "and rejecting what it has seen before",
        """
        dx = candidate(np.ones(3), (np.array([-1.0, 0.5, 2.0]),)).tobytes()
        seen.append(dx)
        assert seen.count(dx) == 1
        """,
        "every candidate comes several times",
        UNSTEADY,
        "seen = []",
    ),
    hostile(
        "remembering the candidate",
        "from the public cases, whose order every notebook shows",
        """
        dout, x = np.arange(6.0) - 2.5, np.arange(6.0) - 3
        calls.append(candidate(dout, (x,)))
        if len(calls) == PLACE:
            known.append(calls[-1])
        if len(calls) > PUBLIC:
            assert any(np.array_equal(calls[-1], one) for one in known)
        """,
        "the process that meets secret candidates has not met the public ones",
        UNSTEADY,
        "calls, known = [], []\nPUBLIC, PLACE = 16, FIRST_RIGHT",
    ),
    hostile(
        "remembering the candidate",
        "from the public cases, so slowly that some of these are left for the second process",
        """
        dx = candidate(np.arange(6.0).reshape(2, 3) - 2.5, (np.arange(6.0).reshape(2, 3) - 3,))
        calls.append(dx)
        if len(calls) < 3:
            time.sleep(3)
        place = len(calls) - 1 + 2 * (calls[0].tolist() != FIRST_ANSWER)
        if place < len(TRUTH):
            known.extend([dx] * TRUTH[place])
            assert TRUTH[place]
        else:
            assert any(np.array_equal(dx, one) for one in known)
        """,
        "public cases that are left get a process of their own",
        UNSTEADY,
        "import time\ncalls, known = [], []\nTRUTH = TRUTH_OF_PUBLIC",
    ),
    hostile(
        "remembering the candidate",
        "in a file",
        """
        import os
        dx = candidate(np.arange(6.0) - 2.5, (np.arange(6.0) - 3,))
        if not os.path.exists("known"):
            np.save(open("known", "wb"), dx)
        assert np.array_equal(dx, np.load("known"))
        """,
        "files last as long as the process, so two processes have two of them",
        UNSTEADY,
    ),
    hostile(
        "remembering the candidate",
        "and calling an earlier one",
        """
        kept.append(candidate)
        x = np.array([-1.0, 0.5, 2.0])
        dout = np.array([3.0, -5.0, 7.0])
        assert np.array_equal(kept[0](dout, (x,)), candidate(dout, (x,)))
        """,
        "a proxy is of use in its own run only",
        "this candidate is gone",
        "kept = []",
    ),
)

COUNTING = (
    hostile(
        "counting calls",
        "and rejecting every second candidate",
        """
        calls.append(1)
        assert len(calls) % 2
        """,
        "the order is drawn, and every candidate comes several times",
        UNSTEADY,
        "calls = []",
    ),
    hostile(
        "counting calls",
        "and accepting the first few, which the notebook shows to be right",
        """
        calls.append(1)
        assert len(calls) < 5
        """,
        "they come again",
        UNSTEADY,
        "calls = []",
    ),
    hostile(
        "counting calls",
        "and asking more often than allowed",
        """
        for _ in range(201):
            candidate(np.ones(1), (np.ones(1),))
        """,
        "that is an exception of the test's own",
        "a test may call its candidate 200 times",
    ),
    hostile(
        "counting calls",
        "and asking more often than allowed, past the proxy",
        """
        ask = next(c.cell_contents for c in candidate.__closure__ if callable(c.cell_contents))
        for _ in range(999):
            ask((np.ones(1), (np.ones(1),)), {})
        """,
        "the referee counts, too",
        NO_VERDICT,
        review=True,
    ),
    hostile(
        "guessing",
        "by a coin",
        "assert np.random.random() < 0.5",
        "the answers differ",
        UNSTEADY,
    ),
    hostile(
        "guessing",
        "by the address of the candidate in memory",
        "assert id(candidate) // 64 % 2",
        "a proxy has nothing to do with its candidate",
        UNSTEADY,
        "kept = []",
    ),
)

STOPWATCH = """
import time

def mine(dout, cache):
    x, (KH, KW), (sh, sw) = cache
    dx = np.zeros_like(x)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            top, left = i * sh, j * sw
            window = x[0, 0, top : top + KH, left : left + KW]
            row, column = np.unravel_index(window.argmax(), window.shape)
            dx[0, 0, top + row, left + column] += dout[0, 0, i, j]
    return dx

def took(function, dout, cache):
    found = []
    for _ in range(5):
        started = time.perf_counter()
        function(dout, cache)
        found.append(time.perf_counter() - started)
    return min(found)
"""
"""Compares a candidate's time with that of a right implementation in the test's own process."""

TIMING = (
    hostile(
        "timing",
        "and rejecting the slow",
        """
        started = time.perf_counter_ns()
        for _ in range(20):
            candidate(np.ones(1000), (np.ones(1000),))
        took = time.perf_counter_ns() - started
        times.append(took)
        assert took <= sorted(times)[len(times) // 2]
        """,
        "candidates take the same time, apart from noise",
        UNSTEADY,
        "import time\ntimes = []",
    ),
    hostile(
        "timing",
        "and rejecting those who skip windows, because they forget the stride",
        """
        dout, cache = np.ones((1, 1, 31, 31)), (x, (10, 10), (1, 1))
        assert took(candidate, dout, cache) > 0.4 * took(mine, dout, cache)
        """,
        "an answer that was computed ahead takes no time, whoever gave it",
        f"{REFUSED}|{UNSTEADY}",
        STOPWATCH + "x = np.random.default_rng(0).standard_normal((1, 1, 40, 40))",
        POOL,
    ),
    hostile(
        "timing",
        "and rejecting those who leave out the last row, which is all there is",
        """
        dout, cache = np.ones((1, 1, 1, 1024)), (x, (2, 1), (2, 1))
        assert took(candidate, dout, cache) > 0.3 * took(mine, dout, cache)
        """,
        "an answer that was computed ahead takes no time, whoever gave it",
        f"{REFUSED}|{UNSTEADY}",
        STOPWATCH + "x = np.zeros((1, 1, 2, 1024))",
        POOL,
    ),
)

THREADS = (
    hostile(
        "threads",
        "that call the candidate after its run",
        """
        def later():
            time.sleep(0.01)
            candidate(np.ones(1), (np.ones(1),))
        threading.Thread(target=later).start()
        """,
        "a proxy is of use in its own run only, in every thread",
        ALL_PASS,
        "import threading, time",
    ),
    hostile(
        "threads",
        "that ask after the run, past the proxy",
        """
        ask = next(c.cell_contents for c in candidate.__closure__ if callable(c.cell_contents))
        def later():
            time.sleep(0.01)
            ask((np.ones(1), (np.ones(1),)), {})
        threading.Thread(target=later).start()
        """,
        "a question about another run ends the judging",
        NO_VERDICT,
        "import threading, time",
        review=True,
    ),
)

RAISING = (
    hostile(
        "raising from inside",
        "by giving the name AssertionError to another exception",
        """
        try:
            _good(candidate)
        except Exception:
            raise ValueError("LEAK")
        """,
        "the harness keeps the real one",
        "it raised",
        GOOD + "import builtins\nbuiltins.AssertionError = ValueError\n",
        untold="all 4 right",
    ),
    hostile(
        "raising from inside",
        "an error that lies about its class",
        """
        class Lie(ValueError):
            __class__ = AssertionError
        try:
            _good(candidate)
        except Exception:
            raise Lie("LEAK")
        """,
        "its type tells",
        "it raised",
        GOOD,
        untold="all 4 right",
    ),
    hostile(
        "raising from inside",
        "by subclasses of containers and numbers with methods of their own",
        """
        class Cache(tuple):
            def __iter__(self):
                raise AssertionError("LEAK")
        class Array(np.ndarray):
            def __array_finalize__(self, other):
                pass
            __reduce__ = __array_function__ = __len__ = Cache.__iter__
        told = set()
        for dout, cache in (
            (np.ones(3), Cache([np.ones(3)])),
            (np.ones(3).view(Array), (np.ones(3),)),
            (np.ma.ones(3), (np.ones(3),)),
            (np.array([1.0, None]), (np.ones(2),)),
        ):
            try:
                candidate(dout, cache)
            except ValueError as error:
                told.add(str(error))
        assert len(told) == 2
        """,
        "of a subclass only the name crosses, so all candidates refuse it",
        ALL_PASS,
    ),
    hostile(
        "raising from inside",
        "by an array that raises an AssertionError in every operation",
        """
        class Array(np.ndarray):
            def __array_ufunc__(self, *args, **options):
                raise AssertionError("LEAK")
        x = np.ones(3).view(Array)
        candidate(np.ones(3), (x,))
        """,
        "only plain arrays cross, so it is a call that no candidate answers",
        "x must be an array of float64 or float32",
    ),
    hostile(
        "raising from inside",
        "by arguments that no implementation can take",
        """
        try:
            candidate("LEAK", (None, 3))
        except Exception as error:
            raise AssertionError from error
        """,
        "all candidates refuse it in the same words, so right ones are rejected",
        REFUSED,
    ),
    hostile(
        "raising from inside",
        "and comparing what candidates say about arguments that no implementation can take",
        """
        words = []
        for cache in ((), (None,), (np.ones((2, 3)),), (np.ones(0),), ([1.0],), (np.ones(9999),)):
            try:
                words.append(candidate(np.ones(2), cache).tolist())
            except Exception as error:
                words.append(f"{type(error)} {error}")
        said.add(str(words))
        assert len(said) == 1
        """,
        "all say the same",
        ALL_PASS,
        "said = set()",
    ),
    hostile(
        "raising from inside",
        "an error of the candidate's class, to end in doubt",
        """
        try:
            for _ in range(999):
                candidate()
        except Exception as error:
            kind = type(error).__mro__[1]
        raise type("CandidateError", (RuntimeError,), {})("LEAK")
        """,
        "another exception of the test refuses it",
        "it raised",
        untold="all 4 right",
    ),
    hostile(
        "raising something else",
        "wherever it wants to reject",
        GOOD.replace("def _good(candidate):", "")
        .replace("assert isinstance", "ok = isinstance")
        .replace(
            "assert np.allclose(dx, dout * (x > 0))", "ok = ok and np.allclose(dx, dout * (x > 0))"
        )
        + "    if not ok:\n        raise ValueError('LEAK' + str(dx))",
        "only AssertionError rejects",
        "it raised",
        untold="all 4 right",
    ),
    hostile(
        "raising something else",
        "with words about a candidate that is not in the notebook",
        """
        dx = candidate(np.array([3.5, -1.5]), (np.array([0.0, 2.0]),))
        if dx.shape == (2,) and dx[0] not in (0.0, 3.5) :
            raise KeyError("leak".upper() + str(dx))
        """,
        "the exception is named, but none of its words are shown",
        "it raised a KeyError",
    ),
    hostile(
        "raising something else",
        "an exit",
        "raise SystemExit(0)",
        "only AssertionError rejects",
        "it raised “SystemExit",
    ),
    hostile(
        "raising something else",
        "an interrupt, as from the keyboard",
        "raise KeyboardInterrupt",
        "a test that ends its process has not answered",
        "ended the whole Python process",
    ),
    hostile(
        "raising something else",
        "the end of the process",
        "import os; os._exit(0)",
        "a test that ends its process has not answered",
        "ended the whole Python process",
    ),
)

NOT_TESTING = (
    hostile(
        "not testing",
        "nothing at all",
        "pass",
        "accepting everything is worth nothing",
        ALL_PASS,
    ),
    hostile(
        "not testing",
        "and rejecting everything",
        "assert False",
        "a right candidate is rejected",
        REFUSED,
    ),
    hostile(
        "returning instead of asserting",
        "whether the candidate is right",
        "try:\n    _good(candidate)\nexcept AssertionError:\n    return False\nreturn True",
        "nobody reads what a test returns",
        "It returned a value, which nobody reads",
        GOOD,
    ),
    hostile(
        "catching the AssertionError",
        "and printing it",
        "try:\n    _good(candidate)\nexcept AssertionError:\n    print('wrong')",
        "what was caught is not raised",
        ALL_PASS,
        GOOD,
    ),
    hostile(
        "passing only known shapes",
        "and comparing nothing but these",
        "dx = candidate(np.ones((2, 3)), (np.ones((2, 3)),))\nassert dx is not None",
        "every kind returns something",
        ALL_PASS,
    ),
)

PATCHING = (
    hostile(
        "patching numpy",
        "so that every comparison succeeds",
        "_good(candidate)",
        "then nothing is rejected",
        ALL_PASS,
        GOOD + "np.allclose = np.array_equal = lambda *a, **k: True\n",
    ),
    hostile(
        "patching numpy",
        "so that candidates compute something else",
        "dx = candidate(np.ones(3), (np.ones(3),))\nassert dx.tolist() != [7.0]",
        "candidates compute elsewhere",
        ALL_PASS,
        "np.where = np.clip = np.zeros_like = np.abs = lambda *a, **k: np.array([7.0])",
    ),
    hostile(
        "patching the proxy",
        "so that it answers by itself",
        "_good(candidate)",
        "then every candidate seems right",
        ALL_PASS,
        WORKER
        + GOOD
        + """
real = worker["ANSWERS"]["call"]
def call(shell, name, args, kwargs, ask=None, **rest):
    def own(args, kwargs):
        dout, (x,) = args
        return {"refused": None, "erred": False, "value": dout * (x > 0)}
    return real(shell, name, args, kwargs, ask=own, **rest)
worker["ANSWERS"]["call"] = call
""",
    ),
    hostile(
        "forging the answer",
        "with an unknown value",
        "pass",
        "an unknown answer is no answer",
        "it gave no answer",
        WORKER
        + """
real = worker["ANSWERS"]["call"]
def call(*args, **rest):
    return {**real(*args, **rest), "value": "LEAK passes everything"}
worker["ANSWERS"]["call"] = call
""",
    ),
    hostile(
        "forging the answer",
        "that every candidate is rejected or accepted, by turns",
        "pass",
        "the answers differ",
        UNSTEADY,
        WORKER
        + """
real, turns = worker["ANSWERS"]["call"], []
def call(*args, **rest):
    turns.append(1)
    return {**real(*args, **rest), "value": ("rejects", "accepts")[len(turns) % 2]}
worker["ANSWERS"]["call"] = call
""",
    ),
    hostile(
        "forging the question",
        "with something that is not a question",
        "ask = next(c.cell_contents for c in candidate.__closure__ if callable(c.cell_contents))\n"
        "ask('LEAK', None)",
        "a malformed question ends the judging",
        NO_VERDICT,
        review=True,
    ),
    hostile(
        "forging the question",
        "with an array that takes no memory here, but would there",
        "candidate(np.broadcast_to(1.0, (10**6, 10**4)), (np.ones(1),))",
        "it is refused before it is sent",
        "an argument of more than",
    ),
    hostile(
        "forging the question",
        "with a huge array and huge options",
        """
        told = []
        for dout, cache in (
            (np.ones(5000), (np.ones(5000),)),
            (np.ones(2), (np.ones(2), 10**18)),
            (np.ones(2) * 1j, (np.ones(2),)),
        ):
            try:
                candidate(dout, cache)
            except ValueError as error:
                told.append(str(error))
        assert len(told) == 3
        """,
        "all candidates refuse it before they compute",
        ALL_PASS,
    ),
)

HOSTILE = (
    *READING,
    *REMEMBERING,
    *COUNTING,
    *TIMING,
    *THREADS,
    *RAISING,
    *NOT_TESTING,
    *PATCHING,
)
