"""Find the classes in a folder of images, and which images are held out.

A folder is divided if it holds subfolders for training and for held-out images, such as `train` and
`val`.
Otherwise its subfolders are classes. A class may be called `train` too, if it holds images and not
folders.
"""

from __future__ import annotations

import mimetypes
import os
import re
import unicodedata
from pathlib import Path

import numpy as np

from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.messages import printable

TRAIN = ("train", "training")
HELD_OUT = (  # in order of preference
    *("heldout", "val", "valid", "validation", "dev"),
    *("test", "testing", "eval", "evaluation"),
)
ONE_IN = 5  # one image in 5 is held out if the folder is not divided
IGNORED = ("thumbs.db", "desktop.ini", "icon\r", "__macosx", "@eadir")  # from operating systems


def class_files(root):
    """List the classes and files of a folder.

    Parameters
    ----------
    root : Path

    Returns
    -------
    classes : tuple of str
        In alphabetical order, in Unicode's composed form (NFC).
    train, held_out : list of tuple
        Path and label of every file, shuffled.

    Raises
    ------
    DataUnavailable
        Naming the folder or file that is wrong.
    """
    if not os.path.isdir(root):
        raise DataUnavailable(f"{printable(root)} is not a folder: check the path")
    folders = folders_in(root)
    if parts := parts_of(root, folders):
        return divided(*parts)
    return undivided(root, folders)


def parts_of(root, folders):
    """Return the folders of both parts, or None if the folder is not divided."""
    train = [name for name in folders if whole_word(name) in TRAIN]
    held_out = [name for name in folders if whole_word(name) in HELD_OUT]
    if train and held_out:
        first = min(map(HELD_OUT.index, map(whole_word, held_out)))
        held_out = [name for name in held_out if whole_word(name) == HELD_OUT[first]]
        return folders[only(train, root)], folders[only(held_out, root)]
    if lonely := [name for name in train if holds_classes(folders[name])]:
        raise DataUnavailable(
            f"{printable(root)} has {lonely[0]}, but no held_out (or val or test) next to it: add "
            "one, or rename the folder if it is a class"
        )
    for name in held_out:
        same = folders.keys() & folders_in(folders[name]).keys()
        if len(held_out) == len(folders) or (same and holds_classes(folders[name])):
            raise DataUnavailable(
                f"{printable(root)} has {name}, but no train next to it: add one, or rename the "
                "folder if it is a class"
            )
    refuse_unusual_parts(root, folders)
    return None


def whole_word(name):
    """Reduce a folder's name to one word: `Held-Out` to heldout, `Training_set` to training."""
    word = re.sub(r"[\W_]", "", name.casefold())
    return re.sub(r"(?<=.)(set|split|data|images)$", "", word)


def only(names, root):
    """Return the only name in a list; raise an error if there are several."""
    if len(names) > 1:
        raise DataUnavailable(
            f"{printable(root)} has {names[0]} and {names[1]}, which mean the same part: merge "
            "them, or rename one"
        )
    return names[0]


def refuse_unusual_parts(root, folders):
    """Raise an error for parts with longer names, such as `seg_train`, that look like classes."""
    words = {name: set(re.split(r"[\W\d_]+", name.casefold())) for name in folders}
    train, held_out = (
        [name for name in folders if words[name] & set(part) and holds_classes(folders[name])]
        for part in (TRAIN, HELD_OUT)
    )
    if train and held_out:
        raise DataUnavailable(
            f"{printable(root)} has {train[0]} and {held_out[0]}, which look like parts and not "
            "classes: rename them to train and held_out"
        )


def holds_classes(path):
    """Return whether a folder has subfolders and no images next to them."""
    kinds = [mimetypes.guess_type(entry.name, strict=False)[0] for entry in entries(path)]
    return bool(folders_in(path)) and not any(kind and kind.startswith("image/") for kind in kinds)


