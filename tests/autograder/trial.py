"""Try one check as in grading, in an assignment of its own: in the notebook and in the sandbox."""

from __future__ import annotations

import contextlib
import io
import json
import linecache

from nbformat.v4 import new_code_cell, new_notebook
from verdicts import grade_patiently

from autograder.authoring.assignment import Answers
from autograder.authoring.in_process import in_this_process, try_check
from autograder.course import METADATA
from autograder.judge import referee
from autograder.judge.bundle import Bundle
from autograder.sandbox.limits import Limits
from cnncourse.checks import PUBLIC_SEED, judge, run_check_in_process
from cnncourse.checks.engine.answers import Answer

PATIENT = Limits(cell=10.0, notebook=30.0, call=5.0)


class Trial:
    """A check in an assignment of its own.

    Parameters
    ----------
    monkeypatch : pytest.MonkeyPatch
    check : Check
    given : str
        Source of the notebook's first cell.
    provides : list of str
    """

    def __init__(self, monkeypatch, check, given="import numpy as np\n", provides=()):
        self.check, self.given = check, given
        monkeypatch.setattr(referee, "find", lambda name, assignment: check)
        name = check.name
        stub = f"def {name}(*args, **options):\n    raise NotImplementedError()"
        cells = [
            new_code_cell(given, id="given"),
            new_code_cell(stub, id="solution", metadata={"nbgrader": _mark(f"solution_{name}")}),
            new_code_cell(f'check("{name}")', id="check", metadata={"nbgrader": _mark(name, 10)}),
        ]
        release = new_notebook(cells=cells, metadata={METADATA: {"provides": list(provides)}})
        self.bundle = Bundle("00_trial", release, seed=5)
        self.stub = stub

    def notebook(self, answer, seed=PUBLIC_SEED):
        """Judge an answer as a student's own notebook does; return a Verdict."""
        variables, source = {"__name__": "__main__"}, self.given + "\n" + answer
        filename = f"<trial {hash(source)}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, filename, "exec"), variables)
        call = run_check_in_process(self.check, variables)
        return judge(self.check, call, seed, reveal=True)

    def grade(self, answer, limits=PATIENT):
        """Grade an answer in the sandbox; return its score as the metadata holds it."""
        notebook = json.loads(json.dumps(self.bundle.release))
        notebook["cells"][1]["source"] = answer
        graded = grade_patiently(json.dumps(notebook).encode(), self.bundle, limits)
        return graded.metadata[METADATA]["scores"][self.check.name]

    def fails(self, answer, told, limits=PATIENT):
        """Assert that an answer gets a verdict without points in the sandbox, and this message."""
        score = self.grade(answer, limits)
        message = " ".join(score["message"].split())
        assert (score["points"], score["passed"], score["review"]) == (0, False, None), score
        assert told in message, message

    def passes(self, answer):
        """Assert that an answer passes in the sandbox and in the notebook."""
        score, verdict = self.grade(answer), self.notebook(answer)
        assert (score["points"], score["passed"]) == (10, True), score["message"]
        assert verdict.passed, verdict.message

    def verify(self, right, wrong):
        """Assert that `verify` accepts and rejects what it should.

        Parameters
        ----------
        right, wrong : list of str
            The first right answer is used as the reference.
        """
        namespace = {"__name__": "__main__"}
        exec(self.given, namespace)
        both = [[Answer(str(n), "", one) for n, one in enumerate(some)] for some in (right, wrong)]
        answers = Answers(right[0], self.stub, *both)
        result = try_check(self.check, namespace, answers, (PUBLIC_SEED,), in_this_process)
        assert result.good, result.offenders


def _mark(name, points=None):
    graded = points is not None
    mark = {"grade": graded, "grade_id": name, "locked": graded, "schema_version": 3}
    return {**mark, "solution": not graded, "task": False, **({"points": points} if graded else {})}
