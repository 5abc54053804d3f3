"""What counts as ready-made: one list for functions, imports and the sandbox's disk."""

from __future__ import annotations

import numpy as np
import pytest
from test_notebook import run

from autograder.inside import guard
from autograder.sandbox import visible
from cnncourse.checks.engine import ready_made
from cnncourse.checks.engine.ownership import objection, ready_made_part
from cnncourse.layers.conv import loops

LOOPS = "cnncourse.layers.conv.loops"


def defined(source, name="answer", **variables):
    """Define a function as in a notebook's cell."""
    names = {"__name__": "__main__", "np": np, **variables}
    exec(compile(source, "<cell>", "exec"), names)
    return names[name]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import torch\n    return torch.zeros(3)", "imports `torch`"),
        (f"from {LOOPS} import pad2d as p\n    return p(x, padding)", f"imports `{LOOPS}`"),
        ("return (lambda: theirs(x, padding))()", f"uses `theirs` from {LOOPS}"),
        ("return helper(x, padding)", f"calls `helper`, which uses `theirs` from {LOOPS}"),
        ("return signal.convolve2d(x, x)", "uses `signal` from scipy.signal"),
        ("return np.convolve(x, padding)", "uses `convolve` from numpy"),
    ],
)
def test_a_ready_made_function_does_not_count(small_assignment, body, words):
    scipy_signal = pytest.importorskip("scipy.signal", reason="scipy is not installed")
    source = "def helper(x, padding):\n    return theirs(x, padding)\n"
    source += f"def pad2d(x, padding):\n    {body}"
    message = run(source, theirs=loops.pad2d, signal=scipy_signal)
    assert f"it {words}. Ready-made answers do not count: write it yourself." in message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def answer(x):\n    return np.correlate(x, x)", "uses `correlate` from numpy"),
        ("def answer(x):\n    return np.ma.convolve(x, x)", "uses `convolve` from numpy.ma"),
        ("def answer(x):\n    return np.polymul(x, x)", "uses `polymul` from numpy"),
        ("def answer(x):\n    return np.polynomial.Polynomial(x)", "uses `polynomial` from numpy"),
        ("f = np.convolve\ndef answer(x):\n    return f(x, x)", "uses `f` from numpy"),
        (
            "from numpy.ma import convolve\ndef answer(x):\n    return convolve(x, x)",
            "uses `convolve` from numpy.ma.core",
        ),
        ("from numpy import convolve as answer", "is `convolve` from numpy"),
        ("def answer(x, f=np.convolve):\n    return f(x, x)", "uses `numpy.convolve`"),
        ("def answer(x, *, f=np.convolve):\n    return f(x, x)", "uses `numpy.convolve`"),
        (
            "from cnncourse.nn import ReLU\nclass Mine(ReLU): pass\n"
            "def answer(x):\n    return Mine()(x)",
            "uses `cnncourse.nn.activation.ReLU`",
        ),
        (
            "from functools import partial\nanswer = partial(np.convolve, np.ones(2))",
            "is `convolve` from numpy",
        ),
        (
            "def answer(x):\n    from numpy import convolve\n    return convolve(x, x)",
            "imports `numpy.convolve`",
        ),
        (
            "def answer(x):\n    import numpy as n\n    return n.convolve(x, x)",
            "uses `convolve` from numpy",
        ),
        (
            "def answer(x):\n    import numpy.ma as ma, numpy as n\n    return ma.correlate(x, x)",
            "uses `correlate` from numpy.ma",
        ),
        (
            "def answer(x):\n    from numpy import ma\n    return ma.correlate(x, x)",
            "uses `correlate` from numpy.ma",
        ),
        (
            "def answer(x):\n    n = np\n    m = n\n    return m.convolve(x, x)",
            "uses `convolve` from numpy",
        ),
        ("def answer(x):\n    from PIL import ImageFilter", "imports `PIL.ImageFilter`"),
        ("from PIL import Image, ImageFilter as F\ndef answer(x):\n    F", "uses `F` from PIL.Ima"),
        ("def answer(x):\n    import scipy.fft", "imports `scipy.fft`"),
        ("def answer(x):\n    from scipy import ndimage", "imports `scipy`"),
        (
            "from scipy.linalg import convolution_matrix\ndef answer(x):\n    convolution_matrix",
            "uses `convolution_matrix` from scipy.linalg",
        ),
        (
            "from sklearn.feature_extraction.image import extract_patches_2d as p\n"
            "def answer(x):\n    return p(x, (2, 2))",
            "uses `p` from sklearn.feature_extraction.image",
        ),
        (
            "from sklearn.svm import SVC\ndef answer(x):\n    return SVC()",
            "uses `SVC` from sklearn.svm",
        ),
        ("import sklearn.svm\ndef answer(x):\n    sklearn.svm.SVC()", "uses `svm` from sklearn"),
        (
            "import cnncourse.layers\ndef answer(x):\n    cnncourse.layers.im2col(x)",
            "uses `layers` from cnncourse",
        ),
        ("def answer(x):\n    import autograder.judge", "imports `autograder.judge`"),
    ],
)
def test_every_way_to_use_one_is_found(source, words):
    for module in ("scipy.linalg", "sklearn.svm", "PIL"):
        pytest.importorskip(module, reason=f"{module} is not installed")
    found = ready_made_part(defined(source))
    assert found is not None and found.text.startswith(words)


