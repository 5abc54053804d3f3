"""After a second release, students are told about their own changes and no others."""

from __future__ import annotations

import copy
import json

import pytest
from small_class import ASSIGNMENT, NOTEBOOK, SOURCE, hand_in
from test_gradebook_told import release_again
from test_rebuild import answers_in, find, sources

from autograder.authoring.notebooks import code_cell, fill, to_bytes
from autograder.judge.bundle import Bundle, read_bundle
from autograder.submissions.older_releases import MOST, OlderReleases, with_release
from autograder.submissions.rebuild import rebuild_notebook

# nbgrader and Jupyter warn about themselves; that is theirs to mend
pytestmark = pytest.mark.filterwarnings("default")

OLD_STUB = "def pad2d(x, padding):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
OLD_GIVEN = "import numpy as np\n\ndef helper():\n    return 'with a mistake'"


def changed_points(old):
    find(old, "pad2d").metadata.nbgrader.points = 17


def changed_kind(old):
    find(old, "pad2d").metadata.nbgrader.update(locked=False, task=True)


def other_text_of_a_check(old):
    find(old, "pad2d").source = 'check("pad2d")  # then go on'


def other_prose(old):
    old.cells[0].source = "# An older title"


def other_stub(old):
    find(old, "solution_pad2d").source = OLD_STUB


def other_order(old):
    cells = [find(old, name) for name in ("solution_pad2d", "pad2d")]
    for cell in cells:
        old.cells.remove(cell)
    old.cells[2:2] = cells


def without_a_check(old):
    old.cells.remove(find(old, "pad2d"))


def other_given_code(old):
    given = next(cell for cell in old.cells if cell.source.startswith("import numpy"))
    given.source, given.id = OLD_GIVEN, "0123456789ab"


CHANGES = [
    *(changed_points, changed_kind, other_text_of_a_check, other_prose, other_stub),
    *(other_order, without_a_check, other_given_code),
]


@pytest.mark.parametrize("change", CHANGES)
def test_answers_to_an_older_release_need_no_repairs(release, solved, change):
    old = copy.deepcopy(release)
    change(old)
    records = with_release(with_release([], old), release)
    submission = to_bytes(fill(json.loads(json.dumps(old)), solved))
    rebuilt = rebuild_notebook(submission, release, records)
    assert rebuilt.repairs == [] and answers_in(rebuilt) == solved
    now = rebuild_notebook(to_bytes(fill(release, solved)), release, records)
    given = [source for source in sources(rebuilt) if source != OLD_GIVEN]
    assert given == sources(now)


def test_given_code_of_an_older_release_runs_before_the_present_code(release, solved):
    old = copy.deepcopy(release)
    other_given_code(old)
    submission = to_bytes(fill(json.loads(json.dumps(old)), solved))
    order = sources(rebuild_notebook(submission, release, with_release([], old)))
    first = next(c.source for c in release.cells if c.cell_type == "code")
    assert order.index(OLD_GIVEN) < order.index(first)


def test_an_untouched_answer_cell_of_an_older_release_is_unanswered(release):
    old = copy.deepcopy(release)
    other_stub(old)
    handed = json.loads(json.dumps(old))
    at = handed["cells"].index(find(handed, "solution_pad2d"))
    handed["cells"].insert(at + 1, code_cell("def pad2d(x, padding):\n    return x"))
    rebuilt = rebuild_notebook(to_bytes(handed), release, with_release([], old))
    assert rebuilt.repairs == ["The answer for pad2d was found in another cell."]
    assert answers_in(rebuilt)["pad2d"].endswith("return x")


def forged(handed):
    find(handed, "pad2d")["metadata"]["nbgrader"]["points"] = 10**6
    return "The check of pad2d had changed grading metadata; it was restored."


def other_check(handed):
    find(handed, "pad2d")["source"] = "check = print"
    return "The check of pad2d was restored."


def deleted(handed):
    handed["cells"].remove(find(handed, "output_size"))
    return "The check of output_size was missing; it was restored."


def reversed_cells(handed):
    handed["cells"].reverse()
    return "The cells were out of order; their original order was restored."


@pytest.mark.parametrize("change", [forged, other_check, deleted, reversed_cells])
def test_the_students_own_changes_are_still_reported(release, solved, change):
    old = copy.deepcopy(release)
    changed_points(old)
    records = with_release(with_release([], old), release)
    handed = fill(json.loads(json.dumps(old)), solved)
    told = change(handed)
    assert rebuild_notebook(to_bytes(handed), release, records).repairs == [told]


def test_every_release_is_recorded_once_and_the_newest_are_kept(release):
    records = with_release([], release)
    assert with_release(records, release) == records
    for points in range(100, 100 + MOST):
        find(release, "pad2d").metadata.nbgrader.points = points
        records = with_release(json.loads(json.dumps(records)), release)
    assert len(records) == MOST
    assert OlderReleases().always_had("pad2d") and not OlderReleases().had_order(["x"])


def test_release_records_what_students_get(handed, tmp_path):
    assert len(handed.older_releases(ASSIGNMENT)) == 1
    handed.older_list.unlink()  # as before releases were recorded
    release_again(handed, tmp_path, SOURCE.replace("points: 3", "points: 5"))
    bundle = read_bundle(handed, ASSIGNMENT)
    assert len(bundle.older) == 2 and Bundle.from_bytes(bundle.to_bytes()).older == bundle.older
    honest = handed.folder("submitted", ASSIGNMENT, "ann") / NOTEBOOK
    assert rebuild_notebook(honest.read_bytes(), bundle.release, bundle.older).repairs == []
    assert len(rebuild_notebook(honest.read_bytes(), bundle.release).repairs) == 1
    hand_in(handed, "ann", {})
    release_again(handed, tmp_path, SOURCE.replace("points: 3", "points: 5"))
    assert read_bundle(handed, ASSIGNMENT).older == bundle.older
