"""The process of one worker: `python -m autograder.grading.worker_process DESCRIPTOR`."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import queue
import sys
import threading
from multiprocessing.connection import Connection

from autograder.startup import skip_address_grammar

BREATH = 5.0  # seconds between signs of life from the listening thread
STUCK = 60.0  # seconds without one after which the process ends, even inside C code


def serve(connection):
    """Answer calls one after another, in a second thread, until the other side disconnects.

    This thread can notice that only while it gets to run. If a single step holds the interpreter
    lock for too long, such as an endless regular expression, a timer that needs no lock ends the
    process.
    """
    calls = queue.SimpleQueue()
    threading.Thread(target=_answer_calls, args=(calls, connection), daemon=True).start()
    nothing = open(os.devnull, "w")
    with contextlib.suppress(EOFError, OSError):
        while True:
            faulthandler.dump_traceback_later(STUCK, exit=True, file=nothing)
            if connection.poll(BREATH):
                calls.put(connection.recv_bytes())


def _answer_calls(calls, connection):
    while True:
        answer = _answer(calls.get())
        with contextlib.suppress(OSError):  # nobody is waiting for it any more
            connection.send_bytes(answer)


def _answer(message):
    try:
        function, args, kwargs = pickle.loads(message)
        return pickle.dumps((True, function(*args, **kwargs)))
    except BaseException as error:
        with contextlib.suppress(Exception):  # some exceptions cannot be pickled
            answer = pickle.dumps((False, error))
            if isinstance(pickle.loads(answer)[1], Exception):
                return answer
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))


def main():
    """Serve the process at the other end of a socket, and end with it."""
    skip_address_grammar()
    serve(Connection(int(sys.argv[1])))
    if "autograder.sandbox.process" in sys.modules:  # end a submission that is running
        sys.modules["autograder.sandbox.process"].stop_all()
    if "autograder.sandbox.bubblewrap" in sys.modules:
        sys.modules["autograder.sandbox.bubblewrap"].close_zygotes()
    os._exit(0)  # the other thread may be in the middle of something


if __name__ == "__main__":
    main()
