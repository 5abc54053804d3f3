"""The file that stores the results of an experiment: NAME.json. Its figure is drawn from it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from importlib import metadata
from platform import python_version

from cnncourse.common.errors import Refused
from cnncourse.common.files import replacing

VERSION = 1
RESULT = {"run", "numbers", "seconds", "versions"}


@dataclass
class Record:
    """All results of an experiment so far.

    Attributes
    ----------
    experiment : str
    results : list of dict
        Results of the finished runs among those requested last, each with `"run"`, `"numbers"`,
        `"seconds"` and `"versions"`.
    others : list of dict
        Results of runs requested earlier, kept for reuse.
    finding : str or None
        The sentence, once all runs are finished.
    """

    experiment: str
    results: list = field(default_factory=list)
    others: list = field(default_factory=list)
    finding: str | None = None

    def request(self, runs):
        """Make `results` those of the requested runs, and `others` the rest.

        Parameters
        ----------
        runs : list of dict
            As returned by `Trial.described`.

        Returns
        -------
        list of dict
            The runs without a result.
        """
        runs = [json.loads(json.dumps(run)) for run in runs]
        kept = self.results + self.others
        self.results = [result for run in runs for result in kept if result["run"] == run]
        self.others = [result for result in kept if result["run"] not in runs]
        done = [result["run"] for result in self.results]
        self.finding = None
        return [run for run in runs if run not in done]

    def add(self, result, runs):
        """Add the result of a run, keeping the results in the order of `runs`."""
        order = [json.loads(json.dumps(run)) for run in runs]
        self.results.append(json.loads(json.dumps(result)))
        self.results.sort(key=lambda result: order.index(result["run"]))


def versions(engine):
    """Return the versions of Python and of the packages that compute."""
    names = ["cnncourse", "numpy"] + ["torch"] * (engine == "torch")
    return {"python": python_version(), **{name: metadata.version(name) for name in names}}


def read(path, name):
    """Read the record of an experiment, or return an empty one if the file is missing.

    Parameters
    ----------
    path : Path
    name : str
        Name of the experiment.

    Returns
    -------
    Record

    Raises
    ------
    Refused
        If the file is not a record of this experiment.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Record(name)
    except ValueError as error:
        raise Refused(
            "{path} is damaged ({error}): delete it, or choose another {folder}",
            path=path,
            error=error,
        ) from error
    if not _is_record(kept) or kept["experiment"] != name:
        raise Refused(
            "{path} is not a record of {name!r}: choose another {folder}", path=path, name=name
        )
    del kept["version"]
    return Record(**kept)


def _is_record(kept):
    wanted = {"version", *Record.__dataclass_fields__}
    if not isinstance(kept, dict) or set(kept) != wanted or kept["version"] != VERSION:
        return False
    results = [kept["results"], kept["others"]]
    if not all(isinstance(part, list) for part in results):
        return False
    return all(isinstance(r, dict) and set(r) == RESULT for part in results for r in part)


def write(path, record):
    """Write the file atomically; raise an error for numbers that JSON lacks, such as NaN."""
    kept = {"version": VERSION, **asdict(record)}
    text = json.dumps(kept, indent=1, allow_nan=False, ensure_ascii=False)
    with replacing(path) as temporary:
        temporary.write_text(_short_lists(text) + "\n", encoding="utf-8")


def _short_lists(text):
    """Put each list of numbers on one line."""
    return re.sub(r"\[\s+([-+.e\d,\s]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)


def fingerprint(results):
    """Return a hash of the numbers that a figure was drawn from.

    Returns
    -------
    str
        Independent of the layout of the file.
    """
    text = json.dumps(results, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
