"""`python -m autograder doctor`: report the isolation, and test it by trying to break out."""

from __future__ import annotations

import os

from autograder.sandbox import isolation
from autograder.sandbox.breakout_attempts import ATTEMPTS
from autograder.sandbox.breakouts import bait, left_behind, reached
from autograder.sandbox.errors import Disturbance
from cnncourse.common.texts import counted

WIDTH = max(len(attempt.title) for attempt in ATTEMPTS)
WITHOUT_REPAIR = (
    "No single command is known to enable one. If this is a container, start it with permission\n"
    "to create user namespaces; otherwise ask your administrator to allow unprivileged ones."
)


def examine(*, quick=False):
    """Report the isolation, try to break out of it, and name the command that enables it.

    Parameters
    ----------
    quick : bool
        Report only, without trying to break out.

    Returns
    -------
    int
        0 if student code is isolated, otherwise 1.
    """
    found = isolation.current()
    print(f"isolation: {found.name}")
    if found.name == isolation.NONE:
        print(f"There is no sandbox: {found.reason}.")
        print(f"This command enables one:\n  {found.repair}" if found.repair else WITHOUT_REPAIR)
        return 1
    if quick:
        return 0
    user = "root" if os.geteuid() == 0 else "an ordinary user"
    print(f"Submissions run in bubblewrap, started by {user}. Trying to break out of it:")
    broken = 0
    try:
        left = left_behind()
        with bait() as names:
            for attempt in ATTEMPTS:
                got = reached(attempt, names)
                broken += bool(got)
                print(f"  {attempt.title:<{WIDTH}} {f'OPEN: {got[:60]}' if got else 'blocked'}")
    except Disturbance as error:
        print(f"The sandbox failed: {error}")
        return 1
    print(f"  {'leave a daemon':<{WIDTH}} {f'OPEN: {len(left)} processes' if left else 'blocked'}")
    broken += bool(left)
    if broken:
        print(f"{counted(broken, 'attempt')} got out: do not grade.")
    else:
        print("Every attempt was blocked.")
    return 1 if broken else 0
