"""The line to a student's process: requests out, replies in, each with a deadline.

Requests may be sent before the replies to those before have come. What does not fit into the pipe
goes while one waits for a reply, so neither side can wait for the other for ever.
"""

from __future__ import annotations

import math
import os
import secrets
import select
import time

from autograder.sandbox import bubblewrap_command, wire

PART = 1 << 16  # bytes that a pipe takes at once


class SandboxError(Exception):
    """The student's process died, overran a limit or broke the protocol."""


class TimeUp(SandboxError):
    """It did not answer before its deadline."""


class Ended(SandboxError):
    """It is not there any more."""


class Line:
    """Sends requests to a process and reads its replies.

    Parameters
    ----------
    submission : bubblewrap.Submission or unsandboxed.Submission
    largest : int
        Bytes of one reply.
    """

    def __init__(self, submission, largest):
        self._submission, self._largest = submission, largest
        self._outgoing, self._incoming = bytearray(), bytearray()
        os.set_blocking(submission.requests, False)
        os.set_blocking(submission.replies, False)

    def send(self, what, header, body):
        """Send a request, or as much of it as there is room for.

        Parameters
        ----------
        what : str
            What is to be done.
        header, body : bytes
            With what, from `wire.parts`: often the same for many processes.

        Returns
        -------
        str
            What the reply to it has to bear.
        """
        nonce = secrets.token_hex(16)
        header = b'{"nonce":"%s","do":"%s","with":%s}' % (nonce.encode(), what.encode(), header)
        self._outgoing += wire.frame(header, body)
        self._push()
        return nonce

    def receive(self, nonce, seconds):
        """Read the reply to a request; those to the requests before it have been read.

        Raises
        ------
        SandboxError
            If none comes in time, or something else does.
        """
        frame = self._read_frame(time.monotonic() + seconds)
        try:
            answer = wire.decode(frame)
        except wire.WireError as error:
            raise SandboxError(f"its process sent something else than a reply: {error}") from error
        if type(answer) is not dict or answer.get("nonce") != nonce or "reply" not in answer:
            raise SandboxError("its process sent a reply that nobody asked for")
        return answer["reply"]

    def _read_frame(self, deadline):
        self._read(wire.PREFIX.size, deadline)
        try:
            length = sum(wire.lengths(bytes(self._incoming[: wire.PREFIX.size])))
        except wire.WireError as error:
            raise SandboxError(f"its process sent something else than a reply: {error}") from error
        if length > self._largest:
            raise SandboxError(f"its process sent more than {self._largest:,} bytes")
        length += wire.PREFIX.size
        self._read(length, deadline)
        frame = bytes(self._incoming[:length])
        del self._incoming[:length]  # what is left may be the next reply, or one nobody asked for
        return frame

    def _read(self, count, deadline):
        """Read until so many bytes wait here."""
        while len(self._incoming) < count:
            left = deadline - time.monotonic()
            poll = select.poll()
            poll.register(self._submission.replies, select.POLLIN)
            if self._outgoing:
                poll.register(self._submission.requests, select.POLLOUT)
            ready = poll.poll(math.ceil(left * 1000)) if left > 0 else []
            if not ready:
                raise TimeUp("it did not finish in time")
            if self._submission.replies in dict(ready):
                part = os.read(self._submission.replies, PART)
                if not part:
                    raise self._ended()
                self._incoming += part
            else:
                self._push()

    def _push(self):
        """Write what there is room for."""
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self._submission.requests, self._outgoing[:PART])]
        except BlockingIOError:
            pass
        except OSError:  # it reads no more; replies that it sent before may still come
            self._outgoing.clear()

    def _ended(self):
        """Say that the process is gone; where its walls never stood, that is no student's fault."""
        if complaint := self._submission.complaint():
            return bubblewrap_command.Unavailable(f"the sandbox failed: {complaint}")
        return Ended("its process ended early")
