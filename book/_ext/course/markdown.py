"""Convert a page's resolved document tree to plain Markdown, for notebooks outside the book.

Sphinx has already resolved every directive, number and reference, so no MyST syntax remains. An
unknown kind of node stops the build.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import SphinxError
from sphinx.util.math import get_node_equation_number

from course.formulas import displayed
from course.live import is_live

SKIPPED = (
    nodes.comment,
    nodes.target,
    nodes.substitution_definition,
    nodes.docinfo,
    nodes.meta,
    addnodes.index,
    addnodes.toctree,
    addnodes.highlightlang,
)
INVISIBLE_HTML = ("<script", "<link", "<style", "<!--")
FOLDED = {"dropdown", "toggle"}


class UnknownNode(SphinxError):
    category = "notebook"


class Markdown:
    """Converts the nodes of one page to Markdown.

    Parameters
    ----------
    builder : NotebookBuilder
    docname : str
    page : str
        Address of the page in the published book.
    """

    def __init__(self, builder, docname, page):
        self.builder = builder
        self.docname = docname
        self.page = page
        self.level = 0  # depth of sections

    # -- blocks: each method returns a list of Markdown blocks, later joined by empty lines --

    def blocks(self, children):
        """Convert nodes to Markdown blocks, in order."""
        found = []
        for child in children:
            found += self.block(child)
        return [block for block in found if block.strip()]

    def text(self, children):
        return "\n\n".join(self.blocks(children))

    def block(self, node):
        if isinstance(node, SKIPPED):
            return []
        for kind in type(node).__mro__:
            visit = getattr(self, f"block_{kind.__name__}", None)
            if visit:
                return visit(node)
        if isinstance(node, nodes.Admonition):
            return self.block_admonition(node)
        if isinstance(node, (nodes.Inline, nodes.Text)):
            return [self.inline(node)]
        raise UnknownNode(
            f"{self.docname}, line {node.line}: a notebook cannot show a {type(node).__name__!r}; "
            "teach book/_ext/course/markdown.py"
        )

    def block_container(self, node):
        component = node.get("design_component")
        if component == "dropdown":
            if node.get("has_title"):
                return [self.details(summary(node[0]), node[1:])]
            return [self.details("More", node.children)]
        if component == "tab-label":
            return [self.bold(node)]
        if is_live(node):
            return [*self.blocks(node.children), self.live()]
        if node.get("literal_block"):  # a code block with a caption
            caption = self.caption(node[0], "code-block", node)
            return [caption, *self.blocks(node[1:])]
        return self.blocks(node.children)

    block_compound = block_container
    block_document = block_container
    block_tabular_col_spec = block_container

    def block_section(self, node):
        self.level += 1
        found = self.blocks(node.children)
        self.level -= 1
        return found

    def block_title(self, node):
        return [f"{'#' * max(1, self.level)} {self.inlines(node)}"]

    def block_paragraph(self, node):
        return [self.inlines(node)]

    block_PassthroughTextElement = block_paragraph
    block_pending_xref = block_paragraph

    def bold(self, node):
        """Return a bold line; text inside it that is already bold needs no second mark."""
        return f"**{self.inlines(node).replace('**', '')}**"

    def block_rubric(self, node):
        return [self.bold(node)]

    def block_transition(self, node):
        return ["---"]

    def block_block_quote(self, node):
        return [quoted(self.text(node.children))]

    def block_attribution(self, node):
        return [f"— {self.inlines(node)}"]

    def block_line_block(self, node):
        return ["<br>\n".join(self.inlines(line) for line in node.children)]

    def block_bullet_list(self, node):
        return ["\n".join(indented(self.text(item.children), "- ") for item in node.children)]

    def block_enumerated_list(self, node):
        first = node.get("start", 1)
        return [
            "\n".join(
                indented(self.text(item.children), f"{first + i}. ")
                for i, item in enumerate(node.children)
            )
        ]

    def block_definition_list(self, node):
        items = []
        for item in node.children:
            term = ", ".join(self.inlines(t) for t in item.findall(nodes.term))
            body = [child for child in item.children if isinstance(child, nodes.definition)]
            items.append(indented(f"**{term}**: {self.text(body[0].children)}", "- "))
        return ["\n".join(items)]

    block_glossary = block_container

    def block_field_list(self, node):
        return [
            "\n".join(
                indented(f"**{self.inlines(f[0])}**: {self.text(f[1].children)}", "- ")
                for f in node.children
            )
        ]

    def block_literal_block(self, node):
        language = node.get("language", "")
        language = "" if language in ("none", "default", "myst-ansi", "text") else language
        fence = "```"
        while fence in node.astext():
            fence += "`"
        return [f"{fence}{language}\n{node.astext().rstrip()}\n{fence}"]

    block_doctest_block = block_literal_block

    def block_math_block(self, node):
        latex = displayed(node.astext())
        if node.get("number") or node.get("label"):
            latex += f" \\tag{{{get_node_equation_number(self, node)}}}"
        return [f"$${latex}$$"]

    def block_figure(self, node):
        found = []
        for child in node.children:
            if isinstance(child, nodes.caption):
                found.append(self.caption(child, "figure", node))
            else:
                found += self.block(child)
        return found

    def block_legend(self, node):
        return self.blocks(node.children)

    def block_caption(self, node):
        return [f"*{self.inlines(node)}*"]

    def caption(self, caption, kind, numbered):
        """Return a caption with its number in the book."""
        numbers = self.builder.env.toc_fignumbers.get(self.docname, {}).get(kind, {})
        number = next((numbers[i] for i in numbered["ids"] if i in numbers), None)
        if number is None:
            return self.inlines(caption)
        label = self.builder.config.numfig_format[kind] % ".".join(map(str, number))
        return f"**{label}.** {self.inlines(caption)}"

    def block_image(self, node):
        return [self.inline_image(node)]

    def block_table(self, node):
        found = [self.caption(t, "table", node) for t in node.findall(nodes.title)]
        group = next(node.findall(nodes.tgroup))
        rows = [
            [self.cell(entry) for entry in row.children]
            for part in group.children
            if isinstance(part, (nodes.thead, nodes.tbody))
            for row in part.children
        ]
        if not any(isinstance(part, nodes.thead) for part in group.children):
            rows.insert(0, [""] * len(rows[0]))
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        return [*found, "\n".join(lines)]

    def cell(self, entry):
        """Return a table cell as a single line, with bars escaped."""
        text = "<br>".join(self.blocks(entry.children)).replace("\n", " ")
        text = re.sub(r"\$[^$]*\$", lambda m: m[0].replace("|", r"\vert "), text)
        return text.replace("|", r"\|")

    def block_admonition(self, node):
        title, rest = nodes.title(), node.children
        title += nodes.Text(type(node).__name__.capitalize())
        if rest and isinstance(rest[0], nodes.title):
            title, rest = rest[0], rest[1:]
        if FOLDED & set(node["classes"]):
            return [self.details(summary(title), rest)]
        return [quoted(f"{self.bold(title)}\n\n{self.text(rest)}")]

    block_topic = block_admonition
    block_sidebar = block_admonition

    def details(self, title, children):
        """Fold nodes away; the empty lines let Markdown inside be rendered."""
        return (
            f"<details>\n<summary><b>{title}</b></summary>\n\n{self.text(children)}\n\n</details>"
        )

    def block_raw(self, node):
        html = node.astext().strip()
        if "html" not in node.get("format", "") or html.startswith(INVISIBLE_HTML):
            return []
        return [self.live()]

    def live(self):
        return f"*This figure is live in the book: [open the page]({self.page}).*"

    def block_footnote(self, node):
        label = node[0].astext()
        return [f"[{label}] {self.text(node.children[1:])}"]

    def block_citation(self, node):
        label = node[0].astext()
        return [indented(f"[{label}] {self.text(node.children[1:])}", "- ")]

    # -- inlines --

    def inlines(self, node):
        """Return the text inside a node as one line of Markdown."""
        return "".join(self.inline(child) for child in node.children)

    def inline(self, node):
        if isinstance(node, SKIPPED):
            return ""
        if isinstance(node, nodes.Text):
            return escaped(str(node).replace("\n", " "))
        for kind in type(node).__mro__:
            visit = getattr(self, f"inline_{kind.__name__}", None)
            if visit:
                return visit(node)
        if isinstance(node, (nodes.Inline, nodes.TextElement)):
            return self.inlines(node)
        raise UnknownNode(
            f"{self.docname}, line {node.line}: a notebook cannot show a {type(node).__name__!r} "
            "inside a line; teach book/_ext/course/markdown.py"
        )

    def inline_emphasis(self, node):
        return f"*{self.inlines(node)}*"

    def inline_strong(self, node):
        return f"**{self.inlines(node)}**"

    def inline_literal(self, node):
        text = node.astext()
        return f"`` {text} ``" if "`" in text else f"`{text}`"

    def inline_math(self, node):
        return f"${' '.join(node.astext().split())}$"

    def inline_superscript(self, node):
        return f"<sup>{self.inlines(node)}</sup>"

    def inline_subscript(self, node):
        return f"<sub>{self.inlines(node)}</sub>"

    def inline_footnote_reference(self, node):
        return f"[{node.astext()}]"

    def inline_reference(self, node):
        text = self.inlines(node)
        if "refuri" not in node:  # within the page; notebooks have no such anchors
            return text
        return f"[{text}]({node['refuri']})"

    def inline_download_reference(self, node):
        return f"[{self.inlines(node)}]({self.page})"

    def inline_raw(self, node):
        html = node.astext()
        return "" if html.strip().startswith(INVISIBLE_HTML) else html

    def inline_image(self, node):
        """Embed the picture, so that the notebook needs no other file."""
        alt = node.get("alt", "").replace("\n", " ").replace("[", "(").replace("]", ")")
        uri = node["uri"]
        if "://" not in uri:
            path = Path(self.builder.srcdir) / uri
            twin = path.with_suffix(".png")  # Colab does not show SVG in text cells
            if path.suffix == ".svg" and twin.exists():
                path = twin
            data = path.read_bytes()
            if path.suffix == ".svg":
                data = on_white(data)
            kind = mimetypes.guess_type(path.name)[0]
            uri = f"data:{kind};base64,{base64.b64encode(data).decode()}"
        return f"![{alt}]({uri})"


def escaped(text):
    """Escape what Markdown would read as markup."""
    return re.sub(r"([\\`*_\[\]<$])", r"\\\1", text)


def quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def indented(text, mark):
    """Put a list marker before the first line and indent the others by its width."""
    first, *others = text.split("\n")
    return "\n".join([mark + first, *((" " * len(mark) + line).rstrip() for line in others)])


def on_white(svg):
    """Put a white background behind a drawing: its ink is dark, and the notebook may be, too."""
    end = svg.index(b">", svg.index(b"<svg")) + 1
    return svg[:end] + b'<rect width="100%" height="100%" fill="#ffffff"/>' + svg[end:]


def summary(title):
    """Return the title of a folded block as HTML, as Markdown is not rendered in <summary>."""
    marks = {nodes.literal: ("<code>", "</code>"), nodes.math: ("$", "$")}
    parts = []
    for child in title.children:
        before, after = marks.get(type(child), ("", ""))
        parts.append(before + escape(child.astext(), quote=False) + after)
    return "".join(parts)
