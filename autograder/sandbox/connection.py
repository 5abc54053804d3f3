"""The connection to a student's process: requests out, replies in, each with a time limit.

Several requests may be sent before the first reply arrives. What does not fit into the pipe is
written while the caller waits for a reply, so the two sides can never block each other for ever.
"""

from __future__ import annotations

import math
import os
import secrets
import select
import time
from typing import Protocol

from autograder.inside import wire
from autograder.sandbox.errors import SandboxError, SandboxTimeout

PART = 1 << 16  # bytes that a pipe takes at once


class StudentProcess(Protocol):
    """The process that runs one submission.

    Attributes
    ----------
    requests, replies : int
        Descriptors to write to and to read from.
    closed : bool
        Every process of the submission has ended.
    """

    requests: int
    replies: int
    closed: bool

    def how_it_ended(self):
        """Say how the process ended that sends no more; one that still lives is killed.

        Returns
        -------
        Ended or Disturbance
            The latter unless it is proved that the submission ended itself or reached a limit.
        """

    def processor_seconds(self):
        """Return the processor time of all its processes, ended ones included.

        Raises
        ------
        OSError
            If it has ended.
        """

    def kill(self):
        """Kill the submission, whatever it is doing; safe to call from any thread."""

    def close(self):
        """Kill the submission, wait until every process has ended, and remove its files."""


class Connection:
    """Sends requests to a student's process and reads its replies.

    Parameters
    ----------
    process : StudentProcess
    largest : int
        Bytes of one reply.
    """

    def __init__(self, process, largest):
        self._process, self._largest = process, largest
        self._outgoing, self._incoming = bytearray(), bytearray()
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
            The nonce that the reply has to carry.
        """
        nonce = secrets.token_hex(16)
        header = b'{"nonce":"%s","do":"%s","with":%s}' % (nonce.encode(), what.encode(), header)
        self._outgoing += wire.frame(header, body)
        self._push()
        return nonce

    def receive(self, nonce, seconds):
        """Read the reply to a request, once the replies to all earlier requests have been read.

        Raises
        ------
        SandboxError
            If no reply arrives in time, or something else does.
        Disturbance
            If the process was killed, and not for anything that it did.
        """
        frame = self._read_frame(time.monotonic() + seconds)
        try:
            answer = wire.decode(frame)
        except wire.WireError as error:
            raise SandboxError(f"its process sent something other than a reply: {error}") from error
        if type(answer) is not dict or answer.get("nonce") != nonce or "reply" not in answer:
            raise SandboxError("its process sent a reply that nobody asked for")
        return answer["reply"]

    def _read_frame(self, deadline):
        self._read(wire.PREFIX.size, deadline)
        try:
            length = sum(wire.lengths(bytes(self._incoming[: wire.PREFIX.size])))
        except wire.WireError as error:
            raise SandboxError(f"its process sent something other than a reply: {error}") from error
        if length > self._largest:
            raise SandboxError(f"its process sent more than {self._largest:,} bytes")
        length += wire.PREFIX.size
        self._read(length, deadline)
        frame = bytes(self._incoming[:length])
        del self._incoming[:length]  # the rest may be the next reply, or one that nobody asked for
        return frame

    def _read(self, count, deadline):
        """Read until at least `count` bytes are buffered."""
        while len(self._incoming) < count:
            left = deadline - time.monotonic()
            poll = select.poll()
            poll.register(self._process.replies, select.POLLIN)
            if self._outgoing:
                poll.register(self._process.requests, select.POLLOUT)
            ready = poll.poll(math.ceil(left * 1000)) if left > 0 else []
            if not ready:
                raise SandboxTimeout("it did not finish in time")
            if self._process.replies in dict(ready):
                part = os.read(self._process.replies, PART)
                if not part:
                    raise self._process.how_it_ended()
                self._incoming += part
            else:
                self._push()

    def _push(self):
        """Write what the pipe has room for."""
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self._process.requests, self._outgoing[:PART])]
        except BlockingIOError:
            pass
        except OSError:  # it reads no more; replies that it sent before may still arrive
            self._outgoing.clear()
