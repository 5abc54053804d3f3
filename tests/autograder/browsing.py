"""A headless Chromium for the autograder's pages, which records everything that goes wrong."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager

import pytest

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium():
    """Start Chromium; if it is missing, skip the test and say what to install."""
    chosen = os.environ.get("CNNCOURSE_CHROMIUM")
    path = shutil.which(chosen) if chosen else next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("Chromium is missing; on Debian: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@contextmanager
def opened(browser, address, *, width=1280, theme="light", allowed=("file:", "data:")):
    """Open a page.

    Yields
    ------
    (page, problems)
        The problems are a list that grows: requests to other places, errors and warnings.
    """
    context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=theme)
    page, problems = context.new_page(), []

    def only_allowed(route):
        if route.request.url.startswith(allowed):
            route.continue_()
        else:
            problems.append(f"request: {route.request.url}")
            route.abort()

    def listen(message):
        if message.type in ("error", "warning"):
            problems.append(f"console: {message.text}")

    context.route("**/*", only_allowed)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("console", listen)
    page.on("dialog", lambda dialog: (problems.append("dialog"), dialog.dismiss()))
    context.on("page", lambda other: problems.append(f"window: {other.url}"))
    page.goto(str(address))
    page.wait_for_load_state("load")
    yield page, problems
    context.close()
