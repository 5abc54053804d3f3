"""The file that keeps what an experiment gave: NAME.json, with a figure drawn from it beside it."""

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
    """All that an experiment has given so far.

    Attributes
    ----------
    experiment : str
    results : list of dict
        Of the runs that were asked for last, as far as they are finished: `"run"`, `"numbers"`,
        `"seconds"` and `"versions"`.
    others : list of dict
        Results of runs that were asked for before; kept, and taken again when they are asked for.
    finding : str or None
        The sentence, once all runs are finished.
    """

    experiment: str
    results: list = field(default_factory=list)
    others: list = field(default_factory=list)
    finding: str | None = None

    def ask(self, runs):
        """Sort what is there by whether it belongs to some runs.

        Parameters
        ----------
        runs : list of dict
            As `Trial.described` gives them.

        Returns
        -------
        list of dict
            The runs that are not there yet.
        """
        runs = [json.loads(json.dumps(run)) for run in runs]
        kept = self.results + self.others
        self.results = [result for run in runs for result in kept if result["run"] == run]
        self.others = [result for result in kept if result["run"] not in runs]
        done = [result["run"] for result in self.results]
        self.finding = None
        return [run for run in runs if run not in done]

    def add(self, result, runs):
        """Add what a run gave, in the order of the runs."""
        order = [json.loads(json.dumps(run)) for run in runs]
        self.results.append(json.loads(json.dumps(result)))
        self.results.sort(key=lambda result: order.index(result["run"]))


def versions(engine):
    """Name the versions of what computes."""
    names = ["cnncourse", "numpy"] + ["torch"] * (engine == "torch")
    return {"python": python_version(), **{name: metadata.version(name) for name in names}}


def read(path, name):
    """Read the file of an experiment, or begin an empty record where there is none.

    Parameters
    ----------
    path : Path
    name : str
        Of the experiment.

    Returns
    -------
    Record

    Raises
    ------
    Refused
        If the file is not a record, or one of another experiment.
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
    """Write the file, whole or not at all; a number that JSON lacks, such as NaN, is refused."""
    kept = {"version": VERSION, **asdict(record)}
    text = json.dumps(kept, indent=1, allow_nan=False, ensure_ascii=False)
    with replacing(path) as temporary:
        temporary.write_text(_short_lists(text) + "\n", encoding="utf-8")


def _short_lists(text):
    """Put lists of numbers on one line each."""
    return re.sub(r"\[\s+([-+.e\d,\s]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)


def fingerprint(results):
    """Name the numbers that a figure was drawn from.

    Returns
    -------
    str
        The same for the same results, whatever the file looks like.
    """
    text = json.dumps(results, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
