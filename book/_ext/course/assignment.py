"""`{assignment}`NAME``: a link that opens an assignment's released notebook in Colab."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from course.site import colab_url


class Assignment(SphinxRole):
    def run(self):
        repository = self.config.html_theme_options["repository_url"]
        url = colab_url(repository, f"{self.text}/{self.text}", folder="assignments")
        return [nodes.reference("", "open it in Colab", refuri=url)], []


def setup(app):
    app.add_role("assignment", Assignment())
