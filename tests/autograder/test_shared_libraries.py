"""A submission sees the system libraries that Python needs, and no others."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from isolated import needs_sandbox

from autograder.sandbox import shared_libraries, visible
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox

pytestmark = needs_sandbox
PYTHON = Path(os.path.realpath(sys._base_executable))
FOLDERS = [*shared_libraries.configured_folders(), *shared_libraries.usual_folders()]


def test_a_program_names_its_loader_and_its_libraries():
    names = shared_libraries.needed(PYTHON)
    assert [name for name in names if name.startswith("/") and "/ld-" in name]
    assert [name for name in names if name.startswith("libc.")]


def test_a_library_names_its_libraries():
    (core,) = (Path(np.__file__).parent / "_core").glob("_multiarray_umath*.so")
    names = shared_libraries.needed(core)
    assert [name for name in names if "blas" in name]
    assert [name for name in names if name.startswith("libc.")]


@pytest.mark.parametrize("content", [b"", b"x" * 99, b"\x7fELF\x01\x01" + bytes(99)])
def test_other_files_need_nothing(tmp_path, content):
    (tmp_path / "one.so").write_bytes(content)
    assert shared_libraries.needed(tmp_path / "one.so") == []
    assert shared_libraries.needed(tmp_path / "missing.so") == []


def test_libraries_are_found_together_with_their_own_requirements():
    found = shared_libraries.find([PYTHON], FOLDERS)
    names = {path.name for path in found}
    assert "libgcc_s.so.1" in names and [name for name in names if name.startswith("libc.")]
    for path in found:
        needed = {os.path.basename(name) for name in shared_libraries.needed(path)}
        assert needed <= names, path


def test_the_first_folder_with_a_library_of_this_kind_counts(tmp_path):
    (real,) = (path for path in shared_libraries.find([PYTHON], FOLDERS) if "gcc" in path.name)
    for name, content in (("other", b"\x7fELF\x01\x01" + bytes(99)), ("own", real.read_bytes())):
        (tmp_path / name).mkdir()
        (tmp_path / name / real.name).write_bytes(content)
    folders = [str(tmp_path / "other"), str(tmp_path / "own"), *FOLDERS]
    assert tmp_path / "own" / real.name in shared_libraries.find([PYTHON], folders)


def test_folders_of_the_configuration(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "ld.so.conf").write_text("/first  # a comment\ninclude more/*.conf\n\n/last\n")
    (tmp_path / "more" / "b.conf").write_text("# nothing\n/third\n")
    (tmp_path / "more" / "a.conf").write_text("/second\nhwcap 0 x\n")
    found = shared_libraries.configured_folders(str(tmp_path / "ld.so.conf"))
    assert found == ["/first", "/second", "/third", "/last"]
    assert shared_libraries.configured_folders(str(tmp_path / "missing")) == []


def test_a_python_beside_other_programs_shows_only_its_own_folders(monkeypatch):
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    there = Path.is_dir
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr(Path, "is_dir", lambda path: path.name == version or there(path))
    assert visible._python() == [Path("/usr/lib", version), Path("/usr/lib64", version)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_module_of_the_standard_library_finds_its_libraries():
    names = sorted(name for name in sys.stdlib_module_names if name not in ("antigravity", "this"))
    there = []
    for name in (name for name in names if _is_a_library(name)):
        try:
            importlib.import_module(name)
        except ImportError:
            continue  # this Python was built without it
        there.append(name)
    look = f"""
import importlib
for name in {there!r}:
    try: importlib.import_module(name)
    except ImportError as error: print(name, error)
print("looked at all")
"""
    assert len(there) > 10
    with Sandbox(Limits()) as sandbox:
        ((shown,),) = sandbox.run([look])
    assert shown["text"] == "looked at all\n"


def _is_a_library(name):
    found = importlib.util.find_spec(name)
    return found is not None and str(found.origin).endswith(".so")


def test_a_library_in_an_unusual_place_is_found(tmp_path):
    """For example, if Python is in /usr/local and the loader's cache usually finds its library."""
    shown, told = visible._system_libraries([PYTHON], [])
    places = {str(place) for _, _, place in shown}
    assert not [place for place in places if "/bin/" in place or place.endswith(".cache")]
    found = shared_libraries.find([PYTHON], [f"{sys.base_prefix}/lib", *FOLDERS])
    unusual = {str(path.parent) for path in found} - {*shared_libraries.usual_folders()}
    assert {*"".join(told[2:]).split(":")} - {""} == unusual
