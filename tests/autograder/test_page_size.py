"""A feedback page has at most a million bytes, whatever was handed in; honest pages are whole."""

from __future__ import annotations

import base64
import random

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell
from student_page import score, student_page

from autograder.pages import page as page_module
from autograder.pages.budget import Budget, size_of

LARGEST = 1_000_000
PICTURE = base64.b64encode(bytes(700_000)).decode()


def page(cells=(), **options):
    notebook, resources = student_page(["    return 1"], **options)
    notebook.cells += cells
    return page_module.feedback_page(notebook, resources)


def printed(text):
    return new_output("stream", name="stdout", text=text)


def own(number, source="", make=new_markdown_cell):
    return make(source, id=f"extra_{number}")


def code_with(outputs):
    cell = own(0, "1", new_code_cell)
    cell.outputs = outputs
    return cell


QUOTES = '"' * 900_000  # five bytes each
TOKENS = "a=1;" * 4_000
PICTURES = [new_output("display_data", data={"image/png": PICTURE})] * 9
ATTACHED = own(0, "![x](attachment:x.png)")
ATTACHED.attachments = {"x.png": {"image/png": base64.b64encode(bytes(1_400_000)).decode()}}

HOSTILE = {
    "a long text": ([own(0, QUOTES)], "(900,000 bytes, which do not fit on this page)"),
    "a text of ampersands in lines": ([own(0, "&\n" * 400_000)], "(800,000 bytes"),
    "one far too long": ([own(0, "x" * 30_000_000)], "(30,000,000 bytes"),
    "long code": ([own(0, QUOTES, new_code_cell)], "(900,000 bytes"),
    "a long raw cell": ([own(0, QUOTES, new_raw_cell)], "(900,000 bytes"),
    "code of many tokens": ([own(n, TOKENS, new_code_cell) for n in range(200)], "of your cells"),
    "many cells": ([own(n, "x") for n in range(20_000)], "Left out: 18,"),
    "many cells of code": ([own(n, "x", new_code_cell) for n in range(20_000)], "of your cells"),
    "many long cells": ([own(n, QUOTES) for n in range(50)], "do not fit"),
    "long outputs": ([code_with([printed(QUOTES[:20_000])] * 50)], "(20,000 bytes, which"),
    "many outputs": ([code_with([printed("x")] * 50) for _ in range(500)], "outputs left out"),
    "empty outputs": ([code_with([printed("")] * 50) for _ in range(500)], "outputs left out"),
    "pictures": ([code_with(PICTURES)], "(a picture of 933,"),
    "an attached picture": ([ATTACHED], "(its pictures: "),
    "nested quotes": ([own(n, "> " * 300 + "x") for n in range(900)], "of your cells"),
    "lists": ([own(n, "- " * 200 + "x\n" * 99) for n in range(3_000)], "of your cells"),
    "tables": (
        [own(n, "a|" * 30 + "\n" + "-|" * 30 + "\n" + "b\n" * 90) for n in range(99)],
        "of y",
    ),
    "formulas": ([own(n, "$x^2$ " * 250) for n in range(900)], "of your cells"),
    "entities": ([own(n, "&lt;" * 5_000) for n in range(99)], "of your cells"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_stays_small_and_says_what_is_left_out(name):
    cells, told = HOSTILE[name]
    html = page(cells)
    assert size_of(html) < LARGEST
    assert told in html


def test_notes_on_a_submission_are_bounded_too():
    names = ", ".join(f"{n} <{'x' * 200}>.ipynb" for n in range(5_000))
    scores = {"output_size": score("output_size", 0, 2.0, "Not graded.", review=names)}
    for options in ({"scores": scores}, {"reason": names}, {"repairs": [names] * 5_000}):
        html = page(**options)
        assert size_of(html) < LARGEST and "…" in html
    assert "And 4900 more." in html


def test_an_answer_keeps_its_place_if_earlier_cells_used_up_the_room():
    notebook, resources = student_page(["    return 1"])
    notebook.cells[2:2] = [own(n, QUOTES[:20_000], new_code_cell) for n in range(60)]
    html = page_module.feedback_page(notebook, resources)
    assert size_of(html) < LARGEST
    assert "Your answer" in html and "3 of 7 cases pass." in html


def test_what_fits_is_shown_whole():
    text = "".join(random.Random(0).choices("ab<>&\"' \n", k=50_000))
    html = page([code_with([printed(text)])])
    assert Budget(room=10**9).text(text) in html
    assert "do not fit" not in html and "left out" not in html


def test_a_page_at_its_limit_counts_every_byte():
    """The budget counts exactly what the page holds, so text of any size stays below."""
    for size in range(150_000, 190_000, 5_000):
        assert size_of(page([own(0, '"' * size)])) < LARGEST
