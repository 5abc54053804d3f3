"""The command that builds the book: what it rebuilds, and what it says when it fails."""

from __future__ import annotations

import base64
import io
import re
import shutil
import threading
import urllib.request
from pathlib import Path

import build
import numpy as np
import pytest
from course.site import colab_url, owner_and_repository, page_url
from course.svg import inline_svg
from PIL import Image
from sphinx.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def package(tmp_path):
    folder = tmp_path / "cnncourse"
    shutil.copytree(ROOT / "cnncourse", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_fingerprint_is_that_of_the_contents(package, tmp_path):
    key = build.fingerprint([package])
    moved = tmp_path / "elsewhere"
    shutil.copytree(package, moved)
    assert build.fingerprint([moved]) == key == build.fingerprint([package])


def test_fingerprint_ignores_byte_code_and_hidden_files(package):
    key = build.fingerprint([package])
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "x.pyc").write_bytes(b"1")
    (package / ".swap").write_text("1")
    assert build.fingerprint([package]) == key


@pytest.mark.parametrize("change", ["edit", "add", "rename", "remove"])
def test_fingerprint_changes_with_the_package(package, change):
    key = build.fingerprint([package])
    path = package / "layers" / "shapes.py"
    if change == "edit":
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif change == "add":
        (package / "layers" / "new.py").touch()
    elif change == "rename":
        path.rename(path.with_name("forms.py"))
    else:
        path.unlink()
    assert build.fingerprint([package]) != key


