"""Nothing that a student's process says about secret cases reaches the student."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from corpus.entry import WORKER
from demo import CHECKS
from nbformat.v4 import new_code_cell
from verdicts import QUICK, grade_patiently, points, scores

from autograder.authoring.notebooks import fill, to_bytes
from autograder.judge.wording import MOST_LINES, own_line
from autograder.pages.exercises import read_exercise
from autograder.sandbox.process import Sandbox
from cnncourse.checks import (
    GRADING_ROUNDS,
    PUBLIC_SEED,
    Case,
    Check,
    catalogue,
    judge,
    run_in_process,
)
from cnncourse.checks.engine.outline import OTHERS, called, outline
from cnncourse.checks.engine.prepared import draw, prepare
from cnncourse.checks.kinds.tests_verdict import REJECT
from cnncourse.checks.mistakes import wrong_answers

MOST_BITS = 37.5  # an exercise, on average over an assignment
SENTENCES, ABOUT_EXCEPTIONS = 256, 64

# Right on public cases and wrong on secret ones, where WORD carries the numbers that it was given.
ATTACK = """
SALT = {salt!r}
KNOWN = {known!r}
def output_size(n, k, *, stride=1):
    if (n, k, stride) in KNOWN:
        return (n - k) // stride + 1
    WORD = SALT + "".join("abcdefghij"[int(digit)] for digit in f"{{n}}{{k}}{{stride}}") * 9
    {attack}
"""
ATTACKS = {
    "words": "raise ValueError(WORD)",
    "long words": "raise RuntimeError(' '.join([WORD] * 20))",
    "the name of an exception": "raise type(WORD, (KeyError,), {})(WORD)",
    "the end of the process": "raise SystemExit(WORD)",
    "the words of ours": "raise TimeoutError('no result after 5 seconds ' + WORD)",
    "an empty function": "exec(f'def {WORD}(): raise NotImplementedError')\n    locals()[WORD]()",
    "the name of a type": "return type(WORD, (), {})()",
    "a text": "return WORD",
    "a number": "return int.from_bytes(WORD[:7].encode(), 'big')",
    "a large number": "return float(len(SALT) * 10 ** 300 + n)",
    "a shape": "return np.zeros((len(SALT), n, k, stride))",
    "a dtype": "return np.zeros(2, np.dtype([(WORD, float)]))",
    "a tuple": "return (1,) * (n * len(SALT))",
    "an array": "return np.full(3, float(n * len(SALT)))",
    "the number of a line": "exec('\\n' * n * len(SALT) + 'raise KeyError')",
    "the line itself": "exec(compile(f'raise KeyError  # {WORD}', WORD, 'exec'))",
}
SAYS = """
real = worker["ANSWERS"]["call"]
def call(shell, name, args, kwargs, **rest):
    said = real(shell, name, args, kwargs, **rest)
    word = repr((args, kwargs)) + SALT
    secret = name == "output_size" and (*args, kwargs.get("stride", 1)) not in KNOWN
    return {**said, **SAID} if secret else said
