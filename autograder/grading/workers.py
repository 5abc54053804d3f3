"""Worker processes, as a `concurrent.futures.Executor`.

Each worker is a fresh interpreter with its own connection, never a fork of this process, which
holds threads and an open gradebook. So killing a worker at any moment costs the call that it was
working on and nothing else: it shares no lock or queue that it could leave in an inconsistent
state. When this process ends, however it ends, the connections close and the workers end too. A
worker whose call times out is killed.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import socket
import subprocess
import sys
import threading
from concurrent.futures import BrokenExecutor, Executor, Future
from multiprocessing.connection import Connection

from autograder.sandbox.scratch import Scratch

END = 5.0  # seconds that a worker has to end after its connection is closed
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerDied(BrokenExecutor):
    """The worker died during a call; the executor itself still works."""


class WorkerTimeout(Exception):
    """A call timed out and its worker was killed; another attempt would take as long."""


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
    """Run importable functions in other processes, each with a single BLAS thread.

    A worker is started when a call needs it, and replaced if it dies.

    Parameters
    ----------
    count : int
    seconds : float or None
        Time limit of one call, including the start of its worker; None sets no limit.
    """

    def __init__(self, count, seconds=None):
        self.count, self._seconds = count, seconds
        self._calls = queue.SimpleQueue()
        self._threads, self._workers = [], set()
        self._lock, self._closed = threading.Lock(), False
        self._folder = Scratch("workers")

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self._calls.put((future, (fn, args, kwargs)))
        with self._lock:
            if self._closed:
                raise RuntimeError("the workers were told to end")
            if len(self._threads) < self.count:
                self._threads.append(threading.Thread(target=self._run_calls, daemon=True))
                self._threads[-1].start()
        return future

    def shutdown(self, wait=True, *, cancel_futures=False):
        """End the workers: after all calls are done, or at once with `cancel_futures`."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                self._drop_calls()
                for worker in self._workers:
                    worker.disconnect()
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

    def _run_calls(self):
        """Send calls to one worker, and start another if it has died."""
        worker = None
        while (call := self._calls.get()) is not None:
            future, task = call
            if not future.set_running_or_notify_cancel():
                continue
            try:
                message = pickle.dumps(task)  # not earlier: the copy may be large
            except Exception as error:
                future.set_exception(error)
                continue
            try:
                worker = worker or self._start()
                done, result = worker.call(message, self._seconds)
            except WorkerTimeout as error:
                future.set_exception(error)
                worker = self._end(worker)
            except (EOFError, OSError) as error:
                future.set_exception(WorkerDied(f"the worker process died ({error})"))
                worker = self._end(worker)
            else:
                (future.set_result if done else future.set_exception)(result)
        self._end(worker)

    def _start(self):
        with self._lock:
            if self._closed:
                raise OSError("the workers were told to end")
            worker = _Worker(self._folder)
            self._workers.add(worker)
        return worker

    def _end(self, worker):
        if worker is not None:
            worker.close()
            with self._lock:
                self._workers.discard(worker)


class _Worker:
    """A worker process and the connection to it."""

    def __init__(self, folder):
        ours, theirs = socket.socketpair()
        settings = {**dict.fromkeys(ONE_THREAD, "1"), **os.environ, "TMPDIR": folder.name}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "autograder.grading.worker_process", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno(), folder.alive],
                start_new_session=True,  # so that Ctrl-C does not reach the workers
                env=settings,
            )
        self._socket = ours
        self._connection = Connection(os.dup(ours.fileno()))

    def call(self, message, seconds=None):
        """Send a call and wait for its result, for at most this many seconds."""
        timed_out = threading.Event()

        def end():
            timed_out.set()
            self.process.kill()

        watchdog = threading.Timer(seconds or 0.0, end)
        if seconds is not None:
            watchdog.start()
        try:
            self._connection.send_bytes(message)
            return pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError) as error:
            if timed_out.is_set():
                raise WorkerTimeout(f"it took more than {seconds:g} seconds") from error
            raise
        finally:
            watchdog.cancel()

    def disconnect(self):
        """Tell the worker to end, whatever it is doing; safe to call from any thread."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self):
        """End the worker and wait for its process."""
        self.disconnect()
        self._connection.close()
        self._socket.close()
        try:
            self.process.wait(END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
