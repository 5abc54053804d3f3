"""Tests: a student's test function, graded by the wrong implementations that it rejects.

    tests("test_relu_backward", ASSIGNMENT, exercises.test_relu_backward,
          Implementations(FOLDER / "relu_backward", relu_backward, calls.relu_backward))

The test takes a candidate. It returns for a right one and raises an AssertionError for a wrong one;
nothing else rejects. Points are the share of the wrong kinds that it rejects. There are none if it
rejects a right candidate, raises another exception, or answers differently for the same candidate.

Where the test runs there is only a proxy of the candidate, in `harnesses.candidates`. Its calls are
answered by a `Candidate`, which in grading stays with the referee. So a test learns only what
candidates return:

- only plain arrays and numbers cross, and a call that no implementation has to answer is refused
  before the candidate sees it: all candidates refuse the same calls in the same words;
- the text of a candidate's own error does not cross;
- in grading, `autograder.judge.candidates` hides how long a candidate takes;
- candidates come in an order drawn from the seed, each of them several times.

The check in a notebook knows the right candidates and the wrong ones in `public.py`. Grading begins
with these. Then, in a process that has not seen them, all candidates come in random order, twice.
Nothing in this file runs in the sandbox.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cnncourse.checks.engine.answers import Answer, read, source_of
from cnncourse.checks.engine.check import Case, Check
from cnncourse.checks.engine.edits import EditError
from cnncourse.checks.engine.in_process import copied
from cnncourse.checks.kinds.harnesses.candidates import answer_of_test, answered
from cnncourse.checks.kinds.tests_verdict import ACCEPT, REJECT, verdict

FILENAME = "<candidate>"


def tests(name, assignment, reference, implementations, *, given=()):
    """Make the check of a test function.

    Parameters
    ----------
    name, assignment : str
    reference : callable
        `reference(candidate)`: it rejects all wrong candidates and accepts all right ones.
    implementations : Implementations
    given : tuple of str
        See `Check`.

    Returns
    -------
    Check
    """

    def public(rng):
        for _ in range(2):
            yield from _shuffled(implementations.public, rng)

    def secret(rng):
        yield from _shuffled(implementations.all, rng)

    return Check(
        name,
        assignment,
        reference,
        public,
        given=given,
        harness=answer_of_test,
        secret_cases=secret,
        verdict=verdict,
        subject=implementations,
    )


def _shuffled(candidates, rng):
    """Yield a case for each candidate, in random order.

    The first right one is equally likely at every place among the wrong ones. So a test that
    assumes that the first candidate is right, or the fifth, is rarely lucky.
    """
    right, wrong = (
        [one for one in candidates if one.is_right is wanted] for wanted in (True, False)
    )
    order = [wrong[number] for number in rng.permutation(len(wrong))]
    least = int(rng.integers(len(wrong) + 1))
    for number in rng.permutation(len(right)):
        order.insert(least, right[number])
        least = int(rng.integers(least + 1, len(order) + 1))
    for one in order:
        yield Case(one.title, (one,), known=ACCEPT if one.is_right else REJECT)


@dataclass(frozen=True, eq=False)
class Candidate:
    """An implementation that a test is tried on.

    Parameters
    ----------
    title : str
        Names the kind; several candidates may be of one kind.
    advice : str
        How a test can reject it.
    is_right, is_public : bool
    number : int
        Its place in `Implementations.all`.
    function : callable
    arguments : callable
        `Implementations.arguments`.
    """

    title: str
    advice: str
    is_right: bool
    is_public: bool
    number: int
    function: Callable = field(repr=False)
    arguments: Callable = field(repr=False)

    def __call__(self, args, kwargs):
        """Answer a call of the proxy.

        Parameters
        ----------
        args : tuple
        kwargs : dict
            Whatever the student's process sends.

        Returns
        -------
        dict
            See `harnesses.candidates.answered`.
        """
        try:
            return self.answer(self.arguments(args, kwargs))
        except ValueError as error:
            return answered(refused=str(error))

    def answer(self, args):
        """Answer a call with arguments from `Implementations.arguments`."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                return answered(value=copied(self.function(*copied(args))))
            except Exception:  # its text could tell candidates apart
                return answered(erred=True)


@dataclass(frozen=True, eq=False)
class Implementations:
    """The right and wrong implementations of one function.

    Parameters
    ----------
    folder : Path
        Holds `right.py`, `public.py` and `secret.py`, in the format of `engine.answers`: right
        ones in other styles, wrong ones that the notebook's own check knows, and wrong ones that
        only grading knows. A title names the kind; the line below says how a test can reject it.
    reference : callable
        The function that edits apply to; a right candidate itself.
    check_call : callable
        `check_call(dout, cache)`, with the arguments of `reference`, returns the arguments for a
        candidate. It raises a ValueError for a call that no implementation has to answer, and for
        one that is too large.
    borrowed : Path or None
        Wrong answers of another assignment: a file, or a folder of files.
    titles : mapping of str to str
        The borrowed ones' titles, with advice for tests; they are secret.
    """

    folder: Path
    reference: Callable
    check_call: Callable
    borrowed: Path | None = None
    titles: Mapping[str, str] = field(default_factory=dict)

    @functools.cached_property
    def all(self):
        """All candidates: right ones, public ones, secret ones."""
        right = [Answer("the reference", "", self._source), *self._read("right")]
        public, secret = self._read("public"), [*self._read("secret"), *self._borrowed()]
        kinds = [(right, True, True), (public, False, True), (secret, False, False)]
        listed = [(answer, *kind) for answers, *kind in kinds for answer in answers]
        return [self._candidate(number, *one) for number, one in enumerate(listed)]

    @property
    def public(self):
        """The candidates that the notebook's own check knows."""
        return [one for one in self.all if one.is_public]

    def candidate(self, answer):
        """Make one more wrong candidate, such as a mutant."""
        return self._candidate(len(self.all), answer, False, False)

    def arguments(self, args, kwargs):
        """Return a candidate's arguments for a call of the proxy.

        Parameters
        ----------
        args : tuple
        kwargs : dict
            Whatever the student's process sends.

        Returns
        -------
        tuple

        Raises
        ------
        ValueError
            If no implementation has to answer the call.
        """
        signature = inspect.signature(self.check_call)
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError:
            names = ", ".join(signature.parameters)
            raise ValueError(f"call it as candidate({names})") from None
        return self.check_call(*bound.args, **bound.kwargs)

    @property
    def _source(self):
        return source_of(self.reference)

    def _read(self, name):
        return read(self.folder / f"{name}.py", self._source)

    def _borrowed(self):
        if self.borrowed is None:
            return []
        several = self.borrowed.is_dir()
        files = sorted(self.borrowed.glob("*.py")) if several else [self.borrowed]
        found = [answer for file in files for answer in read(file, self._source)]
        if missing := self.titles.keys() - {one.title for one in found}:
            raise EditError(f"{self.borrowed}: there is no wrong answer {missing.pop()!r}")
        return [
            Answer(one.title, self.titles[one.title], one.source)
            for one in found
            if one.title in self.titles
        ]

    def _candidate(self, number, answer, is_right, is_public):
        variables = {**self.reference.__globals__, "__name__": "__main__"}
        exec(compile(answer.source, FILENAME, "exec"), variables)
        function = variables[self.reference.__name__]
        return Candidate(
            title=answer.title,
            advice=answer.advice,
            is_right=is_right,
            is_public=is_public,
            number=number,
            function=function,
            arguments=self.arguments,
        )