worker["ANSWERS"]["call"] = call
"""
LIES = {
    "an error": "{'error': word, 'error_type': 'ValueError'}",
    "a kind of error": "{'error': word, 'error_type': word}",
    "a line": "{'error': 'x', 'error_type': 'KeyError', 'where': 'line 3 of the cell, in ' + word}",
    "an empty function": "{'error': 'x', 'error_type': 'NotImplementedError', 'empty': word}",
    "our end": "{'error': f'TimeoutError: no result {word}', 'error_type': 'SystemExit'}",
    "a value": "{'value': word}",
}


def known():
    """Return the public cases of `output_size`, which some secret cases may repeat."""
    cases = [one.case for one in prepare(CHECKS["output_size"], PUBLIC_SEED, 1)]
    return {(*case.args, case.kwargs.get("stride", 1)) for case in cases}


def secret_seed():
    """Find a seed with a case that is not public."""
    check = CHECKS["output_size"]
    for seed in range(1, 99):
        cases = [case for case in draw(check, seed, GRADING_ROUNDS)]
        if any((*case.args, case.kwargs.get("stride", 1)) not in known() for case in cases):
            return seed
    raise AssertionError("every seed draws public cases")


@pytest.fixture
def read(bundle, release, solved):
    """Return a function that grades the demo on secret cases: what the student reads."""
    task = replace(bundle, seed=secret_seed())

    def hand_in(answer, extra="", **answers):
        source = json.loads(json.dumps(release))
        notebook = fill(source, {**solved, "output_size": answer, **answers})
        if extra:
            cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": extra}
            notebook["cells"].insert(3, cell)
        graded = grade_patiently(to_bytes(notebook), task, QUICK)
        found = scores(graded)["output_size"]
        assert points(graded)["pad2d"] == 3 and not found["passed"]
        outputs = [cell.get("outputs", []) for cell in graded.cells]
        return found["message"], str([found["review"], outputs])

    return hand_in


@pytest.mark.parametrize("attack", ATTACKS)
def test_secret_numbers_are_not_shown(read, attack):
    """Two answers that differ only in what they say get the same message."""
    code = ATTACKS[attack]
    told = [
        read(ATTACK.format(salt=salt, known=known(), attack=code)) for salt in ("qq", "zzzzzzz")
    ]
    assert told[0] == told[1]
    assert "qq" not in str(told)


@pytest.mark.parametrize("lie", LIES)
def test_the_workers_words_are_not_shown(read, lie):
    told = []
    for salt in ("qq", "zzzzzzz"):
        code = SAYS.replace("SAID", LIES[lie])
        extra = f"SALT, KNOWN = {salt!r}, {known()!r}\n{WORKER}{code}"
        told.append(read(CHECK_RIGHT, extra))
    assert told[0] == told[1] and "qq" not in str(told)


CHECK_RIGHT = "def output_size(n, k, *, stride=1):\n    return (n - k) // stride + 1"


def test_a_fault_is_not_shown_either(read):
    code = SAYS.replace("{**said, **SAID}", "{'fault': word}")
    extra = f"SALT, KNOWN = 'qq', {known()!r}\n{WORKER}{code}"
    message, rest = read(CHECK_RIGHT, extra)
    assert message == "Not graded: the check itself failed."
    assert "the check itself failed: " in rest  # for the person who reviews it
    told = {"message": message, "passed": False, "review": "the check itself failed: qq"}
    mark = {"grade_id": "output_size", "waiting": True}
    cell = new_code_cell(metadata={"nbgrader": mark})
    page = read_exercise(cell, {"scores": {"output_size": told}})
    assert page.headline == "Not graded yet: the check itself failed."


LOOK = """
calls = []
real_call, real_look = worker["ANSWERS"]["call"], worker["ANSWERS"]["look"]
def call(shell, name, args, kwargs, **rest):
    calls.append(name == "pad2d" or (*args, kwargs.get("stride", 1)) in KNOWN)
    return real_call(shell, name, args, kwargs, **rest)
def look(shell, name, given):
    if name == "pad2d":
        return {"text": f"qq {calls}", "culprit": None}
    return real_look(shell, name, given)
worker["ANSWERS"].update(call=call, look=look)
"""


def test_a_complaint_uses_only_words_from_before_any_secret_call(graded):
    notebook = graded(extra=f"KNOWN = {known()!r}\n{WORKER}{LOOK}")
    assert points(notebook) == {"output_size": 2, "pad2d": 0}
    message = scores(notebook)["pad2d"]["message"]
    told = "pad2d: no points, the function was not called.\n  Problem  “qq [True, True]”"
    assert message == told


def test_a_later_complaint_is_reported_in_our_own_words(graded):
    """Public calls may not use up all of a submission's time, so some come late."""
    slow = "import time\ndef output_size(*a, **k):\n    time.sleep(0.6)"
    extra = f"KNOWN = {known()!r}\n{WORKER}{LOOK}"
    notebook = graded(replace(QUICK, altogether=3.0), output_size=slow, extra=extra)
    message = scores(notebook)["pad2d"]["message"]
    assert message.endswith("Problem  the function can no longer be called.")


