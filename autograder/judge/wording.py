"""Where the words of a message come from: a process that has not seen a secret number.

A student's process learns the numbers of the secret cases while it is called, and whatever it
says afterwards can carry them: words of errors, names of types, shapes, values. So every function
of a submission is called on the public cases first, those of the student's own notebook, before
any is called on a secret one. What fails there is told in full. What fails on secret cases alone
is told in sentences of a closed list.

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
As soon as feedback was given, what is handed in gets new cases: see `autograder.submissions.seeds`.
"""

from __future__ import annotations

import ast
import re

from autograder.submissions.syntax import parse
from cnncourse.checks.engine.outline import IN_THE_NOTEBOOK, OTHERS, outline

MOST_LINES = 64  # of a cell, of which a message may name one
LONGEST = 200  # characters of such a line
EMPTY_LINES = re.compile(r"\A(?:[ \t]*\n)+")
LINE = re.compile(r"line (\d+) of the cell, in ")


def explain(check, verdict, source, told):
    """Write the message about a verdict that is not passed.

    Parameters
    ----------
    check : Check
    verdict : Verdict
    source : str
        The exercise's cell.
    told : int
        So many of the cases were called before any secret one.

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
