"""An entry of the corpus, and the list of attacks and accidents that the corpus has to cover."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field

LINES = (
    ("tags that skip execution", "tags that hide errors"),
    ("input transformers", "syntax-tree transformers"),
    (
        "patched run_cell",
        "patched do_execute",
        "patched showtraceback",
        "custom exception handlers",
    ),
    ("objects whose __eq__ is always true",),
    ("ndarray subclasses that lie", "Tensor subclasses that lie"),
    ("patched numpy.testing", "patched np.allclose", "patched builtins"),
    (
        "reading the solution",
        "reading the gradebook",
        "reading other submissions",
        "reading /proc",
        "inherited descriptors",
    ),
    ("daemons that act later",),
    ("stack walks", "garbage-collector walks", "frame walks"),
    ("ptrace", "/proc/PID/mem"),
    (
        "forged protocol frames on every descriptor",
        "replayed nonce",
        "pickle reply",
        "endless reply",
        "nested reply",
    ),
    (
        "os._exit at top level",
        "os._exit inside a function",
        "sys.exit",
        "quit",
        "kernel shutdown",
    ),
    ("segfault", "deep recursion"),
    (
        "infinite loop",
        "ignored SIGINT",
        "except BaseException",
        "long sleep",
        "long C loop",
    ),
    (
        "memory bomb",
        "fork bomb",
        "thread bomb",
        "disk bomb",
        "inode bomb",
        "output bomb",
    ),
    ("a background thread that writes stderr", "a warning that writes stderr"),
    ("TCP", "UDP", "DNS", "unix sockets", "abstract sockets"),
    ("symlinks", "../", "zip slip"),
    ("deleted cells", "duplicated cells", "reordered cells", "retyped cells"),
    ("forged points", "forged ids", "forged flags"),
    ("stripped metadata",),
    ("Colab-shaped file", "drive.mount", "%pip"),
    ("broken JSON", "empty JSON", "truncated JSON", "giant JSON", "nested JSON"),
    ("nbformat 3", "a future nbformat"),
    ("lone surrogate", "NUL", "BOM", "CRLF", "other encodings"),
    ("other kernelspec", "other language"),
    ("wrong notebook", "extra notebook", "missing notebook"),
    ("input()", "widgets", "plots", "GUI"),
    ("a syntax error in one cell",),
    ("untouched template",),
    (
        "NaN",
        "Inf",
        "broadcastable wrong shape",
        "wrong dtype",
        "tensor with grad",
        "view",
        "non-contiguous",
    ),
    ("mutated inputs", "state between calls", "global seeds"),
    ("hard-coded public answers",),
    ("a local numpy.py", "sitecustomize", "PYTHONPATH"),
    ("script in output",),
)

FULL, FIRST, SECOND, NOTHING = (2, 3), (2, 0), (0, 3), (0, 0)
BOTH = ("output_size", "pad2d")
WORKER = """import gc
gc.unfreeze()
worker = next(one for one in gc.get_objects() if type(one) is dict and "ANSWERS" in one)
"""  # a way into the worker that is always open


@dataclass(frozen=True)
class Entry:
    """One submission: how it differs from one in which everything is right, and its verdict.

    Attributes
    ----------
    item : str
        The item of the list that it covers.
    title : str
        What it does.
    why : str
        Why the verdict is right.
    points : (float, float)
        For `output_size` and `pad2d`.
    review : tuple of str
        Exercises that a person has to look at.
    told : str
        Text that the student must see: in a message, a repair, the reason or an output.
    untold : str
        Text that the student must not see.
    extra : str
        A cell in front of all answers; `breakouts.bait` defines the names in capitals.
    answers : dict of str to str
        Answers to replace.
    change : callable or None
        `change(notebook) -> notebook or bytes`, on the notebook as JSON gives it.
    lay : callable or None
        `lay(folder, content, assignment)` puts it where students hand in; None writes the file.
    silent : bool
        Whether the extra cell must not print anything, because it must not get what it wants.
    """

    item: str
    title: str
    why: str
    points: tuple = FULL
    review: tuple = ()
    told: str = ""
    untold: str = ""
    extra: str = ""
    answers: dict = field(default_factory=dict)
    change: Callable | None = None
    lay: Callable | None = None
    silent: bool = False


def cell(item, title, code, why, points=FULL, **more):
    """Make an entry with an extra cell."""
    return Entry(item, title, why, points, extra=textwrap.dedent(code).strip(), **more)


def pads(item, title, code, why, points=FIRST, **more):
    """Make an entry that answers `pad2d`, with a whole cell or only the function's body."""
    code = textwrap.dedent(code).strip()
    if "def pad2d" not in code:
        code = "def pad2d(x, padding):\n" + textwrap.indent(code, "    ")
    return Entry(item, title, why, points, answers={"pad2d": code}, **more)


def file(item, title, change, why, points=FULL, **more):
    """Make an entry whose file was changed."""
    return Entry(item, title, why, points, change=change, **more)


def folder(item, title, lay, why, points=NOTHING, review=BOTH, **more):
    """Make an entry about the contents of the student's folder."""
    return Entry(item, title, why, points, review, lay=lay, **more)