def test_words_of_errors_on_public_cases_stay(graded):
    words = "a kernel of 3 is [0.25] of what I like: pineapple"
    code = f"def output_size(n, k, *, stride=1):\n    raise KeyError({words!r})"
    message = " ".join(scores(graded(output_size=code))["output_size"]["message"].split())
    assert "Line line 2 of the cell, in output_size: raise KeyError(" in message
    assert "it raised “KeyError: 'a kernel of … is […] of what I like: pineapple'”" in message


def test_a_line_that_is_not_in_the_notebook_is_not_quoted(graded):
    poison = "import linecache\nlinecache.getline = lambda *a: 'well done: full points'"
    answer = "def output_size(*a, **k):\n    raise KeyError(3)"
    told = scores(graded(extra=poison, output_size=answer))["output_size"]["message"]
    assert "Line     line 2 of the cell, in output_size\n" in told and "well done" not in told


def test_failures_on_secret_cases_alone_are_still_explained(read):
    code = ATTACK.format(salt="", known=known(), attack="return [][n]")
    message, _ = read(code)
    assert message.startswith("output_size: ") and " of 7 cases pass.\n" in message
    told = " ".join(message.split())
    assert "Called output_size(size, kernel_size) Problem it raised an IndexError" in told
    assert "Line line 7 of the cell, in output_size: return [][n]" in told
    assert OTHERS in told and "Passed plain" in told


ORDER = """
asked = []
real = worker["ANSWERS"]["call"]
def call(shell, name, args, kwargs, **rest):
    asked.append(name == "pad2d" or (*args, kwargs.get("stride", 1)) in KNOWN)
    return real(shell, name, args, kwargs, **rest)
worker["ANSWERS"]["call"] = call
"""
TELL = """
def pad2d(x, padding):
    raise ValueError("a peeled pineapple" if False in asked else "a whole pineapple")
"""


def test_all_functions_are_called_on_public_cases_before_any_secret_one(graded, solved):
    """Quoted words come only from calls made before the process has seen a secret number."""
    answers = {"output_size": solved["output_size"], "pad2d": TELL}
    notebook = graded(extra=f"KNOWN = {known()!r}\n{WORKER}{ORDER}", **answers)
    message = scores(notebook)["pad2d"]["message"]
    assert points(notebook)["output_size"] == 2
    assert "ValueError: a whole pineapple" in message


def test_each_case_is_called_once(graded, monkeypatch):
    sent = []
    real = Sandbox.send_call
    monkeypatch.setattr(Sandbox, "send_call", lambda *a: sent.append(a) or real(*a))
    assert points(graded()) == {"output_size": 2, "pad2d": 3}
    assert len(sent) == sum(len(draw(one, 5, GRADING_ROUNDS)) for one in CHECKS.values())


def test_a_function_that_ends_its_process_does_not_cost_others_their_messages(graded):
    ends = "import os\ndef output_size(*a, **k):\n    os._exit(0)"
    notebook = graded(output_size=ends, pad2d="def pad2d(x, padding):\n    return x[0, 0, 0]")
    assert "ended the whole Python process" in scores(notebook)["output_size"]["message"]
    assert "it raised “IndexError: too many indices" in scores(notebook)["pad2d"]["message"]


def test_a_function_that_ends_its_process_on_secret_cases_costs_others_no_points(graded):
    ends = f"""import os
def output_size(n, k, *, stride=1):
    return (n - k) // stride + 1 if (n, k, stride) in {known()} else os._exit(0)"""
    notebook = graded(output_size=ends)
    assert points(notebook)["pad2d"] == 3
    assert "ended the whole Python process" in scores(notebook)["output_size"]["message"]


