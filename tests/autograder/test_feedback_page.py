"""The feedback page in a real browser: what it says, and whether it fits."""

from __future__ import annotations

import inspect
import os

import pytest
from nbformat.v4 import new_output
from student_page import score, student_page

from autograder.course import Course
from autograder.pages import feedback
from autograder.pages.page import feedback_page
from cnncourse.checks import find
from cnncourse.layers.conv import loops


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_without_horizontal_scrolling(visit, width, theme):
    text, *_ = "x" * 300, None
    notebook, resources = student_page(["a = 1  # " + text], repairs=["The cell " + text])
    with visit(feedback_page(notebook, resources), width=width, theme=theme) as (shown, problems):
        for details in shown.locator("details > summary").all():
            details.click()
        assert shown.evaluate("document.scrollingElement.scrollWidth") <= width
        assert shown.locator("math").count() == 2 and "$" not in shown.locator("main").inner_text()
        assert problems == []
        ratio = shown.evaluate(CONTRAST)
        assert ratio >= 4.5, f"the text is hard to read: {ratio:.1f} : 1"


CONTRAST = """() => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const light = colour => {
    paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
  };
  return Math.min(...[...document.querySelectorAll('main *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [light(getComputedStyle(e).color), light(behind(e))])
    .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)));
}"""


def test_the_page_says_each_thing_once(visit):
    notebook, resources = student_page(["    return 1"], late=0.5, repairs=["One was mended."])
    notebook.cells[2].metadata["nbgrader"]["comment"] = "Look at **padding** again."
    with visit(feedback_page(notebook, resources)) as (shown, problems):
        text = shown.locator("main").inner_text()
        for sentence in (
            "Feedback for ann",
            "1 of 2 points",
            "Submitted late: 0.5 points were deducted from the 1.5 below.",
            "One was mended.",
            "output_size(size, kernel_size, stride=2)",
            "It returned 7, which is wrong",
            "line 3 of the cell",
            "The last + 1 is missing.",
            "Count the first position, too.",
            "3 of 7 cases pass.",
            "all together 0/3",
            "Look at padding again.",
            "partly right",
        ):
            assert text.count(sentence) == 1, sentence
        assert "987654321" not in shown.content()
        shown.click("text=output_size >> nth=0")
        assert shown.url.endswith("#check-output_size") and problems == []


def test_the_page_says_what_a_grader_did_and_will_do(visit):
    waiting = score("output_size", 0, 2.0, "Not graded: it broke.", review="it broke")
    notebook, resources = student_page(scores={"output_size": waiting}, score=0.0, waiting=True)
    with visit(feedback_page(notebook, resources)) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "Waiting for a grader to look at" in text and text.count("it broke") == 1
    notebook, resources = student_page(score=2.0, by_person=True)
    with visit(feedback_page(notebook, resources)) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "right, graded by hand" in text and "A grader set these points." in text


def test_manual_points_of_an_ungradable_submission_are_not_called_zero():
    known = score("output_size", 0, 2.0, "Not graded: it is empty.", review="it is empty")
    page = feedback_page(
        *student_page(
            scores={"output_size": known}, reason="it is empty", waiting=True, by_person=True
        )
    )
    assert "A grader set these points for an earlier submission" in page
    assert "counts zero" not in page


def test_the_page_of_an_ungradable_submission_gives_the_reason_once(visit):
    known = score("output_size", 0, 2.0, "Not graded: it is empty.", review="it is empty")
    notebook, resources = student_page(
        scores={"output_size": known}, reason="it is empty", score=0.0, waiting=True
    )
    notebook.cells = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    with visit(feedback_page(notebook, {**resources, "score": 0.0})) as (shown, problems):
        text = shown.locator("main").inner_text()
        assert "could not be graded" in text and text.count("it is empty") == 1
        assert "output_size" in text and problems == []


def test_right_answers_are_folded_below_their_verdict(visit):
    notebook, resources = student_page(score=2.0)
    notebook.cells[2].metadata["nbgrader"]["comment"] = "Look at **padding** again."
    with visit(feedback_page(notebook, resources)) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "1. Count" in text and "3 of 7 cases pass" in text and "padding again" in text
        assert "How many?" not in text and "def output_size" not in text
        shown.click("details.done > summary")
        text = shown.locator("main").inner_text()
        assert text.count("How many?") == 1 and text.count("def output_size") == 1
    for options in ({"score": 1.5}, {"score": 2.0, "waiting": True}):
        assert 'class="done"' not in feedback_page(*student_page(**options))


