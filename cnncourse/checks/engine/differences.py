"""Compare what an answer returned with what the reference returns.

Only exact types are read (`type(value) is np.ndarray`, never a subclass), so that no code of the
answer runs during the comparison: an object that claims to equal everything fails for its type.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import numpy as np

from cnncourse.common.words import name_or_quoted

INTEGERS = (int, *{np.dtype(code).type for code in np.typecodes["AllInteger"]})
FLOATS = (float, *{np.dtype(code).type for code in np.typecodes["Float"]})
PLAIN = (*INTEGERS, *FLOATS, bool, np.bool_, str, type(None))
"""Types that hold no array: numbers and options."""
CONTAINERS = (tuple, list, dict)
LOOKED_AT = 1000  # at most this many parts of a cache
# The type names that stand for a value too large to send: these words are ours.
TOO_LARGE = re.compile(
    r"result (nested|of) more than [\d,]{1,12} (deep|items|axes|bytes( besides arrays)?)"
)
AN_ARRAY = np.zeros(1)  # made before a student can replace `np.zeros`
CACHE_HINT = (
    "The backward pass sees only the cache: return what it needs in a plain tuple, as the "
    "docstring says."
)


@dataclass(frozen=True)
class Difference:
    """What is wrong with a value: a sentence, and a hint if the cause is clear.

    `general` and `general_hint` say it without depending on the value or the case, for cases with
    secret numbers: students choose the value, so anything shown of it can carry those numbers.
    """

    text: str
    hint: str | None = None
    general: str = "the result is not what was asked for"
    general_hint: str | None = None


def openly(text, hint=None, *, general=None):
    """Make a `Difference` that says the same for cases with secret numbers.

    Parameters
    ----------
    text : str
    hint : str or None
        One of a closed list.
    general : str or None
        Replaces `text` there; None if `text` is one of a closed list, too.

    Returns
    -------
    Difference
    """
    return Difference(text, hint, text if general is None else general, hint)


def difference(
    expected, value, *, parts=(), ignored=(), rtol=None, dtype="kind", reveal=False, label="it"
):
    """Say how a value differs from the expected one.

    Parameters
    ----------
    expected : ndarray, int, float, None or tuple of these
    value : object
        Anything at all.
    parts : tuple of str
        Names of the parts of a tuple, such as `("out", "cache")`.
    ignored : tuple of str
        Parts that must be present but are not compared.
    rtol : float or None
        Allowed error relative to the largest expected value (at least 1); None chooses it by the
        expected dtype.
    dtype : {"kind", "same"}
        "kind": floating if `expected` is floating, any real dtype if it is whole.
        "same": the dtype of `expected`.
    reveal : bool
        Whether to show expected numbers.
    label : str
        What the sentence calls the value.

    Returns
    -------
    Difference or None
    """
    if isinstance(expected, tuple):
        return _tuples(expected, value, parts, ignored, rtol, dtype, reveal, label)
    if expected is None:
        return None if value is None else _not_a(label, value, "None")
    if isinstance(expected, np.ndarray):
        return _arrays(expected, value, rtol, dtype, reveal, label)
    return _numbers(expected, value, rtol, reveal, label)


def cache_problem(expected, value, *, label="cache"):
    """Say whether a cache is missing, or holds nothing that backward could use.

    Parameters
    ----------
    expected : tuple
        The reference's cache; if it holds an array, so must the student's.
    value : object
        Anything at all.
    label : str
        What the sentence calls the value.

    Returns
    -------
    Difference or None
        None if the first `LOOKED_AT` parts include an array, or something that may hold one: what
        a cache holds, and in which form, is the student's choice.
    """
    wanted = "a tuple of arrays and numbers"
    general = f"{label} is something other than {wanted}"
    if _is_a(value, PLAIN):
        return Difference(f"{label} is {kind(value)}, expected {wanted}", CACHE_HINT, general)
    if _is_a(value, CONTAINERS) and not value and expected:
        told = f"{label} is an empty {type(value).__name__}, expected {wanted}"
        return Difference(told, CACHE_HINT, general)
    if _may_hold_array(expected) and not _may_hold_array(value):
        return Difference(f"{label} holds no array", CACHE_HINT, general)
    return None


def stand_in(value):
    """Make a small value that `cache_problem` judges the same as this one.

    Parameters
    ----------
    value : object
        Anything at all.

    Returns
    -------
    object
    """
    if _may_hold_array(value):
        return (AN_ARRAY,)
    return (0,) if _is_a(value, CONTAINERS) and value else type(value)()


def _may_hold_array(value):
    """Say whether a value is or holds an array, or something that cannot be searched."""
    parts = list(itertools.islice(_parts(value), LOOKED_AT))
    return len(parts) == LOOKED_AT or not all(_is_a(one, PLAIN + CONTAINERS) for one in parts)


def _parts(value):
    """Yield a value and everything inside it; endless if a container holds itself."""
    waiting = [value]
    while waiting:
        yield (part := waiting.pop())
        if _is_a(part, CONTAINERS):
            inside = part.values() if type(part) is dict else part
            waiting += itertools.islice(inside, LOOKED_AT)


def kind(value):
    """Name a value's type within a sentence: "an array", "a list", "None".

    Parameters
    ----------
    value : object

    Returns
    -------
    str
    """
    if value is None:
        return "None"
    if type(value) is np.ndarray:
        return f"an array of shape {value.shape}"
    name = type.__dict__["__name__"].__get__(type(value))[:60]  # bypasses any metaclass
    article = "an" if name[:1].lower() in tuple("aeio") else "a"
    return f"{article} {name if TOO_LARGE.fullmatch(name) else name_or_quoted(name)}"


def _tuples(expected, value, parts, ignored, rtol, dtype, reveal, label):
    names = parts or tuple(f"part {i}" for i in range(len(expected)))
    form = f"the tuple ({', '.join(names)})" if parts else f"a tuple of {len(expected)}"
    end = f"End with `return {', '.join(names)}`." if parts else _missing_return(value)
    if not parts and type(value) in (list, np.ndarray):
        end = "Return a tuple: `return tuple(...)`."
    general = f"{label} returned something other than {form}"
    if type(value) is not tuple:
        return Difference(f"{label} returned {kind(value)}, expected {form}", end, general)
    if len(value) != len(expected):
        told = f"{label} returned a tuple of {len(value)}, expected {form}"
        return Difference(told, end, general)
    for name, wanted, got in zip(names, expected, value, strict=True):
        if name in ignored:
            continue
        found = difference(wanted, got, rtol=rtol, dtype=dtype, reveal=reveal, label=name)
        if found is not None:
            return found
    return None


def _is_a(value, types):
    """Say whether a value's type is one of these, by identity, as a type may lie about equality."""
    return any(type(value) is one for one in types)


