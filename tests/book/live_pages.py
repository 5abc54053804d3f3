"""Pages that contain only a live figure, opened from local files."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

from course.colours import style_sheet
from course.live import KIT, scripts_and_styles

LIVE = Path(__file__).resolve().parents[2] / "book" / "live"
HEAD = """<!doctype html><html lang="en" data-theme="{theme}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{name}</title>
<style>{colours}</style>
{files}
<body style="background: var(--course-paper); margin: 0 auto; max-width: 730px">
<div class="{name}">{still}</div>"""


def number(text):
    """Read a number as a figure writes it, with a real minus sign."""
    return float(text.replace("\u2212", "-"))


class LiveFigure:
    """A figure on its page, as a reader uses it; nothing here looks inside the script."""

    def __init__(self, page):
        self.page = page

    def press(self, name, times=1):
        for _ in range(times):
            self.page.get_by_role("button", name=name, exact=True).click()


def written(name, still, theme, folders):
    """Write the page: first the kit's files, then the figure's, as in the book."""
    tags = []
    for folder in folders:
        for file in scripts_and_styles(folder):
            address = (folder / file).as_uri()
            tags.append(
                f'<link rel="stylesheet" href="{address}">'
                if file.endswith(".css")
                else f'<script defer src="{address}"></script>'
            )
    colours = style_sheet()
    return HEAD.format(theme=theme, name=name, colours=colours, files="\n".join(tags), still=still)


@contextmanager
def live_pages(browser, folder, live=LIVE):
    """Yield `open_page(name, still, theme=…, width=…, height=…, …)`, which returns the page.

    Afterwards, there must be no error on the console.
    """
    contexts, complaints = [], []

    def open_page(name, still, *, theme="light", width=1280, height=900, **options):
        path = folder / f"live-{len(contexts)}.html"
        folders = [LIVE / KIT, live / name]
        path.write_text(written(name, still, theme, folders), encoding="utf-8")
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def check_play(figure, check_numbers, last, milliseconds):
    """Check that *play* takes one step in some milliseconds of the page's clock, up to the last."""
    figure.page.clock.install(time=0)
    figure.page.clock.pause_at(100_000)
    figure.press("play")
    for step in range(1, last + 1):
        figure.page.clock.run_for(milliseconds)
        check_numbers(figure, step)
    assert figure.page.get_by_role("button", name="play", exact=True).is_visible()
    figure.page.clock.run_for(5000)
    check_numbers(figure, last)
