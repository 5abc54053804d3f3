"""Buttons on pages that are notebooks: open in Colab, download.

Jupyter Book's own Colab button points to the Markdown source; ours points to the notebook that
publishing pushes to the branch gh-pages.
"""

from __future__ import annotations

from course.notebook import NotebookBuilder
from course.site import colab_url


def is_notebook(env, docname):
    """Say whether a page has code cells to run."""
    return "kernelspec" in env.metadata.get(docname, {})


def add_buttons(app, pagename, templatename, context, doctree):
    """Put a notebook's buttons before the theme's own."""
    if doctree is None or not is_notebook(app.env, pagename):
        return
    context["header_buttons"][:0] = [
        {
            "type": "link",
            "url": colab_url(app.config.html_theme_options["repository_url"], pagename),
            "text": "Colab",
            "icon": "fas fa-play",
            "tooltip": "Open this chapter as a notebook in Google Colab",
            "label": "colab",
        },
        {
            "type": "link",
            "url": context["pathto"](f"notebooks/{pagename}.ipynb", 1),
            "icon": "fas fa-download",
            "tooltip": "Download this chapter as a notebook",
            "label": "download-notebook",
        },
    ]


def choose_outputs(app, config):
    """Let MyST-NB keep some output for the notebook builder, which drops all outputs anyway."""
    config.nb_mime_priority_overrides = [
        *config.nb_mime_priority_overrides,
        *((NotebookBuilder.name, kind, 0) for kind in ("text/plain", "text/html", "image/png")),
    ]


def setup(app):
    app.connect("config-inited", choose_outputs)
    app.add_builder(NotebookBuilder)
    app.connect("html-page-context", add_buttons, priority=800)