def _missing_return(value):
    return "Does the function end with `return ...`?" if value is None else None


def _numbers(expected, value, rtol, reveal, label):
    whole = _is_a(expected, INTEGERS)
    verb = "returned" if label == "it" else "is"
    wanted = "an integer" if whole else "a number"
    if not _is_a(value, INTEGERS if whole else INTEGERS + FLOATS):
        hint = _missing_return(value)
        if whole and _is_a(value, FLOATS):
            hint = "A count is an integer: divide with `//`, or convert with `int(...)`."
        elif type(value) is np.ndarray and value.size == 1:
            convert = "int" if whole else "float"
            hint = f"An array of one number is not a number: convert it with `{convert}(...)`."
        return _not_a(label, value, wanted, hint)
    if _is_a(value, FLOATS) and not np.isfinite(value):
        told = f"{label} {verb} {value}, which is not a finite number"
        return Difference(told, general=f"{label} {verb} a number that is not finite")
    # Whole numbers are compared as Python ints, which have no size limit and do not wrap around.
    error = abs(int(value) - int(expected)) if whole else abs(float(value) - float(expected))
    allowed = _default_rtol(np.asarray(expected).dtype) if rtol is None else rtol
    allowed = 0 if whole else allowed * max(1.0, abs(expected))
    if error <= allowed:
        return None
    told = value if abs(value) < 10**12 else "a number far too large"
    hint = (
        "Off by one: is something counted once too often or too rarely, or rounded the wrong way?"
        if whole and error == 1
        else None
    )
    wanted = f"expected {expected}" if reveal else "which is wrong"
    general = f"{label} {verb} the wrong number"
    return Difference(f"{label} {verb} {told}, {wanted}", hint, general)


def _arrays(expected, value, rtol, dtype, reveal, label):
    problem = _form(expected, value, dtype, label)
    if problem is not None or expected.size == 0:
        return problem
    with np.errstate(all="ignore"):
        got, wanted = value.astype(np.float64), expected.astype(np.float64)
    strange = np.isfinite(wanted) & ~np.isfinite(got)
    if strange.any():
        where = _first(strange)
        told = f"{label} holds {got[where]} at index {_index(where)}"
        return Difference(told, general=f"{label} holds a number that is not finite")
    scale = max(1.0, float(np.abs(wanted).max()))
    allowed = (_default_rtol(expected.dtype) if rtol is None else rtol) * scale
    with np.errstate(all="ignore"):
        wrong = ~(np.abs(got - wanted) <= allowed)  # in this form nan is wrong
    if not wrong.any():
        return None
    where = _first(wrong)
    numbers = f" ({_distinguishable(got[where], wanted[where])})" if reveal else ""
    return Difference(
        f"{label} first differs at index {_index(where)}{numbers}: "
        f"{wrong.sum()} of {wrong.size} values are wrong, "
        f"the largest error is {np.abs(got - wanted).max():.3g}",
        _pattern(got, wanted, wrong, allowed, value.dtype),
        f"{label} has the right shape but the wrong values",
    )


