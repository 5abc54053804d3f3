"""The book's extension of Jupyter Book: offline pages, Colab notebooks, quoted code."""

from course import (
    assignment,
    colab,
    colours,
    execute,
    formulas,
    head,
    live,
    numbering,
    offline,
    quote,
    search,
    shared,
    sidebar,
    svg,
    theme,
)


def report_page(app, docname, source):
    print(f"book:   {docname}", flush=True)


def setup(app):
    app.connect("source-read", report_page)
    reading = (shared, execute, formulas, numbering, quote, live, assignment, head)
    looks = (offline, colours, theme, svg, sidebar, colab, search)
    for part in (*reading, *looks):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
