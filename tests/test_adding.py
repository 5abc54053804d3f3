"""Every kind of addition that CONTRIBUTING describes works in a copy of the tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILT = (".git", ".venv", "_build", "runs", "homework", "__pycache__", "*.egg-info", ".*_cache")


class Tree:
    """A copy of the project that records which files were written."""

    def __init__(self, folder):
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*BUILT))
        self.folder, self.written = folder, set()

    def new(self, path, text):
        """Write a new file."""
        assert not (self.folder / path).exists(), path
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")
        self.written.add(path)

    def insert(self, path, before, text):
        """Put text before the first line that begins with `before`."""
        old = (self.folder / path).read_text(encoding="utf-8")
        new, count = re.subn(
            f"^{re.escape(before)}", lambda m: text + m[0], old, count=1, flags=re.M
        )
        assert count == 1, f"{path} has no line that begins with {before!r}"
        (self.folder / path).write_text(new, encoding="utf-8")
        self.written.add(path)

    def python(self, *arguments):
        """Run Python code in the copy, and return its output."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "copy of the tree")


SOFTSIGN = '''"""Softsign: a squashing function whose tails are long."""

from __future__ import annotations

import numpy as np

from cnncourse.layers.arguments import require_array, require_shape


def softsign_forward(x):
    """Compute `x / (1 + |x|)` of every number; the cache is `(x,)`."""
    require_array(x, "x", "...")
    return np.asarray(x / (1 + np.abs(x))), (x,)


def softsign_backward(dout, cache):
    """Multiply the gradient by the slope, `1 / (1 + |x|)**2`."""
    (x,) = cache
    require_array(dout, "dout", "...")
    require_shape(dout, "dout", x.shape, because="the shape of the output")
    return np.asarray(dout / (1 + np.abs(x)) ** 2)
'''


def test_a_layer_takes_eight_files_including_its_tests(tree):
    tree.new("cnncourse/layers/activation/softsign.py", SOFTSIGN)
    names = "softsign_backward, softsign_forward"
    tree.insert(
        "cnncourse/layers/__init__.py",
        "__all__ = [\n",
        f"from cnncourse.layers.activation.softsign import {names}\n\n",
    )
    tree.insert(
        "cnncourse/layers/__init__.py",
        '    "subsampling_backward"',
        '    "softsign_backward",\n    "softsign_forward",\n',
    )
    layer = 'class Softsign(Layer):\n    """As `layers.softsign_forward`."""\n\n{}\n\n'
    tree.insert(
        "cnncourse/nn/activation.py", "class Tanh", layer.format('    function = "softsign"')
    )
    tree.insert("cnncourse/blueprint/same_shape.py", "class Tanh", layer.format(""))
    tree.insert("cnncourse/torch_nn.py", "    Tanh,\n", "    Softsign,\n")
    for engine, last in (("nn/__init__", "    Tanh,\n"), ("blueprint/__init__", "    Tanh,\n")):
        tree.insert(f"cnncourse/{engine}.py", last, "    Softsign,\n")
    for engine in ("nn/__init__", "blueprint/__init__", "torch_nn"):
        tree.insert(f"cnncourse/{engine}.py", '    "Tanh",\n', '    "Softsign",\n')
    tree.insert(
        "tests/nn/engines.py",
        '    "Tanh":',
        '    "Softsign": (lambda e: e.Softsign(), (4, 5, 2)),\n',
    )
    assert len(tree.written) <= 8
    told = tree.python(
        *("-m", "pytest", "-p", "no:cacheprovider", "-k", "Softsign or softsign or every"),
        *("tests/nn", "tests/layers/test_signatures.py"),
    )
    passed = int(re.search(r"(\d+) passed", told).group(1))
    assert passed >= 8, told


TWO_LAYERS = '''"""A network that exists to be added."""

from __future__ import annotations

__all__ = ["two_layers"]


def two_layers(nn, *, num_classes=10, in_channels=3, image_size=8, width=1.0):
    """Build two layers."""
    return nn.Sequential(
        conv=nn.Conv2d(in_channels, 4, 3, padding=1),
        pool=nn.AdaptiveAvgPool2d(1),
        flatten=nn.Flatten(),
        fc=nn.Linear(4, num_classes),
    )
'''
TWO_LAYERS_ROW = {
    "model": "two_layers",
    "data": "CIFAR-10",
    "image_shape": "3x8x8",
    "parameters": "162",
    "multiply_adds": "6952",
    "count_source": "this test",
}


def test_an_architecture_takes_one_file_and_its_rows(tree):
    tree.new("cnncourse/models/families/smallest.py", TWO_LAYERS)
    table = tree.folder / "cnncourse/models/published.csv"
    heading = table.read_text(encoding="utf-8").splitlines()[0].split(",")
    with table.open("a", encoding="utf-8") as file:
        file.write(",".join(TWO_LAYERS_ROW.get(column, "") for column in heading) + "\n")
    told = tree.python(
        *("-m", "pytest", "-p", "no:cacheprovider", "-k", "two_layers or every"),
        *("tests/models/test_agreement.py", "tests/models/test_counts.py"),
    )
    assert int(re.search(r"(\d+) passed", told).group(1)) >= 3, told
    assert "conv" in tree.python("-m", "cnncourse", "summary", "two_layers")


CHAPTER = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
---

# A pendulum

```{live} pendulum
A picture for readers without JavaScript.
```

```{quote-code} cnncourse.layers.shapes.pair
```

```{code-cell}
print(6 * 7)
```
"""


def test_a_chapter_is_a_file_and_a_line_and_a_live_figure_a_folder(tree):
    """The test builds a book of two pages, because all pages take minutes."""
    (tree.folder / "_toc.yml").write_text(
        "format: jb-book\nroot: start\nparts:\n- caption: I · Seeing\n  chapters:\n"
    )
    tree.new("book/start.md", "# Start\n\n{doc}`/1_seeing/pendulum`\n")
    tree.written.clear()
    tree.new("book/1_seeing/pendulum.md", CHAPTER)
    with (tree.folder / "_toc.yml").open("a", encoding="utf-8") as toc:
        toc.write("  - file: 1_seeing/pendulum\n")
    tree.new("book/live/pendulum/pendulum.js", "// It swings.\n")
    tree.new("book/live/pendulum/pendulum.css", ".pendulum { margin: 0 }\n")
    tree.python("book/build.py", "html", "--jobs", "1")
    html = tree.folder / "_build" / "html"
    page = (html / "1_seeing" / "pendulum.html").read_text(encoding="utf-8")
    files = ["kit/kit.css", "pendulum/pendulum.css", "kit/kit.js", "pendulum/pendulum.js"]
    places = [page.index(f"_static/{file}") for file in files]
    assert places == sorted(places)
    assert (html / "_static" / "pendulum" / "pendulum.js").exists()
    assert '<div class="pendulum docutils container">' in page and ">42\n" in page
    start = (html / "start.html").read_text(encoding="utf-8")
    assert "pendulum.js" not in start and "kit.js" not in start and "I · Seeing" in start
