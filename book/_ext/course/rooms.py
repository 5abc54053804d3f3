"""Find the parts of `cnncourse` that a page's cells can reach; other changes do not outdate it.

The package consists of rooms: its modules and folders. A cell reaches a room by importing it or
naming it in a string, and with it the rooms that this room reaches. All files of a room count,
because what a room loads by name, or reads, is inside it.
"""

from __future__ import annotations

import ast
import re

PACKAGE = "cnncourse"
# Signs of code that runs without being visible here.
ANYTHING = re.compile(r"\b(subprocess|importlib|runpy|exec|eval|__import__)\b|^\s*[!%]", re.M)


def named_rooms(source, rooms):
    """List the rooms that Python source imports, or names in a string other than a docstring.

    Parameters
    ----------
    source : str
    rooms : collection of str

    Returns
    -------
    set of str
    """
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and ast.get_docstring(node, clean=False) is not None
    }
    named = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                named |= set(re.findall(rf"\b{PACKAGE}[.\w]*", node.value))
    found = set()
    for name in named:
        parts = name.split(".")
        if parts[0] == PACKAGE and parts[1:2] == ["*"]:
            return set(rooms)
        if parts[0] == PACKAGE and len(parts) > 1 and parts[1] in rooms:
            found.add(parts[1])
    return found


class Rooms:
    """The rooms of a package, and which others each of them names.

    Parameters
    ----------
    folder : Path
        The package's folder.
    """

    def __init__(self, folder):
        self.folder = folder
        self.files = {}
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if path.is_file() and not hidden:
                self.files.setdefault(parts[0].removesuffix(".py"), []).append(path)
        self.uses = {
            room: set().union(
                *(
                    named_rooms(path.read_text(encoding="utf-8"), self.files)
                    for path in files
                    if path.suffix == ".py"
                )
            )
            for room, files in self.files.items()
        }

    def reached(self, code):
        """List the rooms that cells reach: all of them if the cells may start arbitrary code.

        Parameters
        ----------
        code : str
            Source of the cells.

        Returns
        -------
        set of str
            Empty if no cell names the package.
        """
        if ANYTHING.search(code):
            return set(self.files)
        waiting, found = named_rooms(code, self.files), set()
        if waiting or PACKAGE in code:
            waiting.add("__init__")
        while waiting:
            room = waiting.pop()
            if room in self.files and room not in found:
                found.add(room)
                waiting |= self.uses[room]
        return found

    def files_of(self, rooms):
        """List the files of some rooms."""
        return [path for room in sorted(rooms) for path in self.files[room]]
