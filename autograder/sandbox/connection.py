"""The connection to a student's process: requests out, replies in, each with a time limit.

Several requests may be sent before the first reply arrives. What does not fit into the pipe is
written while the caller waits for a reply, so the two sides can never deadlock.
"""

from __future__ import annotations

import math
import os
import secrets
import select
from typing import Protocol

from autograder.inside import wire
from autograder.sandbox.errors import SandboxError

PART = 1 << 16  # bytes that a pipe takes at once


class StudentProcess(Protocol):
    """The process that runs one submission.

    Attributes
    ----------
    requests, replies : int
        Descriptors to write to and to read from.
    closed : bool
        Whether all processes of the submission have ended.
    """

    requests: int
    replies: int
    closed: bool

    def how_it_ended(self):
        """Return how a process ended that sends no more; kill it if it is still alive.

        Returns
        -------
        Ended or Disturbance
            A Disturbance unless it is certain that the submission ended itself or reached a limit.
        """

    def times(self):
        """Measure all processes of the submission, ended ones included, from outside.

        Returns
        -------
        processor : float
            Seconds of processor time.
        waited : float or None
            Seconds for which they were ready to run but had no processor; None if the kernel does
            not report it.

        Raises
        ------
        OSError
            If it has ended.
        """

    def processor_seconds(self):
        """Return the processor time from `times`."""
        return self.times()[0]

    def kill(self):
        """Kill the submission, whatever it is doing; safe to call from any thread."""

    def close(self):
        """Kill the submission, wait until all its processes have ended, and remove its files."""


class Connection:
    """Sends requests to a student's process and reads its replies.

    Parameters
    ----------
    process : StudentProcess
    largest : int
        Most bytes of one reply.

    Attributes
    ----------
    received : int
        Bytes of all replies so far.
    """

    def __init__(self, process, largest):
        self._process, self._largest = process, largest
        self._outgoing, self._incoming, self.received = bytearray(), bytearray(), 0
        os.set_blocking(process.requests, False)
        os.set_blocking(process.replies, False)

    def send(self, what, header, body):
        """Send a request, or as much of it as the pipe has room for.

        Parameters
        ----------
        what : str
            The action: a key of `worker.ANSWERS`.
        header, body : bytes
            Its arguments, from `wire.parts`: often the same for many processes.

        Returns
        -------
        str
            The nonce that the reply must carry.
        """
        nonce = secrets.token_hex(16)
        header = b'{"nonce":"%s","do":"%s","with":%s}' % (nonce.encode(), what.encode(), header)
        self._outgoing += wire.frame(header, body)
        self._push()
        return nonce

    def receive(self, nonce, wait, answer=None):
        """Read the reply to a request, once the replies to all earlier requests have been read.

        Parameters
        ----------
        nonce : str
            From `send`.
        wait : Wait
        answer : callable or None
            `answer(question)` answers what the process may ask before it replies.

        Raises
        ------
        SandboxError
            If no reply arrives in time, or something else arrives.
        Disturbance
            If the process was killed through no fault of its own.
        """
        while True:
            try:
                frame = self._read_frame(wait)
                said = wire.decode(frame)
            except wire.WireError as error:
                told = f"its process sent something other than a reply: {error}"
                raise SandboxError(told) from error
            is_ours = type(said) is dict and said.get("nonce") == nonce
            if is_ours and "reply" in said:
                self.received += len(frame)
                return said["reply"]
            if not is_ours or "ask" not in said or answer is None:
                raise SandboxError("its process sent a reply that nobody asked for")
            self.send("answer", *wire.parts(answer(said["ask"])))

    def _read_frame(self, wait):
        self._read(wire.PREFIX.size, wait)
        header, body = wire.lengths(bytes(self._incoming[: wire.PREFIX.size]))
        if header + body > self._largest:
            raise SandboxError(f"its process sent more than {self._largest:,} bytes")
        if header > wire.LARGEST_HEADER:
            most = f"{wire.LARGEST_HEADER:,}"
            raise SandboxError(f"its process sent more than {most} bytes besides arrays")
        length = wire.PREFIX.size + header + body
        self._read(length, wait)
        if len(self._incoming) == length:
            frame, self._incoming = self._incoming, bytearray()
            return frame
        frame = self._incoming[:length]
        del self._incoming[:length]  # the rest belongs to a later reply, or to none
        return frame

    def _read(self, count, wait):
        """Read until at least `count` bytes are buffered."""
        while len(self._incoming) < count:
            poll = select.poll()
            poll.register(self._process.replies, select.POLLIN)
            if self._outgoing:
                poll.register(self._process.requests, select.POLLOUT)
            ready = dict(poll.poll(math.ceil(wait.pause() * 1000)))
            if self._process.replies in ready:
                part = os.read(self._process.replies, PART)
                if not part:
                    raise self._process.how_it_ended()
                self._incoming += part
            elif ready:
                self._push()

    def _push(self):
        """Write as much as the pipe has room for."""
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self._process.requests, self._outgoing[:PART])]
        except BlockingIOError:
            pass
        except OSError:  # it has stopped reading; replies that it sent before may still arrive
            self._outgoing.clear()
