"""`{quote-code} DOTTED.NAME`: show the source of a function, so that no chapter copies code.

    ```{quote-code} cnncourse.layers.conv.loops.pad2d
    :part: contract
    ```

`:part:` is `all` (the default), `contract` (signature and docstring), `body` (what follows the
docstring) or `code` (signature and body without the docstring). `:folded: TITLE` folds it, for
solutions; `:caption:` and `:name:` work as for a code block.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.directives.code import container_wrapper
from sphinx.util.docutils import SphinxDirective

PARTS = ("all", "contract", "body", "code")


class QuoteError(Exception):
    """A quoted name cannot be shown; the text says why."""


def find(dotted):
    """Import the object with a dotted name; a QuoteError names what is missing."""
    module_name, _, name = dotted.rpartition(".")
    try:
        module = importlib.import_module(module_name)
    except (ImportError, ValueError) as error:
        raise QuoteError(f"cannot import {module_name!r} for {dotted!r}: {error}") from error
    if not hasattr(module, name):
        raise QuoteError(f"{module_name} has no {name!r}")
    return getattr(module, name)


def source_lines(target, part):
    """Return the source of a function or class, or one part of it.

    Parameters
    ----------
    target : function or class
    part : str
        One of `PARTS`.

    Returns
    -------
    str
        Python source without common indentation.
    """
    source = textwrap.dedent(inspect.getsource(target))
    if part == "all":
        return source.rstrip()
    definition = ast.parse(source).body[0]
    lines = source.splitlines()
    first = definition.body[0]
    has_docstring = ast.get_docstring(definition) is not None
    signature = lines[: first.lineno - 1]
    docstring = lines[first.lineno - 1 : first.end_lineno] if has_docstring else []
    body = lines[first.end_lineno :] if has_docstring else lines[first.lineno - 1 :]
    chosen = {
        "contract": signature + docstring,
        "body": textwrap.dedent("\n".join(body)).splitlines(),
        "code": signature + body,
    }[part]
    return "\n".join(chosen).strip("\n")


class QuoteCode(SphinxDirective):
    required_arguments = 1
    option_spec = {
        "part": lambda value: directives.choice(value, PARTS),
        "folded": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged,
    }

    def run(self):
        try:
            target = find(self.arguments[0])
            code = source_lines(target, self.options.get("part", "all"))
        except (QuoteError, OSError, TypeError) as error:
            raise self.error(f"quote-code: {error}") from error
        self.env.note_dependency(str(Path(inspect.getsourcefile(target)).resolve()))
        block = nodes.literal_block(code, code, language="python")
        self.set_source_info(block)
        shown = block
        if "caption" in self.options:
            shown = container_wrapper(self, block, self.options["caption"])
        self.add_name(shown)
        if "folded" not in self.options:
            return [shown]
        title, messages = self.state.inline_text(self.options["folded"], self.lineno)
        return [folded(title, shown), *messages]


def folded(title, shown):
    """Fold a node away under a title, which is a list of nodes."""
    fold = nodes.admonition("", nodes.title("", "", *title), shown)
    fold["classes"] += ["admonition", "dropdown", "solution"]
    return fold


def setup(app):
    app.add_directive("quote-code", QuoteCode)
