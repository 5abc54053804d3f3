"""Create a new assignment from `template/`: two folders, with one exercise that works."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

from autograder.course import CourseError, write_atomically

TEMPLATE = Path(__file__).with_name("template")
TOPIC = "new_topic"  # the template's placeholder for the topic's name
NAME = re.compile(r"(\d\d)_([a-z][a-z0-9_]*)")
FOLDERS = {"solutions": "solutions/{name}", "checks": "cnncourse/checks/{topic}"}
"""Where the template's folders go."""


def new_assignment(root, name):
    """Create an assignment with one exercise that builds, verifies and grades.

    Parameters
    ----------
    root : Path
        The project's folder.
    name : str
        A number and a topic, such as "02_geometry".

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    CourseError
        If the name is not valid, or is already in use.
    """
    topic = _topic(root, name)
    targets = {
        folder: root / place.format(name=name, topic=topic) for folder, place in FOLDERS.items()
    }
    for target in targets.values():
        if target.exists():
            raise CourseError(f"{target} already exists: choose another topic")
    written = []
    for folder, target in targets.items():
        for source in sorted(path for path in (TEMPLATE / folder).rglob("*") if path.is_file()):
            path = target / _named(str(source.relative_to(TEMPLATE / folder)), name, topic)
            text = _named(source.read_text(encoding="utf-8"), name, topic)
            write_atomically(path, text.encode())
            written.append(path)
    return written


def _topic(root, name):
    """Return the topic in the name of a new assignment."""
    found = NAME.fullmatch(name)
    if found is None or keyword.iskeyword(found[2]):
        raise CourseError(
            f"{name!r} is not a valid name for an assignment: use two digits, an underscore and "
            "a topic in lower case, such as 02_geometry"
        )
    number, topic = found.groups()
    for other in sorted(path.name for path in (root / "solutions").iterdir()):
        if other == name:
            raise CourseError(f"the assignment {name} already exists")
        if other.partition("_")[0] == number:
            raise CourseError(f"the number {number} is taken by {other}: choose another one")
    return topic


def _named(text, name, topic):
    """Fill the assignment's names into a text from the template."""
    text = text.replace(f"00_{TOPIC}", name).replace(TOPIC, topic)
    spoken, title = (each.replace("_", " ") for each in (topic, topic.capitalize()))
    return text.replace(TOPIC.replace("_", " "), spoken).replace("New topic", title)
