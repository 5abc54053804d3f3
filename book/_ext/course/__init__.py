"""The book's extension of Jupyter Book: offline pages, Colab notebooks, quoted code."""

from course import (
    assignment,
    colab,
    colours,
    execute,
    formulas,
    live,
    numbering,
    offline,
    quote,
    shared,
    sidebar,
    svg,
    theme,
)


def report_page(app, docname, source):
    print(f"book:   {docname}", flush=True)


def setup(app):
    app.connect("source-read", report_page)
    reading = (shared, execute, formulas, numbering, quote, live, assignment)
    looks = (offline, colours, theme, svg, sidebar, colab)
    for part in (*reading, *looks):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
