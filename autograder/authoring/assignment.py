"""An assignment and all its answers: the reference, the stub, the right and the wrong ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.build import known_checks, make_notebooks
from autograder.authoring.data_files import data_files, read_data
from autograder.authoring.notebooks import solved_source, stub_source
from autograder.course import CourseError
from autograder.judge.bundle import Bundle
from autograder.submissions.marks import exercise_of
from cnncourse.checks.catalogue import folder as folder_of_checks
from cnncourse.checks.engine.answers import read_all
from cnncourse.checks.engine.edits import EditError


@dataclass(frozen=True)
class Answers:
    """The answers to one exercise.

    Attributes
    ----------
    reference, stub : str
        Sources of the solution cell in the instructor's and in the student's notebook.
    right, wrong : list of Answer
        From `right/` beside the assignment, and from `wrong/` beside its checks.
    """

    reference: str
    stub: str
    right: list
    wrong: list

    def listed(self):
        """List all answers as `(kind, title, source)`."""
        own = [("reference", "", self.reference), ("stub", "", self.stub)]
        kinds = (("right", self.right), ("wrong", self.wrong))
        return own + [(kind, one.title, one.source) for kind, some in kinds for one in some]


@dataclass(frozen=True)
class Assignment:
    """An assignment and all its answers.

    Attributes
    ----------
    name : str
    bundle : Bundle
        As it would be released.
    exercises : dict of str to Answers
        In the notebook's order.
    """

    name: str
    bundle: Bundle
    exercises: dict

    @property
    def solved(self):
        """The reference's answers, by exercise."""
        return {name: answers.reference for name, answers in self.exercises.items()}


def read_assignment(solutions, name):
    """Read an assignment and all its answers.

    Parameters
    ----------
    solutions : Path
        The folder that holds `NN_topic/`.
    name : str

    Returns
    -------
    Assignment

    Raises
    ------
    CourseError
        If the assignment or an answer is damaged, or if a file of answers is not named after an
        exercise.
    """
    folder = Path(solutions) / name
    notebook = make_notebooks(solutions, [name], repository="https://example.org")[name]
    sources = {exercise_of(cell): cell.source for cell in notebook.cells if exercise_of(cell)}
    if unasked := [check for check in known_checks(name, folder) if check not in sources]:
        raise CourseError(f"{folder}: checks without an exercise: {', '.join(unasked)}")
    _refuse_unused([folder / "right", folder_of_checks(name) / "wrong"], sources)
    exercises = {one: _read_answers(folder, name, one, sources[one]) for one in sources}
    for cell in notebook.cells:
        if exercise_of(cell):
            cell.source = exercises[exercise_of(cell)].stub
    data = read_data(data_files(folder / "assignment.md", notebook))
    return Assignment(name, Bundle(name, notebook, seed=0, data=data), exercises)


def _read_answers(folder, assignment, name, source):
    solved = solved_source(source)
    try:
        right = read_all(folder / "right", name, solved)
        wrong = read_all(folder_of_checks(assignment) / "wrong", name, solved)
    except EditError as error:
        raise CourseError(str(error)) from error
    return Answers(solved, stub_source(source), right, wrong)


def _refuse_unused(folders, exercises):
    """Raise an error for a file of answers, or a folder of such files, that no exercise reads."""
    for path in (path for folder in folders for path in sorted(folder.glob("[!_.]*"))):
        if path.stem not in exercises and (path.suffix == ".py" or path.is_dir()):
            raise CourseError(f"{path}: the assignment has no exercise {path.stem}")
