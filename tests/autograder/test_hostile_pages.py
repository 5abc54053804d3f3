"""Hostile work on a feedback page, in a real browser: none of it runs, or poses as ours."""

from __future__ import annotations

import time

from nbformat.v4 import new_output
from student_page import MESSAGE, PIXEL, RUN, SCRIPT, score, student_page

from autograder.pages import safe_html
from autograder.pages.page import feedback_page
from cnncourse.common.words import TURNING, quoted

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
    return feedback_page(notebook, {**resources, "student": f"ann{SCRIPT}"})


def test_nothing_from_a_student_runs(visit):
    with visit(hostile_page()) as (page, problems):
        page.mouse.move(300, 300)
        for details in page.locator("details > summary").all():
            details.click()
        page.wait_for_timeout(200)
        assert problems == []  # not even the page's policy had anything to refuse
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
        assert f"Bad{SCRIPT}: {SCRIPT}" in text  # it is shown as text
        assert "Well done!" in text and "Traceback" not in text


def test_the_policy_is_a_second_line_of_defence(visit):
    """Even if a script or an external picture got through, the policy would stop it."""
    holed = hostile_page().replace("<main>", f"{SCRIPT}<img src='http://evil.invalid/'><main>")
    with visit(holed) as (page, problems):
        page.wait_for_timeout(100)
        assert page.title() != "ran"
        assert problems and all("Content Security Policy" in problem for problem in problems)


def test_a_students_text_stays_in_its_labelled_box(visit):
    forged = (
        "<h1>Demo</h1>\n\n**2 of 2 points** $\\hspace{-99em}\\text{full marks}$\n\n</div></article>"
    )
    notebook, resources = student_page([f"    ## {forged}", "<div>" * 300 + "deep", "a " * 3000])
    notebook.cells[-3].source = "    ## " + forged.replace("\n", "\n    ")
    text = feedback_page(notebook, resources)
    assert "\u202e" not in feedback_page(*student_page(["'''\u202e'''"], repairs=["\u202ea"]))
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
    text = feedback_page(notebook, resources)
    assert time.process_time() - begun < 5
    assert text.count("<math") < 4 * len(heavy) / 3 + 10 and len(text) < 3_000_000
    assert text.count("How many?") == 1 and "$x$$x$" in text  # the others are shown as typed


def test_right_to_left_words_stay_between_their_quotes(visit):
    """Right-to-left letters would otherwise pull our numbers over to their side."""
    words = quoted("ValueError: שלום “20 of 20” `x` \u202e\u200f")
    message = MESSAGE.replace("it returned 7, which is wrong", f"it raised {words} 7")
    notebook, resources = student_page(scores={"output_size": score("output_size", 0, 2, message)})
    with visit(feedback_page(notebook, resources)) as (shown, problems):
        assert shown.locator("dd.problem bdi").all_inner_texts() == [words]
        assert shown.locator("dd.problem").inner_text() == f"It raised {words} 7"
        boxes = "[...document.querySelectorAll('dd.problem bdi')].map(e => e.offsetLeft)"
        assert problems == [] and shown.evaluate(boxes)[0] > 0
    text = feedback_page(*student_page(["a = '\u200f\u061c\u2067'"]))
    assert not TURNING.search(text)
