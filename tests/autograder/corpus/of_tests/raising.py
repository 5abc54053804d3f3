"""Tests that raise something other than an AssertionError of their own."""

from __future__ import annotations

from corpus.of_tests.hostile import ALL_PASS, GOOD, REFUSED, hostile

RAISING = (
    hostile(
        "raising from inside",
        "by giving the name AssertionError to another exception",
        """
        try:
            _good(candidate)
        except Exception:
            raise ValueError("LEAK")
        """,
        "the harness keeps the real one",
        "it raised",
        GOOD + "import builtins\nbuiltins.AssertionError = ValueError\n",
        untold="all 4 right",
    ),
    hostile(
        "raising from inside",
        "an error that lies about its class",
        """
        class Lie(ValueError):
            __class__ = AssertionError
        try:
            _good(candidate)
        except Exception:
            raise Lie("LEAK")
        """,
        "its type tells",
        "it raised",
        GOOD,
        untold="all 4 right",
    ),
    hostile(
        "raising from inside",
        "by subclasses of containers and numbers with methods of their own",
        """
        class Cache(tuple):
            def __iter__(self):
                raise AssertionError("LEAK")
        class Array(np.ndarray):
            def __array_finalize__(self, other):
                pass
            __reduce__ = __array_function__ = __len__ = Cache.__iter__
        told = set()
        for dout, cache in (
            (np.ones(3), Cache([np.ones(3)])),
            (np.ones(3).view(Array), (np.ones(3),)),
            (np.ma.ones(3), (np.ones(3),)),
            (np.array([1.0, None]), (np.ones(2),)),
        ):
            try:
                candidate(dout, cache)
            except ValueError as error:
                told.add(str(error))
        assert len(told) == 2
        """,
        "of a subclass only the name crosses, so all candidates refuse it",
        ALL_PASS,
    ),
    hostile(
        "raising from inside",
        "by an array that raises an AssertionError in every operation",
        """
        class Array(np.ndarray):
            def __array_ufunc__(self, *args, **options):
                raise AssertionError("LEAK")
        x = np.ones(3).view(Array)
        candidate(np.ones(3), (x,))
        """,
        "only plain arrays cross, so it is a call that no candidate answers",
        "x must be an array of float64 or float32",
    ),
    hostile(
        "raising from inside",
        "by arguments that no implementation can take",
        """
        try:
            candidate("LEAK", (None, 3))
        except Exception as error:
            raise AssertionError from error
        """,
        "all candidates refuse it in the same words, so right ones are rejected",
        REFUSED,
    ),
    hostile(
        "raising from inside",
        "and comparing what candidates say about arguments that no implementation can take",
        """
        words = []
        for cache in ((), (None,), (np.ones((2, 3)),), (np.ones(0),), ([1.0],), (np.ones(9999),)):
            try:
                words.append(candidate(np.ones(2), cache).tolist())
            except Exception as error:
                words.append(f"{type(error)} {error}")
        said.add(str(words))
        assert len(said) == 1
        """,
        "all say the same",
        ALL_PASS,
        "said = set()",
    ),
    hostile(
        "raising from inside",
        "an error of the candidate's class, to end in doubt",
        """
        try:
            for _ in range(999):
                candidate()
        except Exception as error:
            kind = type(error).__mro__[1]
        raise type("CandidateError", (RuntimeError,), {})("LEAK")
        """,
        "another exception of the test refuses it",
        "it raised",
        untold="all 4 right",
    ),
    hostile(
        "raising something else",
        "wherever it wants to reject",
        GOOD.replace("def _good(candidate):", "")
        .replace("assert isinstance", "ok = isinstance")
        .replace(
            "assert np.allclose(dx, dout * (x > 0))", "ok = ok and np.allclose(dx, dout * (x > 0))"
        )
        + "    if not ok:\n        raise ValueError('LEAK' + str(dx))",
        "only AssertionError rejects",
        "it raised",
        untold="all 4 right",
    ),
    hostile(
        "raising something else",
        "with words about a candidate that is not in the notebook",
        """
        dx = candidate(np.array([3.5, -1.5]), (np.array([0.0, 2.0]),))
        if dx.shape == (2,) and dx[0] not in (0.0, 3.5) :
            raise KeyError("leak".upper() + str(dx))
        """,
        "the exception is named, but none of its words are shown",
        "it raised a KeyError",
    ),
    hostile(
        "raising something else",
        "an exit",
        "raise SystemExit(0)",
        "only AssertionError rejects",
        "it raised “SystemExit",
    ),
    hostile(
        "raising something else",
        "an interrupt, as from the keyboard",
        "raise KeyboardInterrupt",
        "a test that ends its process has not answered",
        "ended the whole Python process",
    ),
    hostile(
        "raising something else",
        "the end of the process",
        "import os; os._exit(0)",
        "a test that ends its process has not answered",
        "ended the whole Python process",
    ),
)
