"""Other people's source is parsed in any thread, and without warnings."""

from __future__ import annotations

import gc
import threading
import time
import warnings

import pytest

from autograder.submissions.syntax import parse, table

SOURCE = "\n".join(f"def f{n}(a): return [x + {n} for x in a if (x or {n}) > 3]" for n in range(60))


def test_two_threads_do_not_disturb_each_other():
    """Threads switch during garbage collection, even in the middle of a tree."""
    failed = []

    def work(depth):
        if depth:
            return work(depth - 1)
        try:
            for _ in range(6):
                assert len(parse(SOURCE).body) == 60
        except SystemError as error:
            failed.append(error)

    def let_the_other_one(phase, info):
        time.sleep(1e-5)

    usual, threads = gc.get_threshold(), [threading.Thread(target=work, args=[n]) for n in (0, 200)]
    gc.callbacks.append(let_the_other_one)
    gc.set_threshold(20)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        gc.callbacks.remove(let_the_other_one)
        gc.set_threshold(*usual)
    assert not failed


@pytest.mark.parametrize("read", [parse, table])
def test_no_warnings_about_students_code(read):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert read("x = '\\d'\nx is 'd'")
    assert not told
