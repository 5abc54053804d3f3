"""Sphinx builder "notebook": each chapter as a notebook for Colab.

The text is the page's, as plain Markdown; the code cells are the chapter's, without outputs. Cells
that the page hides (`remove-cell`) test the page and are left out. The first code cell installs the
course where it is missing.
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from docutils import nodes
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from sphinx.builders import Builder

from cnncourse.common.edition import install_cell, own_commit
from course.markdown import Markdown
from course.site import page_url

SPLIT_LEVEL = 3  # headings down to this depth begin a new cell


def code_cells(path):
    """Read the code cells of a chapter, keyed by their index among all cells.

    Parameters
    ----------
    path : Path
        The notebook that MyST-NB wrote: the page's cells before rendering.
    """
    notebook = nbformat.read(path, as_version=4)
    return {i: cell for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"}


def convert(doctree, cells, markdown, install):
    """Convert a page to a notebook.

    Parameters
    ----------
    doctree : docutils.nodes.document
        Resolved for `NotebookBuilder`.
    cells : dict of int to notebook cell
        The page's code cells.
    markdown : Markdown
    install : str
        Source of the first code cell.

    Returns
    -------
    nbformat.NotebookNode
    """
    found, waiting = [], []

    def flush():
        if waiting:
            found.append(new_markdown_cell("\n\n".join(waiting)))
            waiting.clear()

    def walk(node):
        for child in node.children:
            if isinstance(child, nodes.container) and child.get("nb_element") == "cell_code":
                flush()
                found.append(new_code_cell(cells[child["cell_index"]].source))
            elif isinstance(child, nodes.section):
                if markdown.level < SPLIT_LEVEL:
                    flush()
                markdown.level += 1
                walk(child)
                markdown.level -= 1
            else:
                waiting.extend(markdown.blocks([child]))

    walk(doctree)
    flush()
    found.insert(1, new_code_cell(install))  # below the title
    for i, cell in enumerate(found):
        cell.id = f"{Path(markdown.docname).name}-{i}"  # the same in every build
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=found, metadata={"kernelspec": kernel})


class NotebookBuilder(Builder):
    name = "notebook"
    format = "notebook"
    epilog = ""
    allow_parallel = False
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif"]

    def get_outdated_docs(self):
        return [name for name in self.env.found_docs if self.is_notebook(name)]

    def is_notebook(self, docname):
        return "kernelspec" in self.env.metadata.get(docname, {})

    def get_target_uri(self, docname, typ=None):
        return page_url(self.repository, docname)

    def get_relative_uri(self, from_, to, typ=None):
        return self.get_target_uri(to)

    @property
    def repository(self):
        return self.config.html_theme_options["repository_url"]

    def prepare_writing(self, docnames):
        pass

    def write_doc(self, docname, doctree):
        """Write the page as a notebook, if it has code cells."""
        if not self.is_notebook(docname):
            return
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})  # for equation numbers
        source = Path(self.outdir).parent / "jupyter_execute" / f"{docname}.ipynb"
        page = page_url(self.repository, docname)
        cells = code_cells(source)
        install = install_cell(
            self.repository, [cell.source for cell in cells.values()], own_commit()
        )
        notebook = convert(doctree, cells, Markdown(self, docname, page), install)
        path = Path(self.outdir) / f"{docname}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        nbformat.write(notebook, unfinished)
        os.replace(unfinished, path)
