"""Find answers that look like tables of results: a note for the instructor, no effect on points.

A table of the secret cases' results needs many literals: numbers, short strings, or a few long
strings into which they are packed. Answers written by hand hold few. Only the text is read: a
student's source may not compile, or may be made to break a compiler.
"""

from __future__ import annotations

import re

from autograder.submissions.marks import by_student, exercise_of

MOST_NUMBERS = 100  # in an answer; the longest one in the course has a third of this
MANY_FUNCTIONS = 10  # an answer with so many was collected from earlier notebooks,
MOST_NUMBERS_OF_MANY = 400  # and may hold more; that of the course has 144
MOST_NUMBERS_ELSEWHERE = 250  # in other cells, such as an image to try things on
MOST_STRINGS = 60
LONG_WORD = 24  # characters; no English word and few names are this long
MOST_PACKED = 120  # characters of long words
LONGEST_NUMBER = 40  # characters
ANOTHER = "another cell"

# A string may also end with its line, or with the cell, so no part is ever read twice.
PIECE = re.compile(
    r"#[^\n]*"
    r"|(?P<string>(?P<triple>\"\"\"|''')(?:[^\\]|\\.)*?(?:(?P=triple)|\\?\Z)"
    r"|(?P<quote>[\"'])(?:(?!(?P=quote))[^\\\n]|\\.)*(?:(?P=quote)|(?=\n)|\\?\Z))"
    r"|(?P<number>(?<![\w.])\d[\w.]*)",
    re.DOTALL,
)
NUMBER = re.compile(r"(?<![A-Za-z_\d])\d+")
FUNCTION = re.compile(r"^def ", re.MULTILINE)


def tables_in(cells):
    """List the answers that look like tables.

    Parameters
    ----------
    cells : list of NotebookNode
        The cells of a rebuilt notebook.

    Returns
    -------
    list of str
        Names of exercises, and `ANOTHER` for the student's other cells.
    """
    own = [cell for cell in cells if cell.cell_type == "code" and by_student(cell)]
    found = [exercise_of(cell) or ANOTHER for cell in own if _is_marked(cell)]
    return list(dict.fromkeys(found))


def _is_marked(cell):
    most = MOST_NUMBERS if exercise_of(cell) else MOST_NUMBERS_ELSEWHERE
    return looks_like_a_table(cell.source, most)


def looks_like_a_table(source, most_numbers=MOST_NUMBERS):
    """Return whether a cell holds more literals than an answer written by hand.

    Parameters
    ----------
    source : str
    most_numbers : int

    Returns
    -------
    bool
    """
    numbers = strings = packed = 0
    for piece in PIECE.finditer(source):
        if piece["number"]:
            numbers += 1
            packed += len(piece[0]) * (len(piece[0]) > LONGEST_NUMBER)
        elif piece["string"]:
            strings += 1
            numbers += sum(1 for _ in NUMBER.finditer(piece[0]))
            packed += sum(len(word) for word in piece[0].split() if len(word) > LONG_WORD)
    if len(FUNCTION.findall(source)) >= MANY_FUNCTIONS:
        most_numbers = max(most_numbers, MOST_NUMBERS_OF_MANY)
    return numbers > most_numbers or strings > MOST_STRINGS or packed > MOST_PACKED
