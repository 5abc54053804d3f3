"""Build the book: pages, notebooks for Colab, and the published site.

python book/build.py html        pages and notebooks, into _build/html
python book/build.py notebooks   the chapters as notebooks, into _build/notebooks
python book/build.py site        book, notebooks and assignments, into _build/site
python book/build.py serve       show the book on this machine

`--no-solutions` leaves out the page with the bodies of the graded functions, for a class.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import logging
import os
import shutil
import sys
import warnings
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"

SOLUTIONS = "      - file: reference/solutions\n"  # the line of `_toc.yml`

IPYTHON_CONFIG = """\
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "facecolor": "none"}
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = 40  # errors
"""


class BuildError(Exception):
    """What went wrong and what to do, in one line."""


def fingerprint(folders, files=()):
    """Hash the contents of folders and files.

    Parameters
    ----------
    folders, files : sequence of Path
        Byte code and hidden files are ignored.

    Returns
    -------
    str
        The same on every machine for the same names and contents.
    """
    digest = hashlib.sha256()
    found = [(path, path.name) for path in files]
    for folder in folders:
        found += [(path, path.relative_to(folder).as_posix()) for path in folder.rglob("*")]
    for path, name in sorted(found, key=lambda pair: pair[1]):
        hidden = any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
        if path.is_file() and not hidden:
            contents = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name} {contents}\n".encode())
    return digest.hexdigest()[:16]


def contents_file(output, book, solutions):
    """Return the table of contents of this build.

    Parameters
    ----------
    output, book : Path
    solutions : bool
        Whether the page of solutions belongs to it.

    Returns
    -------
    Path
    """
    contents = book.parent / "_toc.yml"
    if solutions:
        return contents
    text = contents.read_text(encoding="utf-8")
    if SOLUTIONS not in text:
        raise BuildError(f"{contents} has no line {SOLUTIONS.strip()!r} to leave out")
    path = make_folder(output) / "contents_without_solutions.yml"
    path.write_text(text.replace(SOLUTIONS, ""), encoding="utf-8")
    return path


def machinery_fingerprint():
    """Hash what shapes every page: if it changes, all pages are read again."""
    folders = [BOOK / name for name in ("_ext", "_static", "live")]
    colours = ROOT / "cnncourse" / "drawing" / "colours.py"
    files = [ROOT / "_config.yml", ROOT / "_toc.yml", BOOK / "style.mplstyle", colours]
    return fingerprint(folders, files)


def book_fingerprint(solutions=True):
    """Hash everything that the pages are made from."""
    found = fingerprint([ROOT / "cnncourse", BOOK], [ROOT / "_config.yml", ROOT / "_toc.yml"])
    return found if solutions else f"{found} without solutions"


def make_folder(path):
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"cannot write into {path}: {error.strerror}") from error
    if not os.access(path, os.W_OK):
        raise BuildError(f"cannot write into {path}: make it writable or choose --output")
    return path


def prepare_kernel(output):
    """Have the cells draw SVG in the book's style, whatever the user has configured.

    Pages that train make a tiny run, on images that come with the installed packages.
    """
    profile = make_folder(output / "ipython" / "profile_default")
    (profile / "ipython_config.py").write_text(IPYTHON_CONFIG, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(output / "ipython")
    os.environ["MATPLOTLIBRC"] = str(BOOK / "style.mplstyle")
    os.environ["CNNCOURSE_TINY"] = "1"
    os.environ["CNNCOURSE_BOOK"] = str(BOOK)  # hidden cells read measured results


def sphinx_settings(output, book, solutions):
    """Read `_config.yml` like Jupyter Book, and add the settings of this build."""
    from jupyter_book.config import get_final_config

    settings, _ = get_final_config(
        user_yaml=ROOT / "_config.yml",
        sourcedir=book,
        cli_config={
            "external_toc_path": str(contents_file(output, book, solutions)),
            "latex_individualpages": False,
            "nitpicky": True,
            "nb_execution_cache_path": str(output / "cache"),
            "course_package": str(ROOT / "cnncourse"),
            "course_look": IPYTHON_CONFIG + (BOOK / "style.mplstyle").read_text(encoding="utf-8"),
        },
    )
    from course.offline import UNUSED

    settings["extensions"] = [name for name in settings["extensions"] if name not in UNUSED]
    settings.pop("comments_config")  # belongs to one of them
    return settings


def run_sphinx(builder, output, *, jobs, book=BOOK, solutions=True):
    """Run one Sphinx builder over the book; warnings are errors.

    Parameters
    ----------
    builder : str
        "html" or "notebook".
    output : Path
    jobs : int
        Processes that read and write pages.
    book : Path
        Folder of the pages, with `_toc.yml` beside it.
    solutions : bool
        Whether the page of solutions is built.
    """
    sys.path.insert(0, str(BOOK / "_ext"))
    try:
        from sphinx.application import Sphinx
        from sphinx.errors import SphinxError
        from sphinx.util.docutils import docutils_namespace, patch_docutils

        settings = sphinx_settings(output, book, solutions)
    except ImportError as error:
        raise BuildError(f"{error}: pip install -r requirements.txt") from error

    target = "notebooks" if builder == "notebook" else "html"
    with patch_docutils(str(book)), docutils_namespace():
        try:
            app = Sphinx(
                srcdir=str(book),
                confdir=None,
                outdir=str(make_folder(output / target)),
                doctreedir=str(output / ".doctrees"),
                buildername=builder,
                confoverrides=settings,
                status=None,
                warning=sys.stderr,
                warningiserror=True,
                keep_going=True,
                parallel=jobs,
            )
            app.build()
        except SphinxError as error:
            raise BuildError(f"{error.category}: {error}") from error
    if app.statuscode:
        # Read every page again next time: warnings appear only while a page is read.
        shutil.rmtree(output / ".doctrees")
        raise BuildError("the warnings above are errors: the book is incomplete")


def replace_folder(new, old):
    """Replace an old folder by a finished one."""
    if old.exists():
        shutil.rmtree(old)
    os.replace(new, old)


def start_fresh_if_needed(output, solutions):
    """Remove every page if something changed that shapes them all; results of cells stay.

    Sphinx copies styles and scripts only together with a page that it reads again, and keeps pages
    that have left the table of contents.
    """
    doctrees = output / ".doctrees"
    stamp, state = doctrees / "machinery", f"{machinery_fingerprint()} {solutions}"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != state:
        for folder in (doctrees, output / "html", output / "notebooks"):
            shutil.rmtree(folder, ignore_errors=True)
        make_folder(doctrees)
        stamp.write_text(state, encoding="utf-8")


def build_notebooks(output, jobs, solutions=True):
    prepare_kernel(output)
    run_sphinx("notebook", output, jobs=jobs, solutions=solutions)
    names = sorted(path.name for path in (output / "notebooks").rglob("*.ipynb"))
    print(f"book: notebooks of {len(names)} chapters in {output / 'notebooks'}", flush=True)


def build_html(output, jobs, solutions=True):
    prepare_kernel(output)
    start_fresh_if_needed(output, solutions)
    stamp = output / "html" / ".fingerprint"
    state = book_fingerprint(solutions)
    stamp.unlink(missing_ok=True)
    print("book: running the chapters' cells and writing the pages", flush=True)
    run_sphinx("html", output, jobs=jobs, solutions=solutions)
    build_notebooks(output, jobs, solutions)
    shutil.copytree(output / "notebooks", output / "html" / "notebooks", dirs_exist_ok=True)
    shutil.rmtree(output / "html" / "reports", ignore_errors=True)  # from failed builds
    stamp.write_text(state, encoding="utf-8")
    print(f"book: open {output / 'html' / 'index.html'}", flush=True)


def build_site(output, jobs, solutions=True):
    build_html(output, jobs, solutions)
    new = output / "site.unfinished"
    if new.exists():
        shutil.rmtree(new)
    shutil.copytree(output / "html", new, ignore=shutil.ignore_patterns(".*", "reports"))
    (new / ".nojekyll").touch()  # the folder _static starts with an underscore
    released = sorted((output / "course" / "release").glob("*/*.ipynb"))
    for path in released:
        folder = make_folder(new / "assignments" / path.parent.name)
        shutil.copy2(path, folder / path.name)
    replace_folder(new, output / "site")
    print(f"book: the site is in {output / 'site'}, with {len(released)} assignments", flush=True)


def serve(output, port):
    """Show the pages at http://localhost:PORT until Ctrl-C."""
    folder = output / "html"
    if not (folder / "index.html").exists():
        raise BuildError(f"there is no book in {folder} yet: python book/build.py html")
    handler = functools.partial(QuietHandler, directory=str(folder))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise BuildError(f"port {port} cannot be used ({error.strerror}): choose --port") from error
    print(
        f"book: http://localhost:{server.server_port}/ shows {folder} (Ctrl-C ends it)", flush=True
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        """Print nothing: a list of requests helps nobody."""


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="python book/build.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "what", nargs="?", default="html", choices=["html", "notebooks", "site", "serve"]
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "_build", help="where results go (default: _build)"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count(), help="processes (default: one per core)"
    )
    parser.add_argument(
        "--no-solutions",
        dest="solutions",
        action="store_false",
        help="leave out the page of solutions",
    )
    parser.add_argument("--port", type=int, default=8000, help="for serve (default: 8000)")
    return parser.parse_args(arguments)


def main(arguments=None):
    options = parse(arguments)
    output = options.output.resolve()
    logging.getLogger("traitlets").setLevel(logging.WARNING)
    warnings.simplefilter("ignore")  # those of the packages that build the book, not of the cells
    try:
        if options.what == "serve":
            serve(output, options.port)
        else:
            make_folder(output)
            build = {"html": build_html, "notebooks": build_notebooks, "site": build_site}
            build[options.what](output, options.jobs, options.solutions)
    except BuildError as error:
        print(f"book: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("book: interrupted; the next build resumes from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
