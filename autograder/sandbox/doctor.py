"""`python -m autograder doctor`: which isolation there is, tried by breaking out of it."""

from __future__ import annotations

import os

from autograder.sandbox import isolation
from autograder.sandbox.breakouts import ATTEMPTS, bait, left_behind, reached
from autograder.sandbox.bubblewrap_command import Unavailable

WITHOUT = (
    "No single command is known to repair it. In a container, start it with the right to make\n"
    "user namespaces; else ask whoever runs this machine for unprivileged user namespaces."
)


def examine(*, quick=False):
    """Say which isolation there is, try to break out of it, and name what repairs it.

    Parameters
    ----------
    quick : bool
        Only say which.

    Returns
    -------
    int
        0 if student code is held, else 1.
    """
    found = isolation.current()
    print(f"isolation: {found.name}")
    if found.name == isolation.NONE:
        print(f"There is no sandbox: {found.reason}.")
        print(f"This repairs it:\n  {found.repair}" if found.repair else WITHOUT)
        return 1
    if quick:
        return 0
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    print(f"Submissions run in bubblewrap, started by {who}. Trying to get out of it:")
    broken = 0
    try:
        left = left_behind()
        with bait() as names:
            for attempt in ATTEMPTS:
                got = reached(attempt, names)
                broken += bool(got)
                print(f"  {attempt.title:<34} {f'OPEN: {got[:60]}' if got else 'held'}")
    except Unavailable as error:
        print(f"The sandbox fails: {error}")
        return 1
    print(f"  {'leave a daemon':<34} {f'OPEN: {len(left)} processes' if left else 'held'}")
    broken += bool(left)
    print("Every attempt was held." if not broken else f"{broken} attempts got out: do not grade.")
    return 1 if broken else 0
