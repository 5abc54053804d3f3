"""A changed title is shown on every page: the sidebar and the links between pages name it.

Sphinx writes a page again when the page itself, or a page that lists it, has changed.
"""

from __future__ import annotations


def titles(env):
    """Give the titles of all pages, by page."""
    return {name: title.astext() for name, title in env.titles.items()}


def remember(app):
    app.course_titles = titles(app.env)


def write_all_if_a_title_changed(app, env):
    """Name the pages to write again: all of them, or none beside those that were read."""
    return sorted(env.found_docs) if titles(env) != app.course_titles else []


def setup(app):
    app.connect("builder-inited", remember)
    app.connect("env-get-updated", write_all_if_a_title_changed)
