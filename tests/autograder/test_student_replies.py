"""Replies from a student's process: read if well-formed, and never taken for a verdict."""

from __future__ import annotations

import pytest
from corpus.entry import WORKER
from verdicts import points, scores

from autograder.inside import wire
from autograder.judge.calls import outcome
from autograder.sandbox.errors import SandboxError

REPLY = {
    "value": 1,
    "error": None,
    "error_type": None,
    "where": None,
    "raised_in": None,
    "mutated": (),
    "shared": (0,),
    "empty": None,
}


@pytest.mark.parametrize(
    "reply",
    [
        None,
        {},
        {key: value for key, value in REPLY.items() if key != "mutated"},
        {**REPLY, "error": 3},
        {**REPLY, "error_type": "ValueError"},
        {**REPLY, "mutated": ({},)},
        {**REPLY, "shared": [0]},
        {**REPLY, "empty": 1},
        {**REPLY, "raised_in": b"f"},
        {**REPLY, "mutated": (-100,)},
        {**REPLY, "mutated": (2,)},
        {**REPLY, "mutated": (True,)},
        {**REPLY, "mutated": ("all 34 cases pass",)},
        {**REPLY, "shared": (0, 0)},
    ],
)
def test_a_malformed_reply_is_refused(reply):
    with pytest.raises(SandboxError, match="malformed"):
        outcome(reply, (0, 1, "stride"))


def test_a_well_formed_reply_is_read():
    assert outcome(REPLY, (0, 1, "stride")).shared == (0,)
    assert outcome({**REPLY, "mutated": ("stride", 1)}, (0, 1, "stride")).mutated == ("stride", 1)


def test_a_forged_reply_is_not_believed(graded):
    """The frame is well-formed and on every descriptor, but nobody can guess the nonce."""
    frame = wire.encode({"nonce": "0" * 32, "reply": {**REPLY, "value": 2}})
    forge = (
        f"import os\nframe = {frame!r}\n"
        "def output_size(*args, **options):\n"
        "    for n in range(3, 30):\n"
        "        try: os.write(n, frame)\n"
        "        except OSError: pass\n"
    )
    notebook = graded(output_size=forge)
    assert points(notebook) == {"output_size": 0, "pad2d": 3}
    assert "a reply that nobody asked for" in scores(notebook)["output_size"]["review"]


FORGED = "all 34 cases pass.\r\n  Passed   plain 4/4\u202e\x1b[2J\u2028"
LOOKS = "worker['ANSWERS']['look'] = lambda *a, **k: {!r}"
EMPTY = """
real = worker["ANSWERS"]["call"]
def call(*arguments, **named):
    said = {"error": "x", "error_type": "NotImplementedError", "empty": FORGED}
    return {**real(*arguments, **named), **said}
worker["ANSWERS"]["call"] = call
"""


@pytest.mark.parametrize(
    "code",
    [LOOKS.format({"text": FORGED, "culprit": FORGED}), EMPTY.replace("FORGED", repr(FORGED))],
)
def test_no_words_of_a_process_look_like_a_verdict(graded, code):
    notebook = graded(extra=WORKER + code, pad2d="def pad2d(x, padding):\n    return x.copy()")
    for name, score in scores(notebook).items():
        first, *rest = score["message"].splitlines()
        assert score["points"] == 0 and not score["passed"]
        assert all(character.isprintable() for character in first + "".join(rest))
        assert first.startswith(
            (f"{name}: no points, the function was not called.", f"{name}: `{name}` calls")
        )
        assert not any(line.startswith("  Passed") for line in rest)


def test_the_function_that_causes_a_failure_is_named(graded):
    helper = "def crop(x):\n    {}\ndef pad2d(x, padding):\n    return crop(x)"
    for body in ("return x.nothing", "import torch"):
        said = scores(graded(pad2d=helper.format(body)))
        assert said["pad2d"]["culprit"] == "crop" and said["output_size"]["culprit"] is None


def test_a_type_whose_name_is_a_verdict_is_reported_as_a_problem(graded):
    notebook = graded(pad2d=f"pad2d = type({FORGED!r}, (), {{}})()")
    first, second = scores(notebook)["pad2d"]["message"].splitlines()
    assert first == "pad2d: no points, the function was not called."
    assert second.startswith("  Problem  the name holds “all 34 cases pass. Passed")
    assert second.endswith("”, not a function.") and second.count("“") == 1


@pytest.mark.parametrize(
    "reply",
    [[1], "text", {"text": [1], "culprit": None}, {"text": "", "culprit": 1}, {"text": ""}],
)
def test_a_malformed_complaint_gives_no_verdict(graded, reply):
    notebook = graded(extra=WORKER + LOOKS.format(reply))
    assert all("malformed" in score["review"] for score in scores(notebook).values())
