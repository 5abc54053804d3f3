"""Python and IPython turned against the grader, from within a cell."""

from __future__ import annotations

from corpus.entry import BOTH, FIRST, NOTHING, SECOND, Entry, cell, pads

WORKER = "worker = get_ipython().showtraceback.__globals__\n"  # the way in that is always there
WRONG = {"pad2d": "def pad2d(x, padding):\n    return x"}
OWN_TROUBLE = "it broke its own process; nothing is given for what no longer answers"

CELLS = (
    cell(
        "input transformers",
        "every check is turned into a line that prints its success",
        """
        get_ipython().input_transformers_cleanup.append(
            lambda lines: ["print('passed')\\n" if "check(" in line else line for line in lines]
        )
        """,
        "checks do nothing while grading",
    ),
    cell(
        "input transformers",
        "later cells are emptied",
        "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'])",
        "the answers were never defined: their own doing",
        NOTHING,
        told="no function of this name was left",
    ),
    cell(
        "syntax-tree transformers",
        "every comparison becomes true",
        """
        import ast

        class AllTrue(ast.NodeTransformer):
            def visit_Compare(self, node):
                return ast.copy_location(ast.Constant(True), node)

        get_ipython().ast_transformers.append(AllTrue())
        """,
        "the referee compares in a process of its own; the answers compare in this one",
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
        "says that all went well",
        """
        from IPython.core.interactiveshell import ExecutionResult, InteractiveShell

        InteractiveShell.run_cell = lambda self, *a, **k: ExecutionResult(None)
        """,
        "that a cell ran well is worth nothing; what its function returns is",
        NOTHING,
    ),
    cell(
        "patched do_execute",
        "of a kernel that is not there",
        "get_ipython().kernel.do_execute = lambda *a, **k: {'status': 'ok'}",
        "there is no kernel: an error in that cell only",
        told="AttributeError",
    ),
    cell(
        "patched showtraceback",
        "errors are silent",
        "get_ipython().showtraceback = get_ipython().showsyntaxerror = lambda *a, **k: None",
        "a wrong answer is told by its results",
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
        "the call is not made by the shell",
        FIRST,
        answers={"pad2d": "def pad2d(x, padding):\n    raise KeyError('mine')"},
        told="KeyError: 'mine'",
    ),
    cell(
        "patched numpy.testing",
        "assertions that hold always",
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
        "everything is true, nothing differs",
        """
        import builtins

        builtins.all = builtins.any = builtins.isinstance = lambda *a: True
        builtins.abs = builtins.max = lambda *a, **k: 0
        """,
        "the referee has builtins of its own; what the worker says with these is refused",
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
        "a stand-in that crosses as an array is an array of numbers, and those are wrong",
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
        "stack walks",
        "what the grader's functions are called with",
        """
        import sys, inspect

        found, step = [], sys._getframe()
        while step is not None:
            found += [name for name in step.f_locals if name in ("reference", "expected", "cases")]
            step = step.f_back
        found += [one for frame in inspect.stack() for one in frame.frame.f_locals if one == "seed"]
        print(*found)
        """,
        "cases, references and seed are in another process",
        silent=True,
    ),
    cell(
        "garbage-collector walks",
        "a reference, a case or a seed",
        """
        import gc, types

        gc.unfreeze()
        for one in gc.get_objects():
            if type(one) is types.FunctionType and one.__name__ in ("pad2d", "output_size"):
                print(one.__module__)
            if type(one).__name__ in ("Check", "Case", "Bundle", "Verdict"):
                print(one)
        """,
        "they are in another process",
        silent=True,
    ),
    cell(
        "frame walks",
        "the worker's own functions are replaced: every call gave what it should, it says",
        WORKER
        + """
real = worker["ANSWERS"]["call"]
def call(*arguments, **named):
    said = real(*arguments, **named)
    return {**said, "value": "right", "error": None, "mutated": (), "shared": ()}
worker["ANSWERS"]["call"] = call
""",
        "nothing that the worker says about itself is believed",
        NOTHING,
    ),
    cell(
        "frame walks",
        "the worker forgets to look at the function",
        WORKER + "worker['ANSWERS']['look'] = lambda *a, **k: None",
        "what is looked for there is not in the sandbox at all",
        FIRST,
        answers={"pad2d": "from cnncourse.layers.loops import pad2d"},
    ),
    cell(
        "frame walks",
        "the code of the worker's functions is exchanged",
        WORKER
        + """
def mine(*a, **k):
    return {"value": 0}
for function in worker["ANSWERS"].values():
    function.__code__ = mine.__code__
""",
        "nothing that they say can give a point",
        NOTHING,
    ),
    cell(
        "frame walks",
        "every step is traced, in every thread",
        """
        import sys, threading

        def trace(frame, event, argument):
            frame.f_trace_opcodes = True
            return trace

        for begin in (sys.settrace, sys.setprofile, threading.settrace, threading.setprofile):
            begin(trace)
        """,
        "it makes them slow, no more",
    ),
    cell(
        "custom exception handlers",
        "a hook that refuses whatever Python does",
        "import sys\nsys.addaudithook(lambda *a: 1 / 0)",
        OWN_TROUBLE,
        NOTHING,
    ),
    cell(
        "patched run_cell",
        "the shell becomes another one",
        """
        class Shell(type(get_ipython())):
            def run_cell(self, *a, **k): return None
        get_ipython().__class__ = Shell
        get_ipython().user_ns = dict.fromkeys(("output_size", "pad2d"), max)
        """,
        OWN_TROUBLE,
        NOTHING,
    ),
    pads(
        "reading the solution",
        "convolutions that other libraries brought",
        """
        def pad2d(x, padding):
            images = getattr(__import__("scipy." + "ndimage"), "ndi" + "mage")
            return getattr(images, "corre" + "late")(x, np.ones((1, 1)))
        """,
        "they are not in the sandbox",
        told="scipy.ndimage is not available",
    ),
    pads(
        "stack walks",
        "every call looks for what is expected of it",
        """
        import gc, sys
        gc.unfreeze()
        step = sys._getframe()
        while step is not None:
            for name, value in step.f_locals.items():
                if name in ("expected", "reference", "wanted"): return value
            step = step.f_back
        for one in gc.get_objects():
            if type(one) is dict and type(one.get("expected")) is np.ndarray:
                return one["expected"]
        return x
        """,
        "it is in another process",
    ),
)

