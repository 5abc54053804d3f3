"""An instructor's own nbgrader_config.py: plug-ins, misspelt options and mistakes."""

from __future__ import annotations

import pytest
from small_class import change, grade_of

from autograder.grading.gradebook import late_penalty, nbgrader_api

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")
MINE = """
from nbgrader.plugins import BasePlugin


class Mine(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 0.25
"""


def settings(course, text):
    """Append lines to the configuration; return the number of the first one."""
    path = course.root / "nbgrader_config.py"
    with open(path, "a", encoding="utf-8") as config:
        config.write(text)
    return path.read_text(encoding="utf-8").count("\n") - text.count("\n") + 1


def test_a_plug_in_beside_the_configuration_is_found_from_another_folder(course, command):
    change(course, "update assignment set duedate = '2030-01-01 00:00:00.000000'")
    (course.root / "my_late_plug_in.py").write_text(MINE)
    settings(course, 'c.AssignLatePenalties.plugin_class = "my_late_plug_in.Mine"\n')
    said = command("grade", "--course", course.root)
    assert (said.code, said.err) == (0, "")
    assert grade_of(course, "fay", "pad2d")[2] == 0.0  # there are no points to deduct from
    assert late_penalty(course)("fay", 2.0, 60.0) == 0.25


@pytest.mark.parametrize("name", ["no_such_module.Mine", "small_class.Mine", "small_class.Known"])
def test_an_invalid_plug_in_is_a_one_line_error(course, command, name):
    settings(course, f'c.AssignLatePenalties.plugin_class = "{name}"\n')
    said = command("grade", "--course", course.root)
    assert said.code == 2 and said.err.count("\n") == 1
    assert said.err.startswith(f"error: {course.root / 'nbgrader_config.py'}: TraitError")
    assert "plugin_class" in said.err


def test_a_misspelt_option_is_reported_once(course, command, capsys):
    settings(course, 'c.LateSubmissionPlugin.penalty_metod = "zero"\nc.NbGraderAPI.timezon = "x"\n')
    said = command("grade", "--course", course.root)
    assert said.code == 0 and said.err.count("\n") == 1
    assert said.err.startswith(f"warning: {course.root / 'nbgrader_config.py'}: Config option")
    assert "`penalty_metod` not recognized" in said.err and "`penalty_method`?" in said.err
    assert command("grade", "--course", course.root).err == ""
    nbgrader_api(course)
    assert "`timezon` not recognized by `NbGraderAPI`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("x = 1\ny = unknown\n", 1, "NameError: name 'unknown' is not defined"),
        ("x = (\n", 0, "SyntaxError: '(' was never closed"),
        ("c.CourseDirectory.db_url = 5\n", None, "TraitError: The 'db_url' trait"),
    ],
)
def test_a_broken_configuration_is_named_with_its_line(course, command, text, line, what):
    first = settings(course, text)
    said = command("grade", "--course", course.root, "--students", "ann")
    assert said.code == 2 and said.err.count("\n") == 1
    place = "" if line is None else f", line {first + line}"
    assert said.err.startswith(f"error: {course.root / 'nbgrader_config.py'}{place}: {what}")


@pytest.mark.parametrize(
    ("lost", "advice", "code"),
    [
        ("nbgrader_config.py", "Restore your copy", 0),
        ("older_releases.json", "restore a copy", 2),
    ],
)
def test_a_lost_file_of_the_course_is_named(course, command, lost, advice, code):
    (course.root / lost).unlink()
    said = command("grade", "--course", course.root)
    assert said.err.count("\n") == 1 and f"{course.root / lost}" in said.err
    assert advice in said.err and said.code == code
