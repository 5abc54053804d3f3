"""Data files of the assignment, which a submission must see as they were released."""

from __future__ import annotations

from corpus.entry import Entry, cell

LINES = (("own files named like data files", "changed data files", "removed data files"),)
TABLE = "as it was released"
READ = "\nprint(open('table.csv').read(), open('texts/text.csv').read())"
SHOWN = f"{TABLE} {TABLE}"


def _own(place, content, assignment):
    place.mkdir(parents=True)
    (place / f"{assignment}.ipynb").write_bytes(content)
    (place / "table.csv").write_text("mine")
    (place / "texts").mkdir()
    (place / "texts" / "text.csv").write_text("mine")


def _own_folder(place, content, assignment):
    place.mkdir(parents=True)
    (place / f"{assignment}.ipynb").write_bytes(content)
    (place / "table.csv").mkdir()
    (place / "texts").symlink_to("/etc")


def tries(item, title, code, why):
    """Make an entry that tries to change the data, and then reads it in any case."""
    return cell(item, title, f"try:\n    {code}\nexcept OSError: pass{READ}", why, told=SHOWN)


STAYS = "the files are read-only, and nothing can replace them"
ENTRIES = (
    Entry("own files named like data files", "files beside the notebook",
          "only the notebook is handed in", extra=READ, lay=_own, told=SHOWN),
    Entry("own files named like data files", "a folder and a link beside it",
          "only the notebook is handed in", extra=READ, lay=_own_folder, told=SHOWN),
    tries("changed data files", "overwritten",
          "open('table.csv', 'w').write('mine')", STAYS),
    tries("changed data files", "appended to, deep in a folder",
          "open('texts/text.csv', 'a').write('mine')", STAYS),
    tries("changed data files", "made writable",
          "__import__('os').chmod('table.csv', 0o666)", STAYS),
    tries("changed data files", "another file moved over it",
          "import os; open('x', 'w').write('mine'); os.replace('x', 'table.csv')", STAYS),
    tries("changed data files", "at their source",
          "open('/data/table.csv', 'w').write('mine')", STAYS),
    tries("removed data files", "a file",
          "__import__('os').remove('table.csv')", STAYS),
    tries("removed data files", "the whole folder",
          "__import__('shutil').rmtree('texts')", STAYS),
    tries("removed data files", "the folder renamed",
          "__import__('os').rename('texts', 'mine')", STAYS),
)  # fmt: skip