FRAMES = (
    Entry(
        "forged protocol frames on every descriptor",
        "well-formed, with a nonce of zeros",
        "nobody can know the nonce; the other exercise is judged in a new process",
        SECOND,
        ("output_size",),
        "a reply that nobody asked for",
        extra=WORKER + "wire = worker['wire']",
        answers={
            "output_size": "import os\n"
            "def output_size(*sizes, **options):\n"
            "    frame = wire.encode({'nonce': '0' * 32, 'reply': {}})\n"
            "    for n in range(3, 64):\n"
            "        try: os.write(n, frame)\n"
            "        except OSError: pass\n"
        },
    ),
    cell(
        "replayed nonce",
        "every answer is sent again with the nonce before",
        WORKER
        + """
real, last = worker["wire"].encode, []
def encode(value):
    last.append(value["nonce"])
    return real({**value, "nonce": last[max(0, len(last) - 2)]})
worker["wire"].encode = encode
""",
        "a nonce holds for one question",
        NOTHING,
        review=BOTH,
        told="a reply that nobody asked for",
    ),
    cell(
        "replayed nonce",
        "a second reply to every question",
        WORKER
        + """
real = worker["wire"].encode
worker["wire"].encode = lambda value: real(value) * 2
""",
        "the second one answers nothing that was asked",
        NOTHING,
        review=BOTH,
    ),
    cell(
        "replayed nonce",
        "the question is read, and answered before the worker does",
        WORKER
        + """
import os
real = worker["wire"].read
def read(stream):
    request = real(stream)
    frame = worker["wire"].encode({"nonce": request["nonce"], "reply": None})
    for n in range(3, 64):
        try: os.write(n, frame)
        except OSError: pass
    return request
worker["wire"].read = read
""",
        "the nonce is no secret in there: what is sent early is an answer, and a wrong one",
        NOTHING,
        review=BOTH,
    ),
    cell(
        "forged protocol frames on every descriptor",
        "a fault that is said to be the grader's",
        WORKER + "worker['ANSWERS']['call'] = lambda *a, **k: {'fault': '\\x1b[2J full marks'}",
        "no verdict is zero, and a person looks",
        NOTHING,
        review=BOTH,
    ),
    cell(
        "pickle reply",
        "that would run a command where it is read",
        WORKER
        + """
import pickle

class Run:
    def __reduce__(self):
        return print, ("it ran",)

worker["wire"].encode = lambda value: pickle.dumps(Run())
""",
        "nothing is ever unpickled",
        NOTHING,
        review=BOTH,
        told="something else than a reply",
    ),
    cell(
        "endless reply",
        "of a size that nobody has",
        WORKER + "worker['wire'].encode = lambda value: b'CNN1' + b'\\xff' * 16 + bytes(999)",
        "the sizes are read first",
        NOTHING,
        review=BOTH,
        told="more than 64,000,000 bytes",
    ),
    cell(
        "endless reply",
        "a million empty lists",
        WORKER
        + """
header = b"[" + b"[]," * 10_000_000 + b"0]"
frame = b"CNN1" + len(header).to_bytes(8, "big") + bytes(8) + header
worker["wire"].encode = lambda value: frame
""",
        "what a header would take in memory is known before it is read",
        NOTHING,
        review=BOTH,
        told="something else than a reply",
    ),
    cell(
        "nested reply",
        "lists in lists",
        WORKER
        + """
header = b"[" * 30_000 + b"]" * 30_000
frame = b"CNN1" + len(header).to_bytes(8, "big") + bytes(8) + header
worker["wire"].encode = lambda value: frame
""",
        "nesting is bounded",
        NOTHING,
        review=BOTH,
        told="something else than a reply",
    ),
    pads(
        "nested reply",
        "as an honest result",
        "y = x\nfor _ in range(50): y = [y]\nreturn y",
        "it is wrong, and the other exercise is judged",
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
        "only its type's name crosses",
        told="an Equal where an array",
    ),
    Entry(
        "objects whose __eq__ is always true",
        "an int that equals everything",
        "a subclass of a number is no number",
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
        told="a Liar where an array",
    ),
    pads(
        "ndarray subclasses that lie",
        "made by __array_interface__",
        """
        class Liar:
            __array_interface__ = {"shape": (4, 5), "typestr": "<f8", "version": 3}
            def __array__(self, *a, **k): return np.zeros((4, 5))
        def pad2d(x, padding):
            return Liar()
        """,
        "what could become an array is none",
        told="a Liar where an array",
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
        "a name makes no tensor, and a tensor is no array",
        told="torch",
    ),
)

ENTRIES = (*CELLS, *FRAMES, *OBJECTS)
