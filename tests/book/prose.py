"""What a chapter says in words and in formulas, taken from its source."""

from __future__ import annotations

import re

from contents import BOOK, source
from course.shared import expand

CELLS = re.compile(
    r"^(`{3,})\{(code-cell|quote-code|bibliography|live|include)\}.*?^\1$", re.M | re.S
)
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.S)
FENCE = re.compile(
    r"^(?:`{3,}(?:\{\w+\})?|:\w+:.*|\S*/\S+\.(?:md|svg)$)", re.M
)  # the text between stays
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.S)
ROLE = re.compile(r"\{(?!term)[\w:]+\}`[^`]*`")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.S)
ADDRESS = re.compile(r"\]\([^)]*\)")
WORDS = re.compile(r"\\(?:mathit|mathsf|text|begin|end|binom|mathrm)\{[^{}]*\}")
SYMBOL = re.compile(r"\\[A-Za-z]+|(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])")


def text_and_formulas(name):
    """Give a page's source without its cells."""
    text, _ = expand(source(name), BOOK)
    return CELLS.sub("", FRONT_MATTER.sub("", text))


def words(text):
    """Keep the words, and the roles `{term}`: no formula, code, address or other role."""
    terms = []

    def keep(role):
        terms.append(role[0])
        return f"\0{len(terms) - 1}\0"

    text = re.sub(r"\{term\}`[^`]+`", keep, text)
    for pattern in (FENCE, FORMULA, ROLE, CODE):
        text = pattern.sub(" ", text)
    text = ADDRESS.sub("]", text)
    return re.sub("\0(\\d+)\0", lambda place: terms[int(place[1])], text)


def symbols(formulas):
    """List the letters in formulas, Greek ones as commands, in the order of their first use."""
    found = {}
    for formula in FORMULA.findall(formulas):
        found.update(dict.fromkeys(SYMBOL.findall(WORDS.sub(" ", formula))))
    return list(found)
