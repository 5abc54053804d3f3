"""Answers with odd results or state, and what honest notebooks may show."""

from __future__ import annotations

from autograder.authoring.notebooks import code_cell
from cnncourse.checks import PUBLIC_SEED
from corpus.entry import BOTH, FIRST, FULL, NOTHING, SECOND, Entry, cell, file, pads

MANY_PICTURES = """
for _ in range(20): display({"image/png": "A" * 999_000}, raw=True)
"""
RIGHT_ALL_THE_SAME = "the values, the shape and the kind of number are right"


def padded(end, *, begin="", first=""):
    """Write an answer that computes the right `y` and then does something with it."""
    right = "ph, pw = pair(padding); y = np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])"
    lines = [first, "def pad2d(x, padding):", *(f"    {line}" for line in (begin, right, end))]
    return "\n".join(lines)


def _many_pictures(notebook):
    notebook["cells"][3:3] = [code_cell(MANY_PICTURES) for _ in range(4)]
    return notebook


def _empty_lines(notebook):
    notebook["cells"][3:3] = [code_cell("\n" * 49_000 + f"x = ({n}") for n in range(30)]
    return notebook


def _public_answers(bundle_checks):
    """Write an answer that looks up the cases of the student's own notebook."""
    from cnncourse.checks.engine.prepared import prepare

    table = {
        (one.case.args[0].tobytes(), str(one.case.args[1])): one.expected.tolist()
        for one in prepare(bundle_checks["pad2d"], PUBLIC_SEED, 1)
    }
    return f"TABLE = {table!r}\ndef pad2d(x, padding):\n" + (
        "    return np.array(TABLE.get((x.tobytes(), str(padding)), x))"
    )


VALUES = (
    pads("NaN", "everywhere", padded("return np.nan * y"), "NaN is not a number", told="holds nan"),
    pads("NaN", "in one place", padded("y.flat[-1] = np.nan; return y"), "one value is wrong",
         told="holds nan"),
    pads("Inf", "everywhere", padded("return np.inf + y"), "inf is not finite", told="holds inf"),
    pads("broadcastable wrong shape", "one number", "return np.zeros((1,) * x.ndim)",
         "shapes are compared", told="shape"),
    pads("broadcastable wrong shape", "one axis too many", padded("return y[None]"),
         "shapes are compared", told="shape"),
    pads("wrong dtype", "integers", padded("return y.astype(int)"), "they lose the decimals",
         told="dtype int64"),
    pads("wrong dtype", "complex numbers", padded("return y + 0j"), "they are not real numbers",
         told="dtype complex128"),
    pads("wrong dtype", "objects", padded("return y.astype(object)"), "they are not numbers",
         told="dtype object"),
    pads("wrong dtype", "float32 instead of float64", padded("return np.float32(y)"),
         "seven digits are too few", told="not precise enough"),
    pads("wrong dtype", "text", padded("return y.astype(str)"), "text is not a number",
         told="dtype"),
    pads(
        "tensor with grad",
        "a class that behaves like one",
        """
        class Tensor:
            requires_grad = True
            def __init__(self, data): self.data, self.grad = data, np.ones_like(data)
            def detach(self): return self
            def numpy(self): raise RuntimeError("call detach() first")
            def __array__(self, *a, **k): return self.data
        def pad2d(x, padding):
            return Tensor(np.pad(x, padding if type(padding) is int else 0))
        """,
        "an array is asked for",
        told="a Tensor, expected an array",
    ),
    pads("view", "of a larger array", padded("return np.stack([y, y])[1]"), RIGHT_ALL_THE_SAME,
         FULL),
    pads("view", "read-only", padded("y.flags.writeable = False; return y"), RIGHT_ALL_THE_SAME,
         FULL),
    pads("non-contiguous", "columns first", padded("return np.asfortranarray(y)"),
         RIGHT_ALL_THE_SAME, FULL),
    pads("non-contiguous", "reversed, with another byte order",
         padded("return y[..., ::-1].astype('>f8')[..., ::-1]"), RIGHT_ALL_THE_SAME, FULL),
    Entry("wrong dtype", "a float instead of a count", "a count is a whole number", SECOND,
          answers={"output_size": "def output_size(size, kernel_size, *, stride=1, **options):\n"
                   "    return (size - kernel_size) / stride + 1"}, told="integer"),
)  # fmt: skip