ALLOWED = [
    "def answer(x):\n    return np.lib.stride_tricks.sliding_window_view(x, (2, 2))",
    "def answer(x):\n    return np.einsum('ij->ji', np.fft.fft2(x)), np.tensordot(x, x)",
    "def convolve(x): return x\ndef answer(x):\n    return convolve(x) + np.sum(x)",
    "def answer(x):\n    def convolve(x): return x\n    return convolve(np.array(x))",
    "class Layer:\n    def convolve(self, x): return x\n"
    "def answer(x):\n    return Layer().convolve(np.array(x))",
    "import sklearn.datasets\ndef answer(x):\n    return sklearn.datasets.load_digits()",
    "def answer(x):\n    from sklearn.datasets import load_digits\n    return load_digits()",
    "from cnncourse.checks import check\ndef answer(x):\n    check('f')",
    "def answer(x):\n    scipy = torch = x\n    return scipy + torch",
]


def test_a_helper_that_is_ready_made_is_the_culprit():
    source = "def helper(x):\n    import torch\ndef answer(x):\n    return helper(x)"
    assert objection(defined(source), "answer").culprit == "helper"
    assert objection(defined("def answer(x):\n    import torch"), "answer").culprit is None


@pytest.mark.parametrize("source", ALLOWED)
def test_what_only_looks_like_it_is_allowed(source):
    assert objection(defined(source), "answer") is None


@pytest.mark.parametrize(
    ("source", "given"),
    [
        (
            "from cnncourse.layers.shapes import pair\n"
            "def answer(x):\n    from cnncourse.layers.shapes import pair as p\n    pair(x), p(x)",
            "cnncourse.layers.shapes",
        ),
        ("def answer(x):\n    from cnncourse.layers import shapes", "cnncourse.layers.shapes"),
        ("import cnncourse.nn\ndef answer(x):\n    return cnncourse.nn.ReLU()", "cnncourse.nn"),
        ("def answer(x):\n    return np.convolve(x, x)", "numpy.convolve"),
        ("from scipy.special import softmax\ndef answer(x):\n    softmax(x)", "scipy.special"),
        ("import scipy.special as s\ndef answer(x):\n    return s.softmax(x)", "scipy"),
    ],
)
def test_an_assignment_allows_what_another_refuses(source, given):
    pytest.importorskip("scipy.special", reason="scipy is not installed")
    function = defined(source)
    assert ready_made_part(function) is not None
    assert ready_made_part(function, ["another.module", given]) is None


def test_only_what_is_given_is_allowed():
    near = defined("import cnncourse.nn\ndef answer(x):\n    return cnncourse.layers.im2col(x)")
    assert ready_made_part(near, ["cnncourse.nn"]).text == "uses `layers` from cnncourse"


def test_imports_and_disk_use_the_same_list():
    refused = {*ready_made.ABSENT, *ready_made.LABELLED}
    assert {*guard.REFUSED} == refused
    assert visible.ABSENT is ready_made.ABSENT and visible.LABELLED is ready_made.LABELLED
    for name in {*refused, *ready_made.EMPTIED} - {*ready_made.LABELLED}:
        assert ready_made.within(name, ready_made.READY_MADE), name
    for name in ready_made.READY_MADE:
        parts = ready_made.SHARED.get(name, (name,))
        assert {*parts} <= refused, f"functions may not use {name}, but may import it"
