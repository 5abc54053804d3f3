"""From measured slopes to a verdict on one gradient."""

from __future__ import annotations

import numpy as np

from cnncourse.gradcheck.comparison import CANNOT_TELL, RIGHT, WRONG, Comparison


class Measurements:
    """The slopes measured for one array, entry by entry and along directions through all entries.

    Parameters
    ----------
    name : str
        Name of the array.
    probe : Probe
    """

    def __init__(self, name, probe):
        self.name, self.probe = name, probe
        self.entries, self.through_all = {}, []

    @property
    def uncertain(self):
        """The entries at which a wrong gradient could pass."""
        return [s for s in self.entries.values() if not (s.kink or s.precise or self._wrong(s))]

    def measure(self, places):
        """Measure entries, given by their indices in the flattened array."""
        for place in places:
            index = tuple(map(int, np.unravel_index(place, self.probe.shape)))
            self.entries[index] = self.probe.at(place)

    def measure_through_all(self, rng, count):
        """Measure along random directions; if one disagrees, search for the wrong entry."""
        self.through_all = [self.probe.through_all(rng) for _ in range(count)]
        if any(self._wrong(slope) or slope.kink for slope in self.through_all):
            self.measure(self.probe.find_wrong(rng))

    def judge(self, *, all_seen):
        """Return the verdict; `all_seen` tells whether every entry was measured."""
        wrong = [s for s in self.entries.values() if self._wrong(s)]
        kinks = any(s.kink for s in self.entries.values())
        if wrong or (not kinks and any(self._wrong(s) for s in self.through_all)):
            return self._comparison(WRONG)
        if not self._compared:
            return self.cannot_tell(
                "the slope jumps at every entry that was measured; measure at another point"
            )
        unclear = self.uncertain
        if not unclear and not all_seen:
            unclear = [s for s in self.through_all if s.kink or not s.precise or self._wrong(s)]
        return self.cannot_tell(self._why(unclear)) if unclear else self._comparison(RIGHT)

    def cannot_tell(self, reason):
        """Return the verdict "cannot tell" with a reason."""
        return self._comparison(CANNOT_TELL, reason)

    def _wrong(self, slope):
        return slope.error > self.probe.tolerance and not slope.kink

    @property
    def _compared(self):
        return {index: slope for index, slope in self.entries.items() if not slope.kink}

    def _why(self, slopes):
        """Return why slopes are uncertain, and what would help."""
        probe = self.probe
        worst = max(slopes, key=lambda slope: np.nan_to_num(slope.uncertainty, nan=np.inf))
        if not np.isfinite(worst.uncertainty):
            return "the loss is not a finite number nearby; measure at another point"
        if worst.kink or worst.bend > worst.rounding or worst.rounding < worst.matters:
            return "its slope changes too fast to be measured; measure at another point"
        help_ = "use float64" if probe.x.dtype == np.float32 else "scale the loss or shift it to 0"
        return (
            f"rounding hides slopes below {worst.uncertainty:.1e}, and a typical entry is "
            f"{probe.typical:.1e}; {help_}"
        )

    def _comparison(self, verdict, reason=""):
        index, worst, compared = None, None, self._compared
        if compared:
            index, worst = max(compared.items(), key=lambda item: item[1].error)
        along = max(self.through_all, key=lambda slope: slope.error, default=None)
        if verdict == WRONG and not (worst and self._wrong(worst)):
            index, worst = None, along
        return Comparison(
            name=self.name,
            verdict=verdict,
            reason=reason,
            size=self.probe.x.size,
            compared=len(compared),
            error=worst.error if worst else 0.0,
            tolerance=self.probe.tolerance,
            worst=index,
            calculated=worst.calculated if worst else np.nan,
            measured=worst.measured if worst else np.nan,
            kinks=tuple(i for i, slope in self.entries.items() if slope.kink),
        )
