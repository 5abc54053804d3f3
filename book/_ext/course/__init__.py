"""The book's extension of Jupyter Book: offline pages, Colab notebooks, quoted code."""

from course import (
    assignment,
    chapter_map,
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
    solutions,
    svg,
    theme,
    unbroken,
)


def report_page(app, docname, source):
    print(f"book:   {docname}", flush=True)


def setup(app):
    app.connect("source-read", report_page)
    quoted = (shared, execute, formulas, numbering, quote, solutions)
    placed = (live, assignment, head, chapter_map, unbroken)
    looks = (offline, colours, theme, svg, sidebar, colab, search)
    for part in (*quoted, *placed, *looks):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
