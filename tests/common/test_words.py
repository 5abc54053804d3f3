"""Student-written text inside our messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncourse.common.words import MARKS, TURNING, name_or_quoted, one_line, quoted, shown_name

PLAIN = ["zoë", "-rf", "'; drop", " an  n "]
FLOOD = "e" + "\u0301" * 50
HOSTILE = {
    "x” 20 of 20 points, “": '“x" 20 of 20 points, "”',
    "a`b` 'c' \"d\"": "“a'b' 'c' \"d\"”",
    "a\r\nb\u2028c\x85d\x0be": "“a b c d e”",
    "\x1b[2J\x1b]0;title\x07x": "“[2J]0;titlex”",
    "\u202e\u2066\u200f\u061cx": "“x”",
    "\u200b\u200d\ufeff\u00ad\u3164\u2800x": "“x”",
    FLOOD: "“" + FLOOD[: 1 + MARKS] + "”",
    "\ud800\ue000\U000e0041x": "“x”",
    "": "“”",
    "naïve größer 卷积 שלום": "“naïve größer 卷积 שלום”",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_words_are_quoted_on_one_visible_line(text):
    assert quoted(text) == HOSTILE[text]


def test_words_are_truncated():
    assert quoted("x" * 501) == "“" + "x" * 500 + "…”"
    assert quoted("abcd", 3) == "“abc…”"


@given(st.text())
def test_no_text_escapes_its_quotes_or_its_line(text):
    line = quoted(text)
    assert (line[0], line[-1]) == ("“", "”") and "`" not in line
    assert line.count("“") == line.count("”") == 1
    assert line.isprintable() and not TURNING.search(line)
    assert one_line(one_line(text)) == one_line(text)


def test_only_a_short_plain_name_is_unquoted():
    assert name_or_quoted("MyArray_2") == "MyArray_2"
    for name in ("20 of 20 points", "FullPointsSignedTheInstructor", "é", "a.b", "", "x\n"):
        assert name_or_quoted(name) == quoted(name)


def test_unusual_names_are_escaped():
    assert [shown_name(name) for name in PLAIN] == PLAIN
    for name in ("a\u202eb", "x\x1b[2J", FLOOD, "\udcff", "a\u3164"):
        assert shown_name(name) == ascii(name)
