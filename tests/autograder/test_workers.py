"""Worker processes: whatever happens to one of them does not affect the others."""

from __future__ import annotations

import os
import pickle
import re
import signal
import socket
import subprocess
import sys
import time
from multiprocessing.connection import Connection

import pytest

from autograder.grading.workers import WorkerDied, Workers, WorkerTimeout, cores

ENDLESS = (re.match, ("(a*)*b", "a" * 60), {})  # runs in C, so no other thread gets to run


@pytest.fixture
def workers():
    with Workers(2) as found:
        yield found
        found.shutdown(cancel_futures=True)


def test_results_and_errors_come_back(workers):
    assert [one.result() for one in [workers.submit(pow, 2, n) for n in range(20)]] == [
        2**n for n in range(20)
    ]
    with pytest.raises(ZeroDivisionError):
        workers.submit(divmod, 1, 0).result()
    assert workers.submit(os.getenv, "OMP_NUM_THREADS").result() == os.getenv(
        "OMP_NUM_THREADS", "1"
    )


def test_a_call_that_cannot_be_pickled_is_an_error(workers):
    with pytest.raises((AttributeError, TypeError), match="pickle"):
        workers.submit(lambda: 1).result()
    assert workers.submit(abs, -1).result() == 1


@pytest.mark.parametrize("call", [(sys.exit, "so"), (compile, "def", "a", "exec")])
def test_any_error_can_be_caught(workers, call):
    assert isinstance(workers.submit(*call).exception(), Exception)
    assert workers.submit(abs, -1).result() == 1


def test_processes_start_when_needed_and_no_more_than_requested(workers):
    first = workers.submit(os.getpid).result()
    assert first != os.getpid() and len(workers._threads) == 1
    numbers = {one.result() for one in [workers.submit(os.getpid) for _ in range(30)]}
    assert len(numbers | {first}) == 2
    assert 1 <= cores() <= os.cpu_count()


def test_a_death_costs_one_call(workers):
    long = workers.submit(time.sleep, 0.5)
    deaths = [workers.submit(os._exit, 0), workers.submit(signal.raise_signal, signal.SIGKILL)]
    after = workers.submit(pow, 2, 2)
    assert [type(one.exception()) for one in deaths] == [WorkerDied, WorkerDied]
    assert after.result() == 4 and long.result() is None


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.05])
def test_a_death_in_the_middle_of_an_answer_is_noticed(seconds):
    with Workers(1) as workers:
        number = workers.submit(os.getpid).result()
        future = workers.submit(bytes, 300_000_000)
        time.sleep(seconds)
        os.kill(number, signal.SIGKILL)
        assert isinstance(future.exception(timeout=20), WorkerDied)
        assert workers.submit(abs, -1).result(timeout=20) == 1


@pytest.mark.parametrize("call", [(time.sleep, 60), (re.match, *ENDLESS[1])])
def test_an_endless_call_is_stopped(call):
    with Workers(1, seconds=2.0) as workers:
        started = time.monotonic()
        with pytest.raises(WorkerTimeout, match="more than 2 seconds"):
            workers.submit(*call).result(timeout=30)
        assert time.monotonic() < started + 10
        assert workers.submit(abs, -1).result(timeout=20) == 1


@pytest.mark.parametrize("hung_up", [True, False])
def test_an_endless_step_ends_its_process(hung_up):
    ours, theirs = socket.socketpair()
    code = (
        "from autograder.grading import worker_process as w; w.BREATH, w.STUCK = 0.2, 3.0; w.main()"
    )
    command = [sys.executable, "-c", code, str(theirs.fileno())]
    settings = {**os.environ, "TMPDIR": "/nowhere"}
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=settings)
    theirs.close()
    connection = Connection(ours.detach())
    try:
        connection.send_bytes(pickle.dumps((time.sleep, (4.0,), {})))  # other threads get to run
        assert pickle.loads(connection.recv_bytes()) == (True, None)
        connection.send_bytes(pickle.dumps(ENDLESS))
        time.sleep(0.3)
        if hung_up:
            connection.close()
        assert process.wait(timeout=20) == 1
    finally:
        process.kill()
        process.wait()
        connection.close()


def test_an_immediate_shutdown_waits_for_no_call(workers):
    futures = [workers.submit(time.sleep, 60) for _ in range(5)]
    number = workers.submit(os.getpid)
    time.sleep(0.3)
    started = time.monotonic()
    workers.shutdown(cancel_futures=True)
    assert time.monotonic() < started + 4
    assert all(one.cancelled() or one.exception() for one in [*futures, number])
    with pytest.raises(RuntimeError, match="told to end"):
        workers.submit(abs, 1)


def test_an_unneeded_module_is_not_loaded():
    """The grammar of internet addresses takes a second to compile, and is not used."""
    code = (
        "import sys; from autograder.startup import skip_address_grammar as f; f()\n"
        "import autograder.grading.grade; print('lark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
