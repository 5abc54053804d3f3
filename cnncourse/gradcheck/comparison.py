"""Reports of gradient checks."""

from __future__ import annotations

from dataclasses import dataclass

RIGHT, WRONG, CANNOT_TELL = "right", "wrong", "cannot tell"


@dataclass(frozen=True)
class Comparison:
    """A comparison of one array's gradient with measured slopes; `print` shows it.

    True only if the gradient is right, so `assert check_gradient(...)` works as expected.

    Attributes
    ----------
    name : str
        Name of the array.
    verdict : {"right", "wrong", "cannot tell"}
        "cannot tell" means that a wrong gradient could have passed, for the given `reason`.
    reason : str
        Empty for the other verdicts.
    size, compared : int
        Number of entries in the array, and how many of them were measured one by one.
    error, tolerance : float
        The largest difference from a measured slope, relative to the slope and beyond what
        rounding explains; and the largest allowed.
    worst : tuple of int or None
        Index of the entry with this error. None if no entry was compared, or if only a direction
        through all entries shows that the gradient is wrong.
    calculated, measured : float
        The gradient and the measured slope there.
    kinks : tuple of tuple of int
        Indices where the slopes on the left and on the right differ, so that a gradient between
        them is neither right nor wrong. They are not compared.
    """

    name: str
    verdict: str
    reason: str
    size: int
    compared: int
    error: float
    tolerance: float
    worst: tuple[int, ...] | None
    calculated: float
    measured: float
    kinks: tuple[tuple[int, ...], ...]

    @property
    def passed(self):
        """Whether the gradient is right."""
        return self.verdict == RIGHT

    def __bool__(self):
        return self.passed

    def __str__(self):
        if self.verdict == CANNOT_TELL:
            lines = [f"{self.name}: CANNOT TELL, {self.reason}"]
        else:
            verdict = "right" if self.passed else "WRONG"
            lines = [
                f"{self.name}: {verdict}, largest error {self.error:.1e} (allowed "
                f"{self.tolerance:.1e}), {self.compared} of {self.size} entries compared"
            ]
        if self.verdict == WRONG:
            where = "along a random direction"
            if self.worst is not None:
                where = f"worst at {self._entry(self.worst)}"
            lines.append(
                f"   {where}: the gradient says {self.calculated:.6g}, "
                f"the measured slope is {self.measured:.6g}"
            )
        if self.kinks:
            some = ", ".join(map(self._entry, self.kinks[:3]))
            more = f" and {len(self.kinks) - 3} more" if len(self.kinks) > 3 else ""
            lines.append(f"   not compared, the slope jumps there: {some}{more}")
        return "\n".join(lines)

    def _entry(self, index):
        return f"{self.name}[{', '.join(map(str, index))}]" if index else self.name


@dataclass(frozen=True)
class Report:
    """The comparisons for all arrays of a layer; `print` shows them. True if all are right."""

    comparisons: tuple[Comparison, ...]

    @property
    def verdict(self):
        """The verdict on all arrays: "wrong" if any is wrong. Empty arrays are ignored."""
        verdicts = {c.verdict for c in self.comparisons if c.size} or {CANNOT_TELL}
        return next(v for v in (WRONG, CANNOT_TELL, RIGHT) if v in verdicts)

    @property
    def passed(self):
        """Whether every gradient is right."""
        return self.verdict == RIGHT

    def __bool__(self):
        return self.passed

    def __str__(self):
        return "\n".join(map(str, self.comparisons)) or "CANNOT TELL, there are no arrays to check"
