"""Tests that time their candidates, or go on after their run."""

from __future__ import annotations

from corpus.of_tests.hostile import ALL_PASS, NO_VERDICT, POOL, REFUSED, UNSTEADY, hostile

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
