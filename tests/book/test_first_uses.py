"""No word or letter before the page that introduces it, in the order of `_toc.yml`.

A word of the glossary may be used earlier if its first use links to the glossary.
"""

from __future__ import annotations

import re

import pytest
from chapter_list import CHAPTERS as LISTED
from contents import CHAPTERS, source
from prose import symbols, text_and_formulas, words

GLOSSARY, NOTATION = "reference/glossary", "reference/notation"
ENTRY = re.compile(r"^(?P<names>(?:\S.*\n)+)(?P<meaning>(?:  .*\n)+)", re.M)
PAGE = re.compile(r"\{doc\}`/([^`]+)`")

FORMS = {  # where adding an s is not enough
    "depthwise convolution": r"depthwise",
    "Glorot initialization": r"Glorot('s rule| initialization)",
    "He initialization": r"He('s rule| initialization)",
    "held out": r"held[- ]out",
    "overfitting": r"overfit(s|ting)?",
    "pooling": r"pool(s|ed|ing|ings)?",
}


def glossary():
    """List the entries: names, and the page that introduces them or the title of one to come."""
    text = re.search(r"```\{glossary\}\n(.*?)```", source(GLOSSARY), re.S)[1]
    for entry in ENTRY.finditer(text):
        place = re.search(r"\((.+)\)\n\Z", entry["meaning"])[1]
        page = PAGE.fullmatch(place)
        yield entry["names"].splitlines(), page[1] if page else None, place


def pattern(name):
    """Match a term in its usual forms; capital letters count in abbreviations."""
    form = FORMS.get(name) or re.sub(r"\\?[ -]", "[- ]", re.escape(name)) + "s?"
    return re.compile(rf"(?<![\w-])(?:{form})(?!\w)", 0 if re.search("[A-Z]{2}", name) else re.I)


def first_use(names, text):
    """Find the first of some names in a text; None if there is none."""
    found = filter(None, (pattern(name).search(text) for name in names))
    return min(found, key=lambda match: match.start(), default=None)


def early_uses(pages, entries):
    """Name the first uses of terms that are neither introduced there nor a link.

    Parameters
    ----------
    pages : dict of str to str
        The words of each page, in reading order.
    entries : list of tuple
        As `glossary` gives them.

    Returns
    -------
    list of tuple of str
        Page and term.
    """
    early = []
    for names, page, _ in entries:
        for name, text in pages.items():
            match = first_use(names, text)
            if match is None:
                continue
            linked = re.search(r"\{term\}`[^`]*\Z", text[: match.start()])
            if name != page and not linked:
                early.append((name, names[0]))
            break
    return early


def test_no_term_is_used_before_it_is_introduced():
    pages = {name: words(text_and_formulas(name)) for name in CHAPTERS}
    assert early_uses(pages, list(glossary())) == []


def test_an_early_use_is_found_and_a_link_or_the_introduction_excuses_it():
    entry = [(["pooling"], "second", "")]
    assert early_uses({"first": "It pools.", "second": "*Pooling*"}, entry) == [
        ("first", "pooling")
    ]
    assert early_uses({"first": "{term}`It pools <pooling>`", "second": "*Pooling*"}, entry) == []
    assert early_uses({"second": "*Pooling*", "third": "pools"}, entry) == []
    assert early_uses({"first": words("spools, `pool`, $pool$")}, entry) == []
    assert words("`pool` and $pool$ and {doc}`pool` and [a](pool.md)").split() == [
        *("and", "and", "and", "[a]")
    ]


@pytest.mark.parametrize("names, page, place", list(glossary()), ids=lambda value: str(value))
def test_a_term_is_introduced_where_the_glossary_says(names, page, place):
    if page is None:
        coming = [chapter["title"] for chapter in LISTED if "page" not in chapter]
        assert place in coming
    else:
        assert first_use(names, words(text_and_formulas(page)))


def letters(section):
    """List the letters of one table of the notation page, each with the page that introduces it."""
    table = re.search(rf"^## {section}\n.*?^\|.*?\n\n", source(NOTATION), re.M | re.S)[0]
    for row in re.findall(r"^\| (.+?) \| .+ \| (.+?) \|$", table, re.M)[1:]:
        page = PAGE.fullmatch(row[1])
        yield symbols(row[0]), page[1] if page else None, row[1]


GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma "
    "tau phi varphi chi psi omega ell Gamma Delta Theta Lambda Pi Sigma Phi Psi Omega"
)
TABLES = ("Sizes", "Places", "Arrays and functions", "Signs")
ANY = re.search(r"^The letters (.+) stand for whatever", source(NOTATION), re.M)[1]
SECOND = {  # as the notation page says
    ("3_working/matrix_products", "F"),
    ("2_learning/backward_rest", "k"),
    ("2_learning/backward_rest", "\\alpha"),
    ("2_learning/backward_rest", "\\beta"),
}


def test_no_letter_is_used_before_it_is_introduced():
    known = set(symbols(ANY))
    tables = [row for section in TABLES for row in letters(section)]
    greek = {f"\\{name}" for name in GREEK.split()}
    signs = {sign for row in tables for sign in row[0]} | greek  # and no layout, such as \quad
    early = []
    for name in CHAPTERS:
        known |= {letter for row in tables if row[1] == name for letter in row[0]}
        used = symbols(text_and_formulas(name))
        used = [s for s in used if not s.startswith("\\") or s in signs]
        early += [(name, s) for s in used if s not in known and (name, s) not in SECOND]
    assert early == []


def test_a_letter_has_one_row():
    rows = re.findall(
        r"^\| (\$.+?) \| .+ \| .+ \|$", source(NOTATION).split("(two-meanings)=")[0], re.M
    )
    bare = [sign for row in rows for sign in re.findall(r"\$(\\?[A-Za-z]+)\$", row)]
    assert {"S", "\\tau"} <= set(bare) and len(bare) == len(set(bare))
