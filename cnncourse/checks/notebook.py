"""`check("...")` in a notebook: run the student's function and say how it went."""

from __future__ import annotations

import difflib
import sys
from dataclasses import dataclass, field
from types import FunctionType

from cnncourse.checks.catalogue import find, names
from cnncourse.checks.engine.driving import Fault
from cnncourse.checks.engine.in_process import line_of, run_check_in_process
from cnncourse.checks.engine.judge import judge
from cnncourse.checks.engine.ownership import names_used, objection
from cnncourse.checks.engine.prepared import PUBLIC_SEED
from cnncourse.checks.engine.verdict_text import entry
from cnncourse.checks.failing_case import FailingCase, failing_case
from cnncourse.checks.mistakes import likely_mistake
from cnncourse.checks.unreadable import unreadable


class CheckFailed(AssertionError):
    """A failed check; a notebook shows only its message, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


@dataclass(frozen=True)
class Result:
    """The result of a check in a student's own notebook.

    Attributes
    ----------
    name : str
    passed : bool
    message : str
        As printed; it begins with ✓, with ✗, or with ? where a person has to decide.
    fraction : float
        Share of the points that these cases would give, 0 to 1.
    written : bool
        Whether the function exists and has a body.
    undecided : bool
    note : str
        Why there is no verdict, in a few words: the cell is not valid Python, or the check was
        interrupted.
    interrupted : bool
    case : FailingCase or None
        The first failing case; None if all cases pass.
    """

    name: str
    passed: bool
    message: str = field(repr=False)
    fraction: float = 0.0
    written: bool = True
    undecided: bool = False
    note: str = ""
    interrupted: bool = False
    case: FailingCase | None = field(default=None, repr=False)

    def _ipython_display_(self):
        """Show nothing below a cell that ends in `check(...)`: the message is already printed."""


def check(name=None, *, show_case=False, strict=False):
    """Check the function of this name that the calling notebook defines.

    Prints what was called, what is wrong and what may help. A failing check prints to stderr,
    which notebooks colour, and raises nothing, so *Run all* continues.

    Parameters
    ----------
    name : str
        The function's name, in quotes.
    show_case : bool
        Whether to print the first failing case as well: its arguments, the expected result and
        the actual one.
    strict : bool
        Whether to raise the message instead of printing it, for scripts and tests.

    Returns
    -------
    Result
        Its `case` keeps the arrays of the failing case.

    Raises
    ------
    CheckFailed
        If `strict` and the check fails, or if the check is interrupted from the keyboard.
    """
    result = check_among(sys._getframe(1).f_globals, name)
    good = result.passed or result.undecided
    if result.interrupted or (strict and not good):
        raise CheckFailed(result.message)
    told = [result.message, *([result.case] if show_case and result.case is not None else [])]
    print(*told, sep="\n", file=sys.stdout if good else sys.stderr)
    return result


def check_among(variables, name, *, explain=True):
    """Check a function of a notebook without printing.

    Parameters
    ----------
    variables : mapping of str to object
        The notebook's names.
    name : str
        The function's name.
    explain : bool
        Whether to look for the mistake behind a failure, the slowest part.

    Returns
    -------
    Result
    """
    if not isinstance(name, str):
        example = getattr(name, "__name__", "my_function")
        told = f'✗ put the name of the function in quotes: check("{example}")'
        return Result(example, False, told)
    try:
        found = find(name)
    except LookupError as error:
        return Result(name, False, f"✗ {error.args[0]}")
    for asked in (name, *found.partners):
        note = unreadable(variables, asked)
        complaint = _complaint(found, asked, variables, note)
        if complaint is not None:
            written = bool(note) or asked in variables
            return Result(name, False, f"✗ {name}: {complaint}", written=written, note=note or "")
    try:
        return _result(found, variables, explain)
    except Fault as fault:
        told = f"✗ {name}: the check itself failed; the mistake is in the course, not in your code"
        return Result(name, False, f"{told}: {fault}")
    except KeyboardInterrupt as interrupt:
        where = line_of(interrupt, name) or line_of(interrupt)
        told = f"in {where}\n  Does the loop there end?" if where else "before it finished."
        note = f"stopped in {where}" if where else "stopped before it finished"
        return Result(name, False, f"✗ {name}: stopped {told}", note=note, interrupted=True)


def _result(found, variables, explain):
    """Judge an existing function, and keep the first failing case."""
    failing, likely = [], likely_mistake(found, PUBLIC_SEED)

    def watched(outcomes, passed):
        if not all(passed):  # else only the time is wrong
            failing.append(failing_case(found, PUBLIC_SEED, outcomes, passed.index(False)))
        return likely(outcomes, passed) if explain else None

    verdict = _judged(found, variables, watched)
    mark, undecided = "✓" if verdict.passed else "✗", bool(verdict.review)
    message = verdict.message
    if not verdict.passed and not undecided and not verdict.empty and explain:
        message += _fix_first(found, variables, verdict.culprit)
    return Result(
        found.name,
        verdict.passed,
        f"{'?' if undecided else mark} {message}",
        fraction=verdict.fraction,
        written=not verdict.empty,
        undecided=undecided,
        case=failing[0] if failing else None,
    )


def _complaint(found, asked, variables, note):
    """Say why a function that the check needs cannot be judged, or return None."""
    whose = "" if asked == found.name else f"it needs `{asked}`: "
    if note:
        return (
            f"{whose}{note}.\n  Nothing in that cell has run: correct it and run it, then this one."
        )
    if asked not in variables:
        return (
            f"{whose}this notebook has no function of that name yet."
            f"{_alike(found, asked, variables)}\n"
            f"  Run the cell that defines `{asked}` (Shift+Enter), then this one.\n"
            "  If that cell ends in an error, fix it first."
        )
    complaint = objection(variables[asked], asked, found.given)
    return None if complaint is None else f"{whose}{complaint.text}"


def _alike(found, asked, variables):
    """Suggest a function of the notebook with a name close to the missing one."""
    own = [name for name, value in variables.items() if type(value) is FunctionType]
    others = [name for name in own if name not in names(found.assignment)]
    alike = difflib.get_close_matches(asked, others, n=1)
    return f" Did you mean `{alike[0]}`? Then rename it `{asked}`." if alike else ""


def _judged(found, variables, likely=None):
    call = run_check_in_process(found, variables)
    return judge(found, call, PUBLIC_SEED, reveal=True, likely=likely)


def _fix_first(found, variables, culprit):
    """Name a failing earlier exercise that this failing function calls.

    The one that raised the error comes first, then the order of the assignment.
    """
    known = names(found.assignment)
    used = names_used(variables[found.name]) | set(found.partners)
    rest = known[: known.index(found.name)]
    for name in sorted(rest, key=lambda name: name != culprit):
        earlier = find(name, found.assignment)
        defined = all(callable(variables.get(one)) for one in (name, *earlier.partners))
        verdict = _judged(earlier, variables) if name in used and defined else None
        if verdict is not None and not verdict.passed and not verdict.review:
            told = f'fix `{name}`: this function calls it, and check("{name}") fails.'
            return "\n" + entry("First", told)
    return ""