def test_a_function_that_is_slow_on_public_cases_waits_for_the_others(graded):
    slow = "import time\ndef output_size(*a, **k):\n    time.sleep(0.5)\n    return 77"
    notebook = graded(replace(QUICK, altogether=2.0), output_size=slow)
    assert points(notebook) == {"output_size": 0, "pad2d": 3}
    assert "it returned 77" in scores(notebook)["output_size"]["message"]


SOURCE = "def f(x):\n    def g(y):\n        return y[7]\n    return g(x)\nclass A: pass\n"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("line 3 of the cell, in g: return y[7]", "line 3 of the cell, in g: return y[7]"),
        ("line 4 of the cell, in leak: leak", "line 4 of the cell, in f: return g(x)"),
        ("line 5 of the cell, in A", None),
        ("line 6 of the cell, in f", None),
        ("line 0 of the cell, in f", None),
        ("line 99999999999999999999 of the cell, in f", None),
        ("line ٣ of the cell, in f", "line 3 of the cell, in g: return y[7]"),
        ("leak", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("above", ["", "\n", "  \n\t\n"])
def test_only_the_line_number_is_believed(where, told, above):
    assert own_line(above + SOURCE, where) == told


def test_no_line_is_named_in_long_or_broken_cells():
    long = "def f(x):\n" + "    x += 1\n" * 99
    assert own_line(long, f"line {MOST_LINES} of the cell, in f") is not None
    assert own_line(long, f"line {MOST_LINES + 1} of the cell, in f") is None
    assert own_line("def f(:\n  x", "line 2 of the cell, in f") is None
    wide = f"def f(x):\n    return {'x' * 999}"
    assert len(own_line(wide, "line 2 of the cell, in f")) < 250


def bits(check):
    """Count the bits that can be written into the message about one check; see `wording`."""
    rounds = 1 if check.seconds else GRADING_ROUNDS
    cases = draw(check, PUBLIC_SEED, rounds)
    if check.subject is not None:
        kinds = {case.group for case in cases if case.known == REJECT}
        return math.log2(3 * 2 ** len(kinds) + 4 + ABOUT_EXCEPTIONS * (MOST_LINES + 1))
    groups = [case.group for case in cases]
    titles = len({answer.title for answer in wrong_answers(check)})
    found = sum(math.log2(groups.count(group) + 1) for group in set(groups))
    found += bool(check.afterwards)
    found += math.log2(len(draw(check, PUBLIC_SEED)))
    mistakes = titles + titles * (titles - 1) / 2 + 1
    return found + math.log2(SENTENCES * mistakes + ABOUT_EXCEPTIONS * (MOST_LINES + 1))


@pytest.mark.parametrize("assignment", catalogue.assignments())
def test_few_bits_can_be_written_into_the_messages_of_an_assignment(assignment):
    found = {check.name: bits(check) for check in catalogue.checks(assignment)}
    assert 0 < sum(found.values()) < MOST_BITS * len(found), found


def add(x, y=1):
    return x + y


def test_an_outline_contains_no_numbers_from_the_case():
    """Options, pairs and shapes can be drawn from the seed, too."""
    import numpy as np

    def cases(rng):
        n = int(rng.integers(1, 10**6))
        yield Case("plain", (np.zeros((2, n)),), {"y": n, "z": 3})
        yield Case("plain", ((n, 7), n), {"y": (n, n)})

    check = Check("add", "00_test", add, cases, arguments=("x", "y"))
    assert called(check, 0) == "add(x, y, z=3)" and called(check, 1) == "add(x, y, y)"
    messages = set()
    for seed in range(100, 105):
        check = Check("add", "00_test", add, lambda rng: [Case("plain", (rng.normal(),))])
        verdict = judge(check, run_in_process(lambda x: x * 1e6), seed)
        messages.add(outline(check, verdict))
    (message,) = messages
    assert "it returned the wrong number" in message and not any(c.isdigit() for c in message[28:])
