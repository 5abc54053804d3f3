"""`{live} NAME`: an interactive figure from the folder `book/live/NAME`.

    ```{live} sliding-window
    ![What print, notebooks and readers without JavaScript show.](/figures/convolution/window.svg)
    ```

The page loads the kit (`book/live/kit`, see its README) and the folder's style sheets and scripts;
`NAME.js` comes last and turns every element of class `NAME` into a figure.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

FOLDER = "live"
KIT = "kit"


class Live(SphinxDirective):
    required_arguments = 1
    has_content = True

    def run(self):
        name = self.arguments[0]
        folder = Path(self.env.srcdir) / FOLDER
        if name == KIT or not (folder / name / f"{name}.js").is_file():
            names = {path.parent.name for path in folder.glob("*/*.js")} - {KIT}
            known = ", ".join(sorted(names))
            raise self.error(f"there is no {FOLDER}/{name}/{name}.js; figures are: {known or '-'}")
        if not self.content:
            raise self.error(f"{{{FOLDER}}} {name} needs a picture for readers without JavaScript")
        figure = nodes.container(classes=[name])
        figure["live"] = name
        self.state.nested_parse(self.content, self.content_offset, figure)
        return [figure]


def is_live(node):
    """Say whether a node of a page is a live figure."""
    return isinstance(node, nodes.container) and "live" in node


def scripts_and_styles(folder):
    """List the style sheets and scripts in a figure's folder, ending with the main script."""
    last = f"{folder.name}.js"
    return sorted(
        (path.name for path in folder.iterdir() if path.suffix in (".js", ".css")),
        key=lambda name: (name == last, name),
    )


def add_files(app, pagename, templatename, context, doctree):
    """Load the files of a page's live figures, and no others."""
    found = {node["live"]: None for node in doctree.findall(is_live)} if doctree else {}
    for name in [KIT, *found] if found else []:
        for file in scripts_and_styles(Path(app.srcdir) / FOLDER / name):
            if file.endswith(".css"):
                app.add_css_file(f"{name}/{file}")
            else:
                app.add_js_file(f"{name}/{file}", defer="defer")


def publish_folder(app, config):
    """Copy every figure's folder to `_static/NAME`."""
    if (Path(app.srcdir) / FOLDER).is_dir():
        config.html_static_path.append(FOLDER)


def setup(app):
    app.add_directive(FOLDER, Live)
    app.connect("config-inited", publish_folder, priority=200)  # after offline.py has set it
    app.connect("html-page-context", add_files)