def divided(train, held_out):
    """List the classes and files of a divided folder."""
    parts = {path: classes_in(path, folders_in(path)) for path in (train, held_out)}
    ours, others = parts.values()
    if ours.keys() != others.keys():
        name = min(ours.keys() ^ others.keys())
        has, lacks = (train, held_out) if name in ours else (held_out, train)
        raise DataUnavailable(
            f"{printable(has)} has a class {name!r}, but {printable(lacks)} does not"
        )
    return tuple(ours), *(
        shuffled([file for files in labelled(folders) for file in files])
        for folders in parts.values()
    )


def undivided(root, folders):
    """List the classes and files of a folder of classes, and hold out some of each."""
    classes = classes_in(root, folders)
    train, held_out = [], []
    for path, files in zip(classes.values(), map(shuffled, labelled(classes)), strict=True):
        if len(files) < 2:
            raise DataUnavailable(
                f"{printable(path)} has only one image: at least two are needed, one to hold out"
            )
        few = max(1, len(files) // ONE_IN)
        held_out += files[:few]
        train += files[few:]
    return tuple(classes), shuffled(train), shuffled(held_out)


def shuffled(items):
    """Return a list in random order, always the same."""
    return [items[i] for i in np.random.default_rng(0).permutation(len(items))]


def classes_in(path, folders):
    """Check that a folder has at least two classes."""
    if len(folders) < 2:
        found = f"only {next(iter(folders))!r}" if folders else "none"
        raise DataUnavailable(
            f"{printable(path)} needs a folder for each of two or more classes; it has {found}"
        )
    return folders


def labelled(classes):
    """List the path and label of every file, class by class."""
    found = []
    for label, path in enumerate(classes.values()):
        files = sorted(files_in(path))
        if not files:
            raise DataUnavailable(
                f"{printable(path)} has no images: add some, or delete the folder"
            )
        found.append([(file, label) for file in files])
    return found


def folders_in(path):
    """Find the subfolders of a folder, by name in Unicode's composed form (NFC).

    A name with accents has two forms that look the same; which one is stored depends on the
    operating system.
    """
    found = {}
    for entry in entries(path):
        if kind(entry) != "folder":
            continue
        name = unicodedata.normalize("NFC", entry.name)
        if name in found:
            raise DataUnavailable(
                f"{printable(path)} has two folders {name!r}, whose names differ only in their "
                "Unicode form: merge them"
            )
        if not is_text(name):
            raise DataUnavailable(
                f"the name of {printable(entry.path)} is not valid Unicode: rename the folder"
            )
        found[name] = Path(entry.path)
    return dict(sorted(found.items()))


def is_text(name):
    """Return whether a name is valid Unicode; Python decodes other bytes to surrogates."""
    return not any(unicodedata.category(c) == "Cs" for c in name)


def files_in(path):
    """Yield the files in a folder and its subfolders."""
    waiting = [(path, frozenset())]
    while waiting:
        folder, above = waiting.pop()
        inside, found = entries(folder), os.stat(folder)
        identity = found.st_dev, found.st_ino
        if identity in above:
            raise DataUnavailable(
                f"{printable(folder)} is a link to a folder that contains it: remove it"
            )
        for entry in inside:
            if kind(entry) == "file":
                yield entry.path
            else:
                waiting.append((entry.path, above | {identity}))


def entries(path):
    """List the entries of a folder, without hidden files and those of operating systems."""
    try:
        with os.scandir(path) as found:
            return [
                entry
                for entry in found
                if not entry.name.startswith(".") and entry.name.casefold() not in IGNORED
            ]
    except OSError as error:
        raise DataUnavailable(
            f"{printable(path)} cannot be read ({error.strerror}): change its permissions or "
            "remove it"
        ) from error


def kind(entry):
    """Return "folder" or "file" for an entry of a folder, following links.

    Raises
    ------
    DataUnavailable
        If it is neither: reading a pipe, for example, would wait for ever.
    """
    try:
        if entry.is_dir():
            return "folder"
        if entry.is_file():
            return "file"
        problem = "a broken link" if entry.is_symlink() else "neither a file nor a folder"
    except OSError as error:
        problem = f"a broken link ({error.strerror})"
    raise DataUnavailable(f"{printable(entry.path)} is {problem}: remove it")
