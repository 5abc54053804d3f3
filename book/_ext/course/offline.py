"""Pages that need no network: no script, style, font or picture from another server."""

from __future__ import annotations

# Jupyter Book loads these; they do nothing here, and would load a script from another server.
UNUSED = {"sphinx_thebe", "sphinx_comments"}

# These keep no state between pages but do not declare it; Sphinx reads in parallel only if all do.
PARALLEL_SAFE = ["sphinx_multitoc_numbering", "sphinx_jupyterbook_latex"]


def use_local_files(app, config):
    """Load only what each page needs."""
    # Jupyter Book loads every script of _static on every page, in no fixed order.
    config.html_css_files = ["course.css", "front.css"]
    config.html_js_files = [("page.js", {"defer": "defer"})]
    config.html_context["default_mode"] = "auto"  # without it the theme logs a console warning
    config.html_theme_options.update(
        navbar_persistent=[],
        use_download_button=False,  # colab.py offers the notebook instead
        use_fullscreen_button=False,
        pygments_light_style="github-light",
        pygments_dark_style="github-dark",
        logo={"text": config.html_title, "alt_text": ""},
    )


def allow_parallel_reading(app):
    for name in PARALLEL_SAFE:
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True


def setup(app):
    app.connect("config-inited", use_local_files, priority=100)
    app.connect("builder-inited", allow_parallel_reading)
