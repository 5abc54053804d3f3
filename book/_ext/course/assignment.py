"""`{assignment}`NAME``: where to find an assignment's notebook, on Colab and in a clone."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import SphinxRole

from course.site import colab_url


class Assignment(SphinxRole):
    def run(self):
        repository = self.config.html_theme_options["repository_url"]
        url = colab_url(repository, f"{self.text}/{self.text}", folder="assignments")
        path = f"_build/course/release/{self.text}/{self.text}.ipynb"
        return [
            nodes.reference("", "open it in Colab", refuri=url),
            nodes.Text(", or copy "),
            nodes.literal("", path),
            nodes.Text(" from your clone to a folder of your own"),
        ], []


def setup(app):
    app.add_role("assignment", Assignment())
