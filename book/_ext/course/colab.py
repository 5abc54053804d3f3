"""The buttons of a page that is a notebook: open it in Colab, download it.

Jupyter Book's own Colab button points to the Markdown source; ours points to the notebook that
publishing pushes to the branch gh-pages.
"""

from __future__ import annotations

from course.notebook import NotebookBuilder
from course.site import colab_url


def is_notebook(env, docname):
    """Tell whether a page has code cells to run."""
    return "kernelspec" in env.metadata.get(docname, {})


def add_buttons(app, pagename, templatename, context, doctree):
    """Put the buttons of a notebook in front of the theme's own."""
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
    """Name an output that MyST-NB may keep for the notebooks, which then drop it with the rest."""
    config.nb_mime_priority_overrides = [
        *config.nb_mime_priority_overrides,
        *((NotebookBuilder.name, kind, 0) for kind in ("text/plain", "text/html", "image/png")),
    ]


def setup(app):
    app.connect("config-inited", choose_outputs)
    app.add_builder(NotebookBuilder)
    app.connect("html-page-context", add_buttons, priority=800)
