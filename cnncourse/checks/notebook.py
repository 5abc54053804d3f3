"""What `check("...")` does in a notebook: run the student's function, say how it went."""

from __future__ import annotations

import difflib
import sys
from types import FunctionType

from cnncourse.checks.catalogue import find, names
from cnncourse.checks.engine.driving import Fault
from cnncourse.checks.engine.in_process import line_of, run_check_in_process
from cnncourse.checks.engine.judge import judge
from cnncourse.checks.engine.ownership import names_used, objection
from cnncourse.checks.engine.prepared import PUBLIC_SEED
from cnncourse.checks.mistakes import likely_mistake


class CheckFailed(AssertionError):
    """A check that failed; a notebook shows its message alone, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


def check(name=None):
    """Check the function of this name that the calling notebook defines.

    Parameters
    ----------
    name : str
        The function's name, in quotes.

    Raises
    ------
    CheckFailed
        If the function is missing, still empty, comes from `cnncourse`, or gives a wrong
        result. The message says what was called, what is wrong and what may help.
    """
    variables = sys._getframe(1).f_globals
    if not isinstance(name, str):
        example = getattr(name, "__name__", "my_function")
        raise CheckFailed(f'✗ put the name of the function in quotes: check("{example}")')
    try:
        found = find(name)
    except LookupError as error:
        raise CheckFailed(f"✗ {error.args[0]}") from None
    for asked in (name, *found.partners):
        complaint = _complaint(found, asked, variables)
        if complaint is not None:
            raise CheckFailed(f"✗ {name}: {complaint}")
    try:
        verdict = _judged(found, variables, likely_mistake(found, PUBLIC_SEED))
        if not verdict.passed and not verdict.review:
            first = "" if verdict.empty else _to_do_first(found, variables, verdict.culprit)
            raise CheckFailed(f"✗ {verdict.message}{first}")
    except Fault as fault:
        told = f"✗ {name}: the check itself failed; that is a mistake of the course, not yours"
        raise CheckFailed(f"{told}: {fault}") from None
    except KeyboardInterrupt as interrupt:
        where = line_of(interrupt)
        told = f"in {where}\n  Does this loop end?" if where else "before it was done."
        raise CheckFailed(f"✗ {name}: stopped {told}") from None
    print(f"{'✓' if verdict.passed else '?'} {verdict.message}")


def _complaint(found, asked, variables):
    """Say why a function that a check needs cannot be judged, or None."""
    whose = "" if asked == found.name else f"it needs `{asked}`: "
    if asked not in variables:
        return (
            f"{whose}there is no function of this name here yet.{_alike(found, asked, variables)}\n"
            f"  Run the cell that defines `{asked}` (Shift+Enter), then this one. If that cell "
            "ends in an error, mend it first."
        )
    complaint = objection(variables[asked], asked, found.given)
    return None if complaint is None else f"{whose}{complaint.text}"


def _alike(found, asked, variables):
    """Suggest a function of the notebook whose name is close to the one that is missing."""
    own = [name for name, value in variables.items() if type(value) is FunctionType]
    others = [name for name in own if name not in names(found.assignment)]
    alike = difflib.get_close_matches(asked, others, n=1)
    return f" Is `{alike[0]}` meant? Then call it `{asked}`." if alike else ""


def _judged(found, variables, likely=None):
    call = run_check_in_process(found, variables)
    return judge(found, call, PUBLIC_SEED, reveal=True, likely=likely)


def _to_do_first(found, variables, culprit):
    """Name an earlier exercise that fails and that a failing function calls.

    It is the one in which the error was raised, or else the first of them.
    """
    known = names(found.assignment)
    used = names_used(variables[found.name]) | set(found.partners)
    rest = known[: known.index(found.name)]
    for name in sorted(rest, key=lambda name: name != culprit):
        earlier = find(name, found.assignment)
        defined = all(callable(variables.get(one)) for one in (name, *earlier.partners))
        verdict = _judged(earlier, variables) if name in used and defined else None
        if verdict is not None and not verdict.passed and not verdict.review:
            return f'\n  First    check("{name}"): this function calls it, and it fails.'
    return ""
