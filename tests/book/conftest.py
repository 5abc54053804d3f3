"""The built book and a browser, shared by the tests of the pages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.register_assert_rewrite("sliding_window", "digit_figure")

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "book"), str(ROOT / "book" / "_ext"), str(ROOT)]

SAMPLE = Path(__file__).parent / "sample"
BUILD_SAMPLE = """
import pathlib, sys, warnings
sys.path.insert(0, sys.argv[1])
import build
warnings.simplefilter("ignore")
folder = pathlib.Path(sys.argv[2])
build.prepare_kernel(folder)
for builder in ("html", "notebook"):
    build.run_sphinx(builder, folder, jobs=1, book=folder / "pages")
"""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def _run_build(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "book" / "build.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )


@pytest.fixture(scope="session")
def run_build():
    """Return `run_build(*arguments)`, which runs `python book/build.py` as a user would."""
    return _run_build


@pytest.fixture(scope="session")
def built_book():
    """Return the folder of the built pages, building them only if they are out of date."""
    import build

    html = ROOT / "_build" / "html"
    stamp = html / ".fingerprint"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != build.book_fingerprint():
        result = _run_build("html")
        assert result.returncode == 0, result.stdout + result.stderr
    return html


def _build_pages(folder):
    """Build the pages in `folder/pages` like the book, into `folder`."""
    return subprocess.run(
        [sys.executable, "-c", BUILD_SAMPLE, str(ROOT / "book"), str(folder)],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def build_pages():
    """Return `build_pages(folder)`, which builds `folder/pages` like the book."""
    return _build_pages


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """Build the sample book; return the folder with html/ and notebooks/."""
    folder = tmp_path_factory.mktemp("sample book")
    shutil.copytree(SAMPLE, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "book" / "_static", folder / "pages" / "_static")
    shutil.copytree(ROOT / "book" / "live" / "kit", folder / "pages" / "live" / "kit")
    result = _build_pages(folder)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


@pytest.fixture(scope="module")  # one browser at a time: the autograder's tests have their own
def browser():
    """Start a headless Chromium; if it is missing, tests are skipped and say what to install."""
    chosen = os.environ.get("CNNCOURSE_CHROMIUM")
    path = shutil.which(chosen) if chosen else next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("Chromium is missing; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """A page opened from a local file, with everything that went wrong in it.

    Attributes
    ----------
    page : playwright page
    problems : list of str
        Failed or remote requests, script errors, and console errors and warnings.
    """

    def __init__(self, page):
        self.page = page
        self.problems = []
        page.route("**/*", self._local_only)
        page.on("requestfailed", lambda r: self.problems.append(f"failed request: {r.url}"))
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("console", self._listen)

    def _local_only(self, route):
        if route.request.url.startswith(("file:", "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"network: {route.request.url}")
            route.abort()

    def _listen(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")


@pytest.fixture
def visit(browser):
    """Return `visit(path, width=1280, theme="light")`, a context manager that yields a `Visit`."""

    @contextmanager
    def open_page(path, *, width=1280, height=900, theme="light", touch=False, fragment=""):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, has_touch=touch
        )
        visited = Visit(context.new_page())
        visited.page.goto(Path(path).as_uri() + fragment)
        visited.page.wait_for_load_state("load")
        yield visited
        context.close()

    return open_page


@pytest.fixture
def open_figure(browser, tmp_path):
    """Open the sliding window from plain files; at the end, no error may stand in the console."""
    from live_pages import live_pages
    from sliding_window import Figure

    still = "<p>picture for readers without JavaScript</p>"
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("sliding-window", still, **options))


@pytest.fixture
def open_digit(browser, tmp_path):
    """Open the figure that reads digits; at the end, no error may stand in the console."""
    from digit_figure import Figure
    from live_pages import live_pages

    still = "<p>picture for readers without JavaScript</p>"
    with live_pages(browser, tmp_path) as open_page:
        yield lambda **options: Figure(open_page("digit", still, **options))
