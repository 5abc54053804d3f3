"""Tests that read, remember or count where they should compare."""

from __future__ import annotations

from corpus.entry import WORKER
from corpus.of_tests.hostile import ALL_PASS, NO_VERDICT, RIGHT_REJECTED, UNSTEADY, hostile

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
        f"{UNSTEADY}|{ALL_PASS}|{RIGHT_REJECTED}",  # memory decides
        "kept = []",
    ),
)