@pytest.mark.parametrize(
    ("path", "fresh"),
    [
        ("book/_ext/x.py", True),
        ("book/_static/course.css", True),
        ("book/live/kit/kit.js", True),
        ("book/style.mplstyle", True),
        ("cnncourse/drawing/colours.py", True),
        ("_toc.yml", True),
        ("book/1_seeing/page.md", False),
        ("cnncourse/layers/x.py", False),
    ],
)
def test_a_change_that_shapes_every_page_starts_the_build_afresh(
    monkeypatch, tmp_path, path, fresh
):
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "BOOK", tmp_path / "book")
    for name in ("_toc.yml", "_config.yml", "book/style.mplstyle", "cnncourse/drawing/colours.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    output = tmp_path / "_build"
    build.start_fresh_if_needed(output, True)
    page, result = output / "html" / "old.html", output / "cache" / "result"
    for file in (page, result):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    build.start_fresh_if_needed(output, True)
    assert page.exists()
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("changed")
    build.start_fresh_if_needed(output, True)
    assert page.exists() is not fresh and result.exists()


def test_a_book_without_solutions_starts_afresh(monkeypatch, tmp_path):
    monkeypatch.setattr(build, "machinery_fingerprint", lambda: "the same")
    page = tmp_path / "html" / "solutions.html"
    build.start_fresh_if_needed(tmp_path, True)
    page.parent.mkdir()
    page.touch()
    build.start_fresh_if_needed(tmp_path, False)
    assert not page.exists()


def test_a_failed_build_does_not_count_as_up_to_date(tmp_path, monkeypatch):
    stamp = tmp_path / "html" / ".fingerprint"
    stamp.parent.mkdir()
    stamp.write_text(build.book_fingerprint())

    def fail(builder, output, *, jobs, solutions):
        raise build.BuildError("a warning")

    monkeypatch.setattr(build, "run_sphinx", fail)
    monkeypatch.setattr(build, "prepare_kernel", lambda output: None)
    assert build.main(["html", "--output", str(tmp_path)]) == 2
    assert not stamp.exists()


def one_line(result):
    assert result.returncode == 2
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_serving_without_a_book_says_what_to_do(tmp_path, run_build):
    message = one_line(run_build("serve", "--output", str(tmp_path)))
    assert "there is no book" in message and "book/build.py html" in message


def test_output_that_is_a_file_is_named(tmp_path, run_build):
    path = tmp_path / "file"
    path.touch()
    message = one_line(run_build("html", "--output", str(path)))
    assert str(path) in message and "cannot write" in message


def test_read_only_output_is_named(tmp_path, monkeypatch, capsys):
    # Simulated, because root can write everywhere.
    monkeypatch.setattr(build.os, "access", lambda path, mode: False)
    assert build.main(["html", "--output", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"book: cannot write into {tmp_path}: make it writable or choose --output\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_unknown_command_lists_the_known_ones(run_build):
    result = run_build("htlm")
    assert result.returncode == 2
    assert "html" in result.stderr and "Traceback" not in result.stderr


def test_help_shows_every_command(run_build):
    result = run_build("--help")
    assert result.returncode == 0
    assert all(
        f"build.py {name}" in result.stdout for name in ("html", "notebooks", "site", "serve")
    )


def test_serve_says_where_and_shows_the_book(tmp_path, capsys, monkeypatch):
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "index.html").write_text("<p>the book</p>")
    started, servers = threading.Event(), []

    class Server(build.ThreadingHTTPServer):
        def serve_forever(self):
            servers.append(self)
            started.set()
            super().serve_forever(poll_interval=0.05)

    monkeypatch.setattr(build, "ThreadingHTTPServer", Server)
    thread = threading.Thread(target=build.serve, args=(tmp_path, 0))
    thread.start()
    assert started.wait(10)
    port = servers[0].server_port
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.read() == b"<p>the book</p>"
    servers[0].shutdown()
    thread.join(10)
    assert f"http://localhost:{port}/" in capsys.readouterr().out


def test_site_holds_pages_notebooks_and_assignments(built_book, tmp_path, monkeypatch):
    shutil.copytree(built_book, tmp_path / "html")
    release = tmp_path / "course" / "release" / "01_topic"
    release.mkdir(parents=True)
    (release / "01_topic.ipynb").write_text("{}")
    old = tmp_path / "site" / "old.html"
    old.parent.mkdir()
    old.touch()
    monkeypatch.setattr(build, "build_html", lambda output, jobs, solutions: None)
    build.build_site(tmp_path, 1)
    site = tmp_path / "site"
    assert (site / "index.html").exists() and (site / ".nojekyll").exists()
    assert (site / "assignments" / "01_topic" / "01_topic.ipynb").exists()
    names = [
        sorted(path.relative_to(folder) for path in folder.rglob("*.ipynb"))
        for folder in (site / "notebooks", built_book / "notebooks")
    ]
    assert names[0] == names[1] != []
    assert not old.exists()
    assert not list(tmp_path.glob("*.unfinished"))


def test_addresses_are_made_from_the_repository():
    url = "https://github.com/someone/course"
    assert page_url(url, "a/b", "c") == "https://someone.github.io/course/a/b.html#c"
    assert colab_url(url, "b") == (
        "https://colab.research.google.com/github/someone/course/blob/gh-pages/notebooks/b.ipynb"
    )
    assert owner_and_repository(url + ".git") == ("someone", "course")


@pytest.mark.parametrize("url", ["", "https://github.com/someone", "https://example.org/a/b"])
def test_a_wrong_repository_is_named(url):
    with pytest.raises(ConfigError, match="repository.url in _config.yml"):
        owner_and_repository(url)


def test_inline_figure_takes_the_pages_colours_and_keeps_its_ids_apart():
    svg = (
        '<?xml version="1.0"?><svg width="72pt" height="36pt" viewBox="0 0 72 36">'
        '<metadata>Matplotlib</metadata><defs><clipPath id="p"/><style>*{x: y}</style></defs>'
        '<g id="a" clip-path="url(#p)" style="fill: #24292F"/><use href="#a"/></svg>'
    )
    shown = inline_svg(svg, alt='a "b" <c>', prefix="f1-")
    assert shown.startswith("<svg") and "metadata" not in shown and "style>" not in shown
    assert 'id="f1-a"' in shown and "url(#f1-p)" in shown and 'href="#f1-a"' in shown
    assert "currentColor" in shown and "24292" not in shown
    assert 'aria-label="a &quot;b&quot; &lt;c&gt;"' in shown
    assert "width: 96px" in shown


@pytest.mark.parametrize(
    ("mode", "kept"), [("grey", "L"), ("colour", "RGB"), ("half transparent", "RGBA")]
)
def test_an_embedded_picture_keeps_its_pixels_and_only_the_channels_it_needs(mode, kept):
    pixels = np.arange(8 * 9 * 4, dtype=np.uint8).reshape(8, 9, 4)
    if mode != "half transparent":
        pixels[..., 3] = 255
    if mode == "grey":
        pixels[..., 1:3] = pixels[..., :1]
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    image = f'<image xlink:href="data:image/png;base64,{data}"/>'
    shown = inline_svg(f'<svg width="9">{image}</svg>', alt="")
    data = base64.b64decode(re.search('href="data:image/png;base64,([^"]+)"', shown)[1])
    picture = Image.open(io.BytesIO(data))
    assert picture.mode == kept
    np.testing.assert_array_equal(np.asarray(picture.convert("RGBA")), pixels)


def test_nothing_of_the_themes_icons_is_published(built_book):
    static = built_book / "_static"
    assert (static / "styles" / "pydata-sphinx-theme.css").stat().st_size > 100_000
    names = {path.name for path in static.rglob("*")}
    assert "bootstrap.js" in names and "fontawesome.js" not in names
    assert not [name for name in names if name.endswith((".map", ".ttf"))]
    rules = (static / "styles" / "pydata-sphinx-theme.css").read_text(encoding="utf-8")
    assert "webfonts" not in rules and ".bd-article" in rules
