"""Run the cells of the pages before Sphinx reads them: in parallel, and only if needed.

A page's results are stored under a key made of its cells, the parts of the package that they can
reach, and the style of the figures. Results under any other key are discarded first, because
MyST-NB looks results up in jupyter-cache by the cells alone. If a page fails, MyST-NB runs it again
and reports the error.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import create_nb_reader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

from course.rooms import Rooms
from course.shared import expand

BOOK_VARIABLE = "CNNCOURSE_BOOK"  # the folder of the book, for hidden cells that read its files
SLOWEST = 5


def digest_of(*parts, files=()):
    """Hash texts, and files by name and contents, so that every machine gets the same digest."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)} {part}\n".encode())
    for path in files:
        digest.update(f"{path.name} ".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_whole(file):
    """Return whether a notebook is stored completely; a killed build may leave a part, or none."""
    try:
        json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return True


def join_streams(notebook):
    """Join what a cell printed into one output.

    A kernel sends it in pieces, more or fewer as the machine is busy, and MyST-NB would begin a new
    line with each.
    """
    for cell in notebook.cells:
        joined = []
        for output in cell.get("outputs", ()):
            before = joined[-1] if joined else None
            if before and output.output_type == "stream" and before.get("name") == output.name:
                before.text += output.text
            else:
                joined.append(output)
        if cell.cell_type == "code":
            cell.outputs = joined


class Pages:
    """The pages with cells: their keys, results and run times.

    Parameters
    ----------
    app : Sphinx
    """

    def __init__(self, app):
        self.env, self.jobs = app.env, app.parallel
        self.book, self.package = Path(app.srcdir), Path(app.config.course_package)
        self.look = app.config.course_look
        self.cache = get_cache(app.config.nb_execution_cache_path)
        self.rooms = Rooms(self.package)
        self.notebooks = {name: self.read(name) for name in sorted(app.env.found_docs)}
        self.notebooks = {name: book for name, book in self.notebooks.items() if book}
        self.keys = {name: self.key(book) for name, book in self.notebooks.items()}

    def read(self, docname):
        """Read a page as the notebook that MyST-NB will look up in the cache, or None."""
        path = self.env.doc2path(docname)
        text, _ = expand(Path(path).read_text(encoding="utf-8"), self.book, docname)
        reader = create_nb_reader(path, self.env.myst_config, self.env.mystnb_config, text)
        return reader.read(text) if reader else None

    def key(self, notebook):
        """Hash the state of everything that a page's cells compute with."""
        code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
        files = self.rooms.files_of(self.rooms.reached(code))
        if BOOK_VARIABLE in code:
            files += sorted(path for path in (self.book / "measured").rglob("*") if path.is_file())
        return digest_of(code, self.look, files=files)

    def forget(self):
        """Remove every result of no page, of an older state of one, or of a killed build."""
        kept = set()
        for name, notebook in self.notebooks.items():
            with suppress(KeyError):
                record = self.cache.match_cache_notebook(notebook)
                if record.data.get("key") == self.keys[name] and is_whole(self.file_of(record)):
                    kept.add(record.pk)
        for record in self.cache.list_cache_records():
            if record.pk not in kept:
                file = self.file_of(record)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()  # if it is missing, jupyter-cache raises an error
                self.cache.remove_cache(record.pk)

    def file_of(self, record):
        """Return where jupyter-cache keeps the notebook of a record."""
        return self.cache._get_notebook_path_cache(record.hashkey)

    def result(self, docname):
        """Return the record of a page's result; raise KeyError if there is none."""
        return self.cache.match_cache_notebook(self.notebooks[docname])

    def run(self, docnames):
        """Run the pages without a result, `jobs` at a time."""
        missing = []
        for name in docnames:
            try:
                self.result(name)
            except KeyError:
                missing.append(name)
        with ThreadPoolExecutor(max(1, self.jobs)) as pool:
            running = {pool.submit(self.execute, name): name for name in missing}
            try:
                for done in as_completed(running):
                    if done.result() is not None:
                        self.keep(running[done], done.result())
            except BaseException:  # Ctrl-C: do not start the waiting pages
                pool.shutdown(cancel_futures=True)
                raise

    def execute(self, docname):
        """Run one page in an empty folder, as its notebook will run elsewhere.

        Returns
        -------
        float or None
            Seconds; None if a cell failed or took too long.
        """
        print(f"book:   running {docname}", flush=True)
        config = self.env.mystnb_config
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            client = NotebookClient(
                self.notebooks[docname],
                timeout=config.execution_timeout,
                allow_errors=config.execution_allow_errors,
                record_timing=False,  # times in a cell would change its key
                resources={"metadata": {"path": folder}},
            )
            try:
                asyncio.run(client.async_execute())
            except (CellExecutionError, CellTimeoutError):
                return None  # MyST-NB runs the page again and reports the error
        join_streams(self.notebooks[docname])
        return time.perf_counter() - begun

    def keep(self, docname, seconds):
        data = {"execution_seconds": seconds, "key": self.keys[docname]}
        bundle = CacheBundleIn(self.notebooks[docname], self.env.doc2path(docname), data=data)
        self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    def seconds(self):
        """List the pages and how long each took when last run, slowest first."""
        found = []
        for name in self.notebooks:
            with suppress(KeyError):
                found.append((name, self.result(name).data["execution_seconds"]))
        return sorted(found, key=lambda pair: -pair[1])


def find_outdated(app, env, added, changed, removed):
    """Have Sphinx read the pages again whose results are outdated."""
    app.course_pages = Pages(app)
    app.course_pages.forget()
    known = getattr(env, "course_keys", {})
    return [name for name, key in app.course_pages.keys.items() if known.get(name) != key]


def run_pages(app, env, docnames):
    pages = app.course_pages
    pages.run([name for name in docnames if name in pages.notebooks])
    env.course_keys = pages.keys


def report_slowest(app, error):
    if error is None and app.builder.format == "html":
        found = [f"{name} {seconds:.0f} s" for name, seconds in app.course_pages.seconds()]
        if found:
            print("book: the slowest pages to run:", ", ".join(found[:SLOWEST]), flush=True)


def setup(app):
    app.add_config_value("course_package", "", "")  # folder of the package
    app.add_config_value("course_look", "", "")  # how figures look, as text
    app.connect("env-get-outdated", find_outdated)
    app.connect("env-before-read-docs", run_pages)
    app.connect("build-finished", report_slowest)
