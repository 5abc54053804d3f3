"""What the book adds to Jupyter Book: pages without network, Colab notebooks, quoted code."""

from course import assignment, colab, formulas, live, numbering, offline, quote, svg, theme


def say(app, docname, source):
    print(f"book:   {docname}", flush=True)


def setup(app):
    app.add_config_value("course_package", "", "env")  # a changed package outdates every page
    app.connect("source-read", say)
    for part in (offline, theme, formulas, numbering, svg, quote, live, assignment, colab):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
