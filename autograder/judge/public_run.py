"""Where the words of a message come from: a process that has never seen a secret number.

A student's process learns the numbers of the secret cases while it is called, and whatever it
says afterwards can carry them: words of errors, names of types, shapes, values. So nothing that it
says reaches a message. Where an answer fails, its function is called once more, on the public cases
of the student's own notebook, in a second process of the same submission that gets no other cases.
What fails there is told in full. What fails on secret cases alone is told in sentences of a closed
list, and so is what the second process cannot tell.

What a submission can write into its messages after it has seen secret numbers, in bits for each
exercise, where log is the logarithm to base 2:

- the counts of cases that passed, by group: the sum of log(tried + 1);
- which case of a round failed first: log(cases of a round);
- what is wrong: log(256 m + 64 (MOST_LINES + 1)). At most 256 sentences, with the hints that belong
  to them, come without a known mistake or with one or two of n, so m = 1 + n + n (n - 1) / 2. Those
  about exceptions, at most 64, may name a line of the exercise's own cell in place of a mistake.

Points follow from the counts. The sentences are those in `examine` and `differences`, with one of
`verdict_text.NAMED` where they name an exception, or a reason of ours why there is no verdict.
Where a race does not decide, the processor times that a person has to look at are shown to the
student, too: that is noise to three digits. For every assignment the sum is below 300 bits for a
submission, the content of about 50 letters; `tests/autograder/test_secret_words.py` adds it up.
Beyond that, counters of the kernel can carry a few bits from the first process to the second: see
SECURITY.md. As soon as feedback was given, what is handed in gets new cases: see
`autograder.submissions.seeds`.

The second process is only started for a submission that fails, when the first one has ended.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from autograder.judge.calls import Calls
from autograder.judge.stopwatch import Stopwatch
from autograder.sandbox.errors import SandboxError
from autograder.submissions.syntax import parse
from cnncourse.checks import PUBLIC_SEED
from cnncourse.checks.engine import verdict_text
from cnncourse.checks.engine.judge import first_failure
from cnncourse.checks.engine.outline import OTHERS, outline

MOST_LINES = 64  # of a cell, of which a message may name one
LONGEST = 200  # characters of such a line
EMPTY_LINES = re.compile(r"\A(?:[ \t]*\n)+")
LINE = re.compile(r"line (\d+) of the cell, in ")


class PublicRun:
    """The second process of a submission, started when the first one has ended.

    So the two never live at the same time, and have nothing through which they could talk.

    Parameters
    ----------
    clock : Clock
        The submission's.
    seconds : float
        After which no further function is called.
    """

    def __init__(self, clock, seconds):
        self._clock, self._seconds, self._waiting = clock, seconds, {}
        self._start = self._sandbox = self._until = None

    def later(self, name, tell):
        """Ask for a message.

        Parameters
        ----------
        name : str
            The check.
        tell : callable
            `tell(public_run) -> (message, culprit)`.
        """
        self._waiting[name] = tell

    def word(self, scores, start):
        """Put the messages that were asked for into scores; the first process has ended.

        Parameters
        ----------
        scores : dict of str to Score
        start : callable
            Returns a Sandbox in which the cells have run, and nothing else.
        """
        self._start, self._until = start, self._clock.spent + self._seconds
        try:
            for name, tell in self._waiting.items():
                one = scores[name]
                one.message, one.culprit = tell(self)
        finally:
            self.close()

    def close(self):
        """End the process, if it was started."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def complaint(self, asked, given):
        """Say why a function cannot be judged; see `Sandbox.look`.

        Returns
        -------
        object or None
            None if it can be judged, or if the process failed.
        """
        return self._ask(lambda sandbox: sandbox.look(asked, given))

    def failure(self, check, *, race):
        """Call a function on the public cases, up to the first one that fails.

        Parameters
        ----------
        check : Check
        race : bool
            Whether to judge what comes afterwards, too.

        Returns
        -------
        done : bool
            Whether that could be found out.
        failure : Failure or None
        """
        return self._ask(lambda sandbox: self._failure(sandbox, check, race)) or (False, None)

    def _ask(self, what):
        """Ask the process, or give None where it fails; the next question then gets a new one."""
        try:
            if self._sandbox is None:
                self._sandbox = self._start()
            return what(self._sandbox)
        except SandboxError:
            self.close()
            return None

    def _failure(self, sandbox, check, race):
        if self._clock.spent > self._until or any(
            sandbox.look(name, check.given) for name in (check.name, *check.partners)
        ):
            return None
        calls = Calls(sandbox, check, PUBLIC_SEED, rounds=1)
        found = first_failure(check, calls, PUBLIC_SEED)
        if found is None and race:
            with Stopwatch(calls, sandbox) as timed:
                found = check.afterwards.judge(check, timed, PUBLIC_SEED, reveal=False)
        if calls.ended is not None:
            self.close()
        return True, found


def explain(check, verdict, source, public):
    """Write the message about a verdict that is not passed.

    Parameters
    ----------
    check : Check
    verdict : Verdict
        On the secret cases.
    source : str
        The exercise's cell.
    public : PublicRun

    Returns
    -------
    message : str
    culprit : str or None
        The student's function that raised the error.
    """
    failure = verdict.failure
    if failure.problem == failure.general:  # no word of the student's, and often a slow case
        return outline(check, verdict, hint=failure.hint), None
    done, told = public.failure(check, race=verdict.place is None)
    if told is not None and told.problem != told.general:
        closed = failure.hint == failure.general_hint  # the mistake is known, or the like
        hint = failure.hint if closed else told.hint
        told = replace(told, mistake=failure.mistake, hint=hint)
        return verdict_text.summary(check, verdict.groups, told), told.culprit
    hint = OTHERS if done and told is None else None
    where = None if failure.mistake else own_line(source, failure.where)
    return outline(check, verdict, where=where, hint=hint), None


def own_line(source, where):
    """Name the line that raised an exception, if it is one of the exercise's own cell.

    Parameters
    ----------
    source : str
        The cell.
    where : str or None
        From the student's process, which may have made it up: only the number is read.

    Returns
    -------
    str or None
        As `in_process.line_of`; None for a line beyond the first `MOST_LINES` of the cell.
    """
    found = LINE.match(where or "")
    source = EMPTY_LINES.sub("", source)  # as IPython counts
    lines = source.splitlines()[:MOST_LINES]
    number = int(found[1][:4]) if found else 0
    if not 1 <= number <= len(lines):
        return None
    name, line = _function_at(source, number), lines[number - 1].strip()
    return name and f"line {number} of the cell, in {name}: {line[:LONGEST]}"


def _function_at(source, number):
    """Name the innermost function that a line belongs to, or None."""
    try:
        nodes = [node for node in ast.walk(parse(source)) if isinstance(node, ast.FunctionDef)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    around = [node for node in nodes if node.lineno <= number <= node.end_lineno]
    return max(around, key=lambda node: node.lineno).name if around else None
