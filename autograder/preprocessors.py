"""The parts that plug into nbgrader: safe reading, an exporter for any file, three preprocessors.

`nbgrader autograde` first sanitizes a submission and writes it to `autograded/`, then reads it
from there and grades it. The first pass rebuilds the notebook and puts its findings into the
metadata, which the student's file cannot reach. The second pass runs, judges and saves.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.converters import NbGraderException
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from autograder.course import METADATA, Course, CourseError, fingerprint
from autograder.grading.grade import evaluate
from autograder.grading.gradebook_tables import require_points
from autograder.grading.ledger import save_scores
from autograder.grading.points import differing_scores, with_points
from autograder.grading.verdicts import graded_rounds, keep_round
from autograder.judge.bundle import read_bundle
from autograder.sandbox.isolation import require_sandbox
from autograder.submissions.in_nbgrader import guard_reading
from autograder.submissions.rebuild import Rebuilt, rebuild_notebook, unanswered
from autograder.submissions.submission import read_named_file

__all__ = [
    *("RebuildFromMaster", "RefereeSaveGrades", "SandboxExecute", "SubmissionExporter"),
    "guard_reading",
]


class SubmissionExporter(NotebookExporter):
    """Passes a submission on as bytes, so that any file reaches the first pass.

    nbgrader creates it before it removes or writes anything, so this is the place to refuse what
    cannot be graded.

    Raises
    ------
    NbGraderException
        If `grade` or `release` is running, or the release was changed.
    """

    def __init__(self, config=None, **options):
        super().__init__(config=config, **options)
        course, assignment = _course(self), self.parent.coursedir.assignment_id
        try:
            with course.locked(shared=True):
                points = read_bundle(course, assignment).points
            require_points(course, assignment, points)
        except CourseError as error:
            self.parent.log.error("%s", error)
            raise NbGraderException(str(error)) from error

    def from_filename(self, filename, resources=None, **options):
        content, reason = read_named_file(Path(filename))
        resources.update(cnncourse_bytes=content, cnncourse_reason=reason)
        empty = nbformat.v4.new_notebook()
        with _course(self).locked(shared=True):
            return self.from_notebook_node(empty, resources=resources, **options)


def _course(exporter):
    return Course(exporter.parent.coursedir.root)


def _bundle_of(course, assignment, submission):
    """Read the bundle of the round that a submission belongs to, as `grade` chooses it."""
    newest, folder = read_bundle(course, assignment), course.root / "verdicts" / assignment
    number = graded_rounds(folder, newest.round).get(fingerprint(submission))
    if number is None:
        keep_round(folder, submission, newest.round)
    return read_bundle(course, assignment, number) if number else newest


class RebuildFromMaster(NbGraderPreprocessor):
    """Takes the released notebook and inserts the student's answers."""

    allow_unsandboxed = Bool(
        False,
        help="If there is no sandbox, run submissions without one, with the grader's rights.",
    ).tag(config=True)

    def preprocess(self, nb, resources):
        course = _course(self.parent)
        submission = resources["cnncourse_bytes"]
        bundle = _bundle_of(course, resources["nbgrader"]["assignment"], submission or b"")
        if submission is None:  # perhaps a link to somebody else's file
            rebuilt = unanswered(resources["cnncourse_reason"], bundle.release)
        else:
            allowed, switch = self.allow_unsandboxed, "--RebuildFromMaster.allow_unsandboxed=True"
            require_sandbox(allow_unsandboxed=allowed, switch=switch)
            rebuilt = rebuild_notebook(submission, bundle.release, bundle.older)
        rebuilt.notebook.metadata[METADATA].update(
            repairs=rebuilt.repairs, reason=rebuilt.reason, round=bundle.round
        )
        return rebuilt.notebook, resources


class SandboxExecute(NbGraderPreprocessor):
    """Runs the rebuilt notebook in a process of its own and lets the referee judge it."""

    def preprocess(self, nb, resources):
        nb = nbformat.reads(resources["cnncourse_bytes"].decode(), as_version=4)
        first, course = nb.metadata[METADATA], _course(self.parent)
        bundle = read_bundle(course, resources["nbgrader"]["assignment"], first["round"])
        graded = evaluate(Rebuilt(nb, first["repairs"], first["reason"]), bundle)
        verdict = with_points(nbformat.writes(graded).encode(), bundle)
        return nbformat.reads(verdict.decode(), as_version=4), resources


class RefereeSaveGrades(NbGraderPreprocessor):
    """Writes the referee's scores into the gradebook."""

    def preprocess(self, nb, resources):
        before, changed = self.parent.parent.graded_before, None
        if before is not None:
            changed = differing_scores(before, nbformat.writes(nb).encode())
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            save_scores(gradebook, nb, resources["nbgrader"]["student"], changed=changed)
        return nb, resources