def test_the_released_docstring_is_folded():
    source = inspect.getsource(loops.output_size)
    notebook, resources = student_page()
    notebook.cells[2].source = source
    resources["assignment"] = find("output_size").assignment
    assert feedback_page(notebook, resources).count('<details class="docstring">') == 1
    notebook.cells[2].source = source.replace('"""', '"""My own: ', 1)
    assert '<details class="docstring">' not in feedback_page(notebook, resources)
    notebook.cells[2].source, resources["assignment"] = source, "01_demo"
    assert '<details class="docstring">' not in feedback_page(notebook, resources)


def test_extra_credit_is_named(visit):
    """nbgrader includes it in the score."""
    with visit(feedback_page(*student_page(score=0.5, extra_credit=0.5))) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "not yet\t0\xa0/\xa02 and 0.5 for extra credit" in text and "partly" not in text


def test_the_page_says_once_that_grading_uses_different_numbers():
    told = "calls your functions with different numbers from the check in your notebook"
    assert feedback_page(*student_page()).count(told) == 1
    right = score("output_size", 2.0, 2.0, "output_size: all 7 cases pass.")
    assert told not in feedback_page(*student_page(scores={"output_size": right}, score=2.0))


def test_an_assignment_with_ordinary_nbgrader_tests_shows_their_outputs():
    notebook, resources = student_page()
    notebook.metadata.clear()
    notebook.cells[3].outputs = [new_output("error", ename="Wrong", evalue="not 3", traceback=[])]
    text = feedback_page(notebook, resources)
    assert "Wrong: not 3" in text and "<h1>01_demo</h1>" in text and "1.5&nbsp;/&nbsp;2" in text


def test_a_folder_whose_name_is_a_pattern_is_skipped(tmp_path, monkeypatch, capsys):
    """nbgrader warns and continues; so does the command, which reports it."""
    for folder, end in (("autograded", "ipynb"), ("feedback", "html")):
        for name in ("ann", "[b]ob") if end == "ipynb" else ("ann",):
            (tmp_path / folder / name / "01_demo").mkdir(parents=True)
            (tmp_path / folder / name / "01_demo" / f"01_demo.{end}").touch()

    class Api:
        def generate_feedback(self, assignment, force):
            return {"success": True}

    monkeypatch.setattr(feedback, "nbgrader_api", lambda course: Api())
    monkeypatch.setattr(feedback, "require_assignment", lambda course, assignment: None)
    pages = feedback.write_feedback(Course(tmp_path), "01_demo")
    assert [path.parts[-3] for path in pages] == ["ann"]
    assert "01_demo: no page for '[b]ob': the folder's name" in capsys.readouterr().err


def test_a_page_from_an_earlier_run_does_not_count_as_written(tmp_path, monkeypatch, capsys):
    """nbgrader stopped after Ann's page; Ben's page is old."""
    for name in ("ann", "ben"):
        for folder, end in (("autograded", "ipynb"), ("feedback", "html")):
            (tmp_path / folder / name / "01_demo").mkdir(parents=True)
            (tmp_path / folder / name / "01_demo" / f"01_demo.{end}").touch()
            os.utime(tmp_path / folder / name / "01_demo" / f"01_demo.{end}", (1, 1))

    class Api:
        def generate_feedback(self, assignment, force):
            (tmp_path / "feedback" / "ann" / "01_demo" / "01_demo.html").write_text("new")
            return {"success": False, "log": "ValueError: \x1b[2J no"}

    monkeypatch.setattr(feedback, "nbgrader_api", lambda course: Api())
    monkeypatch.setattr(feedback, "require_assignment", lambda course, assignment: None)
    pages = feedback.write_feedback(Course(tmp_path), "01_demo")
    assert [path.parts[-3] for path in pages] == ["ann"]
    assert capsys.readouterr().err == "01_demo: no page for ben: ValueError: [2J no\n"
