"""Hints for exceptions in the assignment on convolution as a matrix product."""

from __future__ import annotations


def of_columns(case, text):
    """Explain an exception in a function that writes or multiplies columns; see `Check.errors`."""
    if "tuple indices must be" in text:
        return "A cache is a plain tuple here: unpack it, `cols, w, b, (H, W), stride, padding`."
    if "positional argument" in text:
        return "Options are given by name, as in `stride=stride`."
    if "non-iterable int" in text:
        return "An option may be a single number: `first, second = pair(option)` makes two."
    if text.startswith("TypeError") and ("tuple" in text or "slice indices" in text):
        return "An option is a pair here: `first, second = pair(option)` handles both forms."
    if "unsupported operand" in text and "NoneType" in text:
        return "There is no bias here: test `if b is not None`."
    if "could not broadcast input" in text:
        return (
            "A slice has another shape than its place: does it begin at (u, v) and take every "
            "stride-th place, OH (or OW) of them? Is the padding on both sides?"
        )
    if "into shape" in text and "size 0" in text:
        return "In an empty array -1 can stand for any size: give `reshape` every size."
    if "into shape" in text:
        return "`reshape` keeps every number: do the sizes multiply to the same count?"
    if "matmul" in text:
        return (
            "In `a @ b` the columns of a must be as many as the rows of b: the filters' matrix has "
            "C_in * KH * KW columns."
        )
    if text.startswith("ValueError") and "broadcast" in text:
        return (
            "Two shapes do not fit: print both before this line. A bias needs an axis for the "
            "places: `b[:, np.newaxis]`."
        )
    return None


def of_products(case, text):
    """Explain an exception in a function that multiplies columns; see `of_columns`."""
    if "'tuple' object cannot be interpreted" in text:
        return "`output_size` is a pair: unpack it, `*output_size`."
    return of_columns(case, text)


def of_gradients(case, text):
    """Explain an exception in the backward pass; see `of_columns`."""
    if "matmul" in text:
        return (
            "`.T` turns round all axes of an array: with a batch in front, swap the last two only, "
            "`cols.swapaxes(1, 2)`. And w becomes a matrix by `w.reshape(C_out, -1)`."
        )
    if "values to unpack" in text:
        return "The cache is `(cols, w, b, (H, W), stride, padding)`: unpack all six."
    return of_columns(case, text)


def of_views(case, text):
    """Explain an exception in a function that returns a view; see `of_columns`."""
    if "returned a copy" in text:
        return (
            "`reshape`, `np.array`, fancy indices and writing into a new array copy. Slices, "
            "`transpose`, `sliding_window_view` and `as_strided` do not."
        )
    if "past the end" in text:
        return (
            "The last window must end inside the image: (H - KH) // sh + 1 windows. Strides are "
            "counted in bytes: begin with x.strides."
        )
    return of_columns(case, text)
