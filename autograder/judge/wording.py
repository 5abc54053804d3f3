"""Word messages so that they cannot leak the numbers of the secret cases.

A student's process learns the numbers of the secret cases while it is called, and anything it
reports afterwards can carry them: texts of errors, names of types, shapes, values. So all functions
of a submission are called on the public cases, those of the student's own notebook, before any is
called on a secret one. Failures there are described in full. Failures on secret cases alone are
described by sentences from a closed list.

This is what a submission can still write into its messages after it has seen secret numbers, in
bits per exercise, where log is the logarithm to base 2:

- how many cases passed, by group: the sum of log(tried + 1);
- which case of a round failed first: log(cases in a round);
- what is wrong: log(256 m + 64 (MOST_LINES + 1)). At most 256 sentences, each with its hint, come
  with none of the n known mistakes, with one, or with two, so m = 1 + n + n (n - 1) / 2. Those
  about exceptions, at most 64, may name a line of the exercise's own cell instead of a mistake.

A check whose cases count only together, which is a test of the student's, says instead

- which of its k kinds of wrong candidates pass, with one of three hints; or one of four other
  sentences; or which exception was raised, on which line:
  log(3 * 2^k + 4 + 64 (MOST_LINES + 1)).

How often a candidate was rejected is not said: if the answers differ, no kind is named. Such a test
sees what secret candidates return, not how long they take (see `judge.candidates`), and no secret
numbers. It meets them in a process that has not seen the public ones, so it cannot remember which
of these was right.

Points follow from the counts. The sentences are those in `examine` and `differences`, with a name
from `verdict_text.NAMED` if they name an exception, or a reason of ours why there is no verdict.
If a race stays undecided, the student also sees the processor times that a person has to look at:
noise, to three digits. Over the exercises of an assignment the mean is below 37.5 bits, the
content of about seven letters each; `tests/autograder/test_secret_words.py` adds it up. Once
feedback has been given, submissions get new cases: see `autograder.submissions.seeds`.
"""

from __future__ import annotations

import ast
import re

from autograder.submissions.syntax import parse
from cnncourse.checks.engine.outline import IN_THE_NOTEBOOK, OTHERS, outline

MOST_LINES = 64  # lines of a cell that a message may name
LONGEST = 200  # characters to show of such a line
EMPTY_LINES = re.compile(r"\A(?:[ \t]*\n)+")
LINE = re.compile(r"line (\d+) of the cell, in ")


def explain(check, verdict, source, told):
    """Write the message for a check that was not passed.

    Parameters
    ----------
    check : Check
    verdict : Verdict
    source : str
        Source of the exercise's cell.
    told : int
        How many of the cases were called before any secret one.

    Returns
    -------
    message : str
    culprit : str or None
        The student's function that raised the error.
    """
    failure, place = verdict.failure, verdict.place
    if place is not None and place < told:
        return verdict.message, verdict.culprit
    where = None if failure.mistake else own_line(source, failure.where)
    hint = IN_THE_NOTEBOOK if told == 0 else OTHERS
    return outline(check, verdict, where=where, hint=hint), None


def own_line(source, where):
    """Name the line that raised an exception, if it is in the exercise's own cell.

    Parameters
    ----------
    source : str
        The cell.
    where : str or None
        From the student's process, which may have made it up: only the line number is used.

    Returns
    -------
    str or None
        Like `in_process.line_of`; None for a line after the first `MOST_LINES` of the cell.
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