def _distinguishable(got, wanted):
    """Format two different numbers with just enough digits to show the difference."""
    digits = next((n for n in (6, 9, 12) if f"{got:.{n}g}" != f"{wanted:.{n}g}"), 17)
    return f"got {got:.{digits}g}, expected {wanted:.{digits}g}"


def _form(expected, value, dtype, label):
    """Judge type, shape and dtype."""
    if type(value) is not np.ndarray:
        hint = _missing_return(value)
        if issubclass(type(value), (list, tuple)):
            hint = "Put the numbers into an array: use np.array(...), or fill an np.zeros(...)."
        elif issubclass(type(value), np.ndarray):
            hint = "Convert it with np.asarray(...); masked arrays and np.matrix are not accepted."
        return _not_a(label, value, f"an array of shape {expected.shape}", hint, "an array")
    other_dtype = f"{label} has the wrong dtype"
    if value.dtype.kind not in "fiu":
        told = f"{label} has dtype {value.dtype}, which does not hold real numbers"
        return Difference(told, general=other_dtype)
    if value.shape != expected.shape:
        return Difference(
            f"{label} has shape {value.shape}, expected {expected.shape}",
            _shape_hint(expected.shape, value.shape),
            f"{label} has the wrong shape",
        )
    if dtype == "same" and value.dtype != expected.dtype:
        return Difference(
            f"{label} has dtype {value.dtype}, expected {expected.dtype}",
            "np.zeros makes float64 unless you pass the dtype of the input, as in `dtype=x.dtype`."
            if value.dtype == np.float64
            else None,
            other_dtype,
        )
    if expected.dtype.kind == "f" and value.dtype.kind != "f":
        return Difference(
            f"{label} has dtype {value.dtype}, expected {expected.dtype}",
            "An integer array drops the fractions: make it a float array.",
            other_dtype,
        )
    return None


def _not_a(label, value, wanted, hint=None, in_general=None):
    """Describe a value of the wrong type; `in_general` is what is expected, without its shape."""
    verb = "returned" if label == "it" else "is"
    told = f"{label} {verb} {kind(value)}, expected {wanted}"
    general = f"{label} {verb} something other than {in_general or wanted}"
    return Difference(told, hint, general)


def _shape_hint(expected, got):
    if len(got) != len(expected):
        return None
    if got == expected[:-2] + expected[:-3:-1]:
        return "Height and width are swapped: shapes go (..., H, W), rows before columns."
    off = {g - e for g, e in zip(got, expected, strict=True)} - {0}
    if off == {-1}:
        return "One too few: is the first position counted?"
    if off == {1}:
        return "One too many: does the last position still fit, and is the size rounded down?"
    return None


def _default_rtol(dtype):
    if dtype.kind != "f":
        return 1e-9
    return {2: 1e-2, 4: 1e-4}.get(dtype.itemsize, 1e-9)


def _first(mask):
    return tuple(int(i) for i in np.argwhere(mask)[0])


def _index(where):
    return "(" + ", ".join(map(str, where)) + ("," if len(where) == 1 else "") + ")"


def _pattern(got, wanted, wrong, allowed, dtype):
    """Name a mistake recognizable from where the values are wrong."""
    if not got.any():
        return "Every value is zero: is the result ever filled in, and is that array returned?"
    if wrong.size > 1 and wrong.sum() == wrong.size - 1 and not wrong.flat[0] and wanted.flat[0]:
        return "Only the first value is right: does the loop reach the others?"
    start = int(wrong.argmax())
    if start > 0 and not got.flat[start:].any():
        return (
            f"Everything from index {_index(_first(wrong))} on is zero: is the `return` inside a "
            "loop, or does a loop end too early?"
        )
    coarse = {2: 1e-2, 4: 1e-5}.get(dtype.itemsize, 0) * max(1.0, np.abs(wanted).max())
    if np.abs(got - wanted).max() < coarse:
        return f"The result is {dtype}, which is not precise enough: keep the dtype of the inputs."
    if np.all(np.abs(got - np.trunc(wanted)) <= allowed):
        return "The fractions are dropped: is the result an array of floats?"
    if np.all(np.abs(got + wanted) <= allowed):
        return "Every value has the wrong sign."
    return None
