"""Python and IPython, turned against the grader from within a cell."""

from __future__ import annotations

from corpus.entry import BOTH, FIRST, NOTHING, SECOND, WORKER, Entry, cell, pads

WRONG = {"pad2d": "def pad2d(x, padding):\n    return x"}
OWN_TROUBLE = "it broke its own process, and what no longer answers gets no points"

CELLS = (
    cell(
        "input transformers",
        "every check is turned into a line that prints success",
        """
        get_ipython().input_transformers_cleanup.append(
            lambda lines: ["print('passed')\\n" if "check(" in line else line for line in lines]
        )
        """,
        "checks do nothing during grading",
    ),
    cell(
        "input transformers",
        "later cells are emptied",
        "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
        "the answers were never defined, by the student's own doing",
        NOTHING,
        told="no function of this name exists",
    ),
    cell(
        "syntax-tree transformers",
        "all comparisons become true",
        """
        import ast

        class AllTrue(ast.NodeTransformer):
            def visit_Compare(self, node):
                return ast.copy_location(ast.Constant(True), node)

        get_ipython().ast_transformers.append(AllTrue())
        """,
        "the referee compares in its own process; only the answers compare in this one",
        NOTHING,
        answers=WRONG,
    ),
    cell(
        "syntax-tree transformers",
        "one that fails",
        """
        class Broken:
            def visit(self, node):
                raise RuntimeError("no")

        get_ipython().ast_transformers.append(Broken())
        """,
        "IPython drops it and warns",
    ),
    cell(
        "patched run_cell",
        "on the shell",
        "get_ipython().run_cell = lambda *a, **k: None",
        OWN_TROUBLE,
        NOTHING,
    ),
    cell(
        "patched run_cell",
        "to report that all went well",
        """
        from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

        InteractiveShell.run_cell = lambda self, *a, **k: ExecutionResult(None)
        """,
        "a cell that ran well is worth nothing; only its function's results count",
        NOTHING,
    ),
    cell(
        "patched do_execute",
        "of a kernel that does not exist",
        "get_ipython().kernel.do_execute = lambda *a, **k: {'status': 'ok'}",
        "there is no kernel: an error in that cell only",
        told="AttributeError",
    ),
    cell(
        "patched showtraceback",
        "errors are silent",
        "get_ipython().showtraceback = get_ipython().showsyntaxerror = lambda *a, **k: None",
        "a wrong answer is recognized by its results",
        FIRST,
        answers=WRONG,
    ),
    cell(
        "custom exception handlers",
        "for everything, and for the interpreter's end",
        """
        import sys

        get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
        sys.excepthook = sys.unraisablehook = lambda *a: None
        """,
        "right answers raise nothing",
    ),
    cell(
        "custom exception handlers",
        "with an answer that raises",
        "get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)",
        "the shell does not make the calls",
        FIRST,
        answers={"pad2d": "def pad2d(x, padding):\n    raise KeyError('mine')"},
        told="KeyError: 'mine'",
    ),
    cell(
        "patched numpy.testing",
        "assertions that always hold",
        "for name in dir(np.testing):\n    setattr(np.testing, name, lambda *a, **k: None)",
        "the referee's numpy is another one",
        FIRST,
        answers=WRONG,
    ),
    cell(
        "patched np.allclose",
        "and its relatives",
        """
        for name in ("allclose", "isclose", "array_equal", "abs", "isfinite", "max"):
            setattr(np, name, lambda *a, **k: True)
        """,
        "the referee's numpy is another one",
        FIRST,
        answers=WRONG,
    ),
    cell(
        "patched builtins",
        "everything is true and nothing differs",
        """
        import builtins

        builtins.all = builtins.any = builtins.isinstance = lambda *a: True
        builtins.abs = builtins.max = lambda *a, **k: 0
        """,
        "the referee has its own builtins; what the worker sends with these is refused",
        NOTHING,
        answers=WRONG,
        review=BOTH,
    ),
    cell(
        "patched builtins",
        "type and len lie",
        WORKER
        + """
class Liar:
    dtype, shape, size, ndim = np.dtype(float), (4, 5), 20, 2
    def __array__(self, *a, **k): return np.zeros((4, 5))
worker["wire"].type = lambda value: np.ndarray if type(value) is Liar else type(value)
""",
        "what crosses as an array is an array of numbers, and those are wrong",
        FIRST,
        answers={"pad2d": "def pad2d(x, padding):\n    return Liar()"},
    ),
    cell(
        "patched builtins",
        "print, open and import are gone",
        "import builtins\nbuiltins.print = builtins.open = builtins.__import__ = None",
        OWN_TROUBLE,
        NOTHING,
        review=BOTH,
    ),
    cell(
        "custom exception handlers",
        "a hook that refuses everything Python does",
        "import sys\nsys.addaudithook(lambda *a: 1 / 0)",
        OWN_TROUBLE,
        NOTHING,
    ),
    cell(
        "patched run_cell",
        "the shell is replaced by another one",
        """
        class Shell(type(get_ipython())):
            def run_cell(self, *a, **k): return None
        get_ipython().__class__ = Shell
        get_ipython().user_ns = dict.fromkeys(("output_size", "pad2d"), max)
        """,
        OWN_TROUBLE,
        NOTHING,
    ),
)

OBJECTS = (
    pads(
        "objects whose __eq__ is always true",
        "in place of an array",
        """
        class Equal:
            __eq__ = __le__ = __ge__ = lambda self, other: True
            __array_ufunc__ = lambda self, *a, **k: True
        def pad2d(x, padding):
            return Equal()
        """,
        "only the name of its type crosses",
        told="an Equal, expected an array",
    ),
    Entry(
        "objects whose __eq__ is always true",
        "an int that equals everything",
        "a subclass of a number does not count as a number",
        SECOND,
        answers={
            "output_size": "class Equal(int):\n    __eq__ = lambda self, other: True\n"
            "def output_size(*sizes, **options):\n    return Equal(1)"
        },
    ),
    pads(
        "ndarray subclasses that lie",
        "about comparisons and its class",
        """
        class Liar(np.ndarray):
            __class__ = np.ndarray
            __eq__ = lambda self, other: np.ones(self.shape, bool)
            __array_ufunc__ = lambda self, *a, **k: np.zeros(())
        def pad2d(x, padding):
            return x.view(Liar)
        """,
        "exact types are compared",
        told="a Liar, expected an array",
    ),
    pads(
        "ndarray subclasses that lie",
        "through __array_interface__",
        """
        class Liar:
            __array_interface__ = {"shape": (4, 5), "typestr": "<f8", "version": 3}
            def __array__(self, *a, **k): return np.zeros((4, 5))
        def pad2d(x, padding):
            return Liar()
        """,
        "something that could become an array is not an array",
        told="a Liar, expected an array",
    ),
    pads(
        "Tensor subclasses that lie",
        "a module of its own called torch",
        """
        import sys, types
        sys.modules["torch"] = types.ModuleType("torch")
        class Tensor:
            __module__ = "torch"
            __eq__ = lambda self, other: True
            def allclose(self, other): return True
        sys.modules["torch"].Tensor = Tensor
        def pad2d(x, padding):
            return Tensor()
        """,
        "a name does not make a tensor, and a tensor is not an array",
        told="torch",
    ),
)

ENTRIES = (*CELLS, *OBJECTS)
