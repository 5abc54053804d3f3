"""Rewrite all pages when a title changes, because the sidebar and links show it everywhere.

Sphinx alone rewrites a page only when it, or a page that lists it, has changed.
"""

from __future__ import annotations


def titles(env):
    """Return the titles of all pages, by page."""
    return {name: title.astext() for name, title in env.titles.items()}


def remember(app):
    app.course_titles = titles(app.env)


def write_all_if_a_title_changed(app, env):
    """List the pages to rewrite: all of them, or none besides those that were read."""
    return sorted(env.found_docs) if titles(env) != app.course_titles else []


def setup(app):
    app.connect("builder-inited", remember)
    app.connect("env-get-updated", write_all_if_a_title_changed)
