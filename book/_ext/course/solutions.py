"""`{solutions}`: the bodies of all graded functions, each folded, by assignment.

Chapters never show them. The page that holds this directive is left out of a class's book, see
`build.py`.
"""

from __future__ import annotations

import inspect
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from cnncourse.checks import find, names
from cnncourse.checks.catalogue import assignments
from course.quote import folded, source_lines


class Solutions(SphinxDirective):
    def run(self):
        return [self.assignment(name) for name in assignments()]

    def assignment(self, name):
        """Make the section of one assignment."""
        section = nodes.section(ids=[f"solutions-{name.replace('_', '-')}"], names=[name])
        section += nodes.title("", name)
        for exercise in names(name):
            reference = inspect.unwrap(find(exercise, name).reference)
            self.env.note_dependency(str(Path(inspect.getsourcefile(reference)).resolve()))
            code = source_lines(reference, "code")
            block = nodes.literal_block(code, code, language="python")
            section += folded([nodes.literal("", exercise)], block)
        return section


def setup(app):
    app.add_directive("solutions", Solutions)
