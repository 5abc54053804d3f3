"""What a gradient check reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """How the gradient of one array compares with measured slopes; `print` shows it.

    True where the gradient is right, so `assert check_gradient(...)` does what it says.

    Attributes
    ----------
    name : str
        Of the array.
    size, compared : int
        Entries of the array, and how many of them were measured one by one.
    error, tolerance : float
        The largest difference, relative to the slope or to a typical entry of the gradient,
        whichever is larger; and what is allowed.
    worst : tuple of int or None
        Index of the entry with this error; None where none was compared.
    calculated, measured : float
        What the gradient says there, and the measured slope.
    kinks : tuple of tuple of int
        Indices at which the slopes from left and right differ, so that a gradient between them
        is neither right nor wrong. They are not compared.
    """

    name: str
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
        """Whether the error is within the tolerance."""
        return self.error <= self.tolerance

    def __bool__(self):
        return bool(self.passed)

    def __str__(self):
        verdict = "right" if self.passed else "WRONG"
        lines = [
            f"{self.name}: {verdict}, largest error {self.error:.1e} (allowed "
            f"{self.tolerance:.1e}), {self.compared} of {self.size} entries compared"
        ]
        if not self.passed:
            lines.append(
                f"   worst at {self._entry(self.worst)}: the gradient says "
                f"{self.calculated:.6g}, the measured slope is {self.measured:.6g}"
            )
        if self.kinks:
            some = ", ".join(map(self._entry, self.kinks[:3]))
            more = f" and {len(self.kinks) - 3} more" if len(self.kinks) > 3 else ""
            lines.append(f"   not compared, the slope jumps there: {some}{more}")
        return "\n".join(lines)

    def _entry(self, index):
        return f"{self.name}[{', '.join(map(str, index))}]"


@dataclass(frozen=True)
class Report:
    """The comparisons of all arrays of a layer; `print` shows them. True where all are right."""

    comparisons: tuple[Comparison, ...]

    @property
    def passed(self):
        """Whether every gradient is right."""
        return all(comparison.passed for comparison in self.comparisons)

    def __bool__(self):
        return self.passed

    def __str__(self):
        return "\n".join(map(str, self.comparisons))
