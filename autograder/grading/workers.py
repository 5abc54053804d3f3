"""Processes that work for this one, as a `concurrent.futures.Executor`.

Each is a fresh interpreter, never a fork of this process, which holds threads and an open
gradebook, and each has a line of its own. So one that is killed, at any instant, costs the call
that it was working on and nothing else: no lock and no queue is shared that it could leave in the
middle of something. When this process ends, however it ends, the lines end, and so do they. One
that stays too long with a call is ended, and so is one in which a single step never ends.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import queue
import socket
import subprocess
import sys
import threading
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.connection import Connection

from autograder.grading.scratch import Scratch

PATIENCE = 5.0  # seconds in which a worker whose line was cut has to be gone
BREATH = 5.0  # seconds between two signs of life within a worker
STUCK = 60.0  # seconds without one after which it ends, though a step of C code will not let go
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerDied(BrokenExecutor):
    """The process that worked on a call is gone; the executor itself goes on."""


class TookTooLong(Exception):
    """A call was not done in time, and its process was ended; another try would take as long."""


def cores():
    """Count the cores that this process may use.

    Returns
    -------
    int
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers(Executor):
    """Run functions that can be imported in other processes; their threads of BLAS are one each.

    A process is started when a call needs it, and a new one after one has died.

    Parameters
    ----------
    count : int
    seconds : float or None
        For one call, the start of its process included; None sets no bound.
    """

    def __init__(self, count, seconds=None):
        self.count, self._seconds = count, seconds
        self._calls = queue.SimpleQueue()
        self._threads, self._lines = [], set()
        self._lock, self._closed = threading.Lock(), False
        self._folder = Scratch()

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self._calls.put((future, (fn, args, kwargs)))
        with self._lock:
            if self._closed:
                raise RuntimeError("the workers were told to end")
            if len(self._threads) < self.count:
                self._threads.append(threading.Thread(target=self._tend, daemon=True))
                self._threads[-1].start()
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        """End the processes: when all calls are done, or at once with `cancel_futures`."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                self._drop_calls()
                for line in self._lines:
                    line.hang_up()
            for _ in self._threads:
                self._calls.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            self._folder.cleanup()

    def _drop_calls(self):
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()[0].cancel()

    def _tend(self):
        """Give calls to one process, and start another where it has died."""
        line = None
        while (call := self._calls.get()) is not None:
            future, task = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                message = pickle.dumps(task)  # not before: a copy of what may be large
            except Exception as error:
                future.set_exception(error)
                continue
            try:
                line = line or self._start()
                done, result = line.ask(message, self._seconds)
            except TookTooLong as error:
                future.set_exception(error)
                line = self._end(line)
            except (EOFError, OSError) as error:
                future.set_exception(WorkerDied(f"the process that did it is gone ({error})"))
                line = self._end(line)
            else:
                (future.set_result if done else future.set_exception)(result)
        self._end(line)

    def _start(self):
        with self._lock:
            if self._closed:
                raise OSError("the workers were told to end")
            line = _Line(self._folder.name)
            self._lines.add(line)
        return line

    def _end(self, line):
        if line is not None:
            line.close()
            with self._lock:
                self._lines.discard(line)


class _Line:
    """A worker's process and the connection to it."""

    def __init__(self, folder):
        ours, theirs = socket.socketpair()
        settings = {**dict.fromkeys(ONE_THREAD, "1"), **os.environ, "TMPDIR": folder}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "autograder.grading.workers", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the class, not for its workers
                env=settings,
            )
        self._socket = ours
        self._connection = Connection(os.dup(ours.fileno()))

    def ask(self, message, seconds=None):
        """Send a call and wait for what becomes of it, so many seconds at most."""
        late = threading.Event()

        def end():
            late.set()
            self.process.kill()

        watchdog = threading.Timer(seconds or 0.0, end)
        if seconds is not None:
            watchdog.start()
        try:
            self._connection.send_bytes(message)
            return pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            if late.is_set():
                raise TookTooLong(f"it took more than {seconds:g} seconds") from error
            raise
        finally:
            watchdog.cancel()

    def hang_up(self):
        """Tell the process to end, whatever it is doing; any thread may do so."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self):
        """End the process, and wait until it is gone."""
        self.hang_up()
        self._connection.close()
        self._socket.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def serve(connection):
    """Do calls one after another, in a thread of their own, until the other side hangs up.

    Only a thread that gets its turn can see that. A step that keeps all others waiting, such as
    one search with a regular expression, is ended by a clock that needs no turn.
    """
    calls = queue.SimpleQueue()
    threading.Thread(target=_work, args=(calls, connection), daemon=True).start()
    nothing = open(os.devnull, "w")
    with contextlib.suppress(EOFError, OSError):
        while True:
            faulthandler.dump_traceback_later(STUCK, exit=True, file=nothing)
            if connection.poll(BREATH):
                calls.put(connection.recv_bytes())


def _work(calls, connection):
    while True:
        answer = _do(calls.get())
        with contextlib.suppress(OSError):  # nobody waits any more
            connection.send_bytes(answer)


def _do(message):
    try:
        function, args, kwargs = pickle.loads(message)
        return pickle.dumps((True, function(*args, **kwargs)))
    except BaseException as error:
        with contextlib.suppress(Exception):  # some exceptions cannot be sent
            answer = pickle.dumps((False, error))
            if isinstance(pickle.loads(answer)[1], Exception):
                return answer
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def without_address_grammar():
    """Keep jsonschema, which nbformat needs, from loading what it has no use for here.

    It takes a second to compile the grammar of internet addresses, for a check that no notebook's
    schema asks for; where the library that holds it is missing, it goes on without.
    """
    sys.modules.setdefault("rfc3987_syntax", None)


def main():
    """Work for the process at the other end of a socket, and end with it."""
    without_address_grammar()
    serve(Connection(int(sys.argv[1])))
    if "autograder.sandbox.process" in sys.modules:  # a submission that runs now ends now
        sys.modules["autograder.sandbox.process"].stop_all()
    if "autograder.sandbox.bubblewrap" in sys.modules:
        sys.modules["autograder.sandbox.bubblewrap"].close_zygotes()
    with contextlib.suppress(OSError):  # the last one to leave
        os.rmdir(os.environ["TMPDIR"])
    os._exit(0)  # the other thread may still be in the middle of something


if __name__ == "__main__":
    main()