STATE = (
    pads("mutated inputs", "after the answer", padded("x[:] = 0; return y"),
         "the caller's array was changed", told="changed its input"),
    pads("mutated inputs", "restored at the end", padded("x[:] = x.copy(); return y"),
         "in the end nothing has changed, and nobody can tell", FULL),
    pads("state between calls", "right once, then never again",
         padded("calls.append(1); return y + len(calls) // 2", first="calls = []"),
         "every case counts", told="differs"),
    pads("state between calls", "a growing list that the results do not depend on",
         padded("calls.append(x); return y", first="calls = []"), RIGHT_ALL_THE_SAME, FULL),
    pads("state between calls", "an error that spells out the secret inputs",
         "raise ValueError(f'shape {x.shape}, {x.tolist()}')", "their numbers are left out",
         told="ValueError: shape (2, 3), […]"),
    pads("state between calls", "the function replaces itself",
         padded("globals()['pad2d'] = lambda x, padding: x; return y"), "every case counts",
         told="shape"),
    pads("state between calls", "the results of other cases",
         "seen = []\ndef pad2d(x, padding):\n    seen.append(x)\n    return seen[0]",
         "no reference's result is ever among them"),
    pads("state between calls", "results cached from earlier cases",
         padded("return memory.setdefault((x.tobytes(), str(padding)), y)", first="memory = {}"),
         RIGHT_ALL_THE_SAME, FULL),
    cell("global seeds", "set, and the generator replaced",
         "import random\nnp.random.seed(3); random.seed(3)\nnp.random.default_rng = print",
         "the cases are drawn elsewhere"),
    pads("global seeds", "to guess the next numbers",
         padded("np.random.seed(0); return y + np.random.normal()"),
         "the secret cases are not drawn from it", told="differs"),
    Entry("hard-coded public answers", "a table of the public cases",
          "the graded cases are different", FIRST, answers={"pad2d": _public_answers}),
    Entry("hard-coded public answers", "one number", "the cases differ", SECOND,
          answers={"output_size": "def output_size(*sizes, **options):\n    return 4"}),
    file("untouched template", "as it was released", lambda n: n, "nothing is answered", NOTHING,
         answers=dict.fromkeys(BOTH), told="NotImplementedError"),
    Entry("a syntax error in one cell", "in the first exercise", "the others score", SECOND,
          answers={"output_size": "def output_size(size, kernel_size:\n    return 1"},
          told="SyntaxError"),
    cell("a syntax error in one cell", "in a helper", "def helper(:\n    pass",
         "answers that do not need it score", told="SyntaxError"),
    file("a syntax error in one cell", "after fifty thousand empty lines, many times", _empty_lines,
         "reading a cell takes time in proportion to its length"),
    cell("a syntax error in one cell", "that breaks older parsers",
         "x = " + "(" * 150 + "-" * 30_000 + "1" + ")" * 150 + "\ny = '\\d'",
         "it ends only its cell, and the process that reads cells survives"),
)  # fmt: skip

LOCAL = """
import os, sys
for name in ("numpy", "sitecustomize", "usercustomize", "cnncourse", "json", "autograder"):
    with open(name + ".py", "w") as file:
        file.write("raise SystemError('the local one')\\npad2d = None")
sys.path.insert(0, os.getcwd())
os.environ["PYTHONPATH"] = os.environ["PYTHONSTARTUP"] = os.getcwd()
"""
SHOWN = (
    cell("a local numpy.py", "beside the notebook", LOCAL + "import numpy; numpy.ones(2)",
         "numpy is already loaded, and the next submission has another folder"),
    cell("sitecustomize", "for later interpreters", LOCAL, "none is started from there"),
    cell("PYTHONPATH", "for later interpreters", LOCAL
         + "import subprocess\nsubprocess.run([sys.executable, '-c', 'print(1)'])",
         "they start in the same sandbox"),
    cell("a local numpy.py", "in place of the real one",
         "import sys, types\nsys.modules['numpy'] = types.ModuleType('numpy')",
         "the worker has its own reference to it"),
    cell("input()", "in a cell", "name = input('Who are you? ')", "nobody can answer: EOFError",
         told="EOFError"),
    pads("input()", "in a call", padded("return y", begin="input()"), "nobody can answer",
         told="EOFError"),
    cell("widgets", "from a library that may be missing",
         "import ipywidgets\ndisplay(ipywidgets.IntSlider())", "it ends only its cell"),
    cell("widgets", "raw",
         "display({'application/vnd.jupyter.widget-view+json': {'model_id': 'x'}}, raw=True)",
         "none of it is kept"),
    cell("plots", "two, and one that is not shown",
         "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()\nplt.figure()\nfig = 1;",
         "readers get to see them", told="image/png"),
    file("plots", "more and larger ones than can be kept", _many_pictures,
         "what does not fit is left out", told="outputs of this notebook are too large"),
    cell("GUI", "every kind of window",
         "%matplotlib tk\n%gui qt\nimport tkinter; tkinter.Tk()", "there is no screen"),
    cell(
        "script in output",
        "in every form that a cell can display",
        """
        from IPython.display import HTML, SVG, Javascript, display
        display(HTML("<script>alert(1)</script>"), Javascript("alert(1)"))
        display({"text/html": "<script>", "image/svg+xml": "<svg onload='alert(1)'/>"}, raw=True)
        print("<script>alert(1)</script>")
        raise ValueError("<script>alert(1)</script>")
        """,
        "only text and pictures are kept, and text is shown as text",
    ),
    cell(
        "script in output",
        "the worker is made to send it",
        """
        cells = get_ipython().showtraceback.__globals__
        shown = {"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": {}}
        cells["collect_outputs"] = lambda *a: [shown]
        """,
        "outputs are checked again outside",
        NOTHING,
        review=BOTH,
        told="malformed outputs",
    ),
    cell("lone surrogate", "printed and raised", "print('\\ud800')\nraise ValueError('\\udfff')",
         "it is replaced by a question mark", told="ValueError: ?"),
    pads("lone surrogate", "raised in a call", "raise ValueError('\\ud800')",
         "it is replaced by a question mark", told="ValueError: ?"),
)  # fmt: skip

ENTRIES = (*VALUES, *STATE, *SHOWN)
