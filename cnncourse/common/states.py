"""State dicts, arrays by name: from this engine, from torch, or from a published file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

WRAPPERS = ("state_dict", "model_state_dict", "model", "net")  # keys in files that hold more
PREFIXES = ("module.", "_orig_mod.")  # from torch's DataParallel and torch.compile
COUNT = "num_batches_tracked"  # of batch norm; missing in files from before 2018
SHOWN = 8  # problems that an error lists


def fit_state(own, state, complaint):
    """Look up the values of a network's arrays in a state dict.

    Parameters
    ----------
    own : mapping of str to array or Tensor
        The network's arrays.
    state : mapping of str to array or Tensor
        On any device and in any precision. It may be wrapped, as in
        `{"epoch": 3, "state_dict": …}`, and all its names may begin with `"module."` or
        `"_orig_mod."`, the prefixes of `DataParallel` and `torch.compile`.
    complaint : str
        Beginning of the error message.

    Returns
    -------
    dict of str to ndarray
        With the names of `own`. A missing `num_batches_tracked` is left out, as in torch.

    Raises
    ------
    ValueError
        Naming the keys that are missing, unexpected, of another shape or not numbers.
    """
    try:
        state = unwrapped(state, own)
    except ValueError as error:
        raise ValueError(f"{complaint}: {error}") from None
    missing = [name for name in own if name not in state and name.rpartition(".")[2] != COUNT]
    unexpected = [name for name in state if name not in own]
    problems = [f"missing {name}" for name in missing]
    problems += [f"unexpected {name}" for name in unexpected]
    values = {}
    for name, value in own.items():
        if name in state:
            try:
                values[name] = _read_like(value, state[name])
            except ValueError as error:
                problems.append(f"{name} {error}")
    if problems:
        text = "; ".join(problems[:SHOWN])
        if len(problems) > SHOWN:
            text += f"; and {len(problems) - SHOWN} more"
        if missing and _numbered(unexpected) and not _numbered(missing):
            text += "; its layers have numbers in place of names: an older version wrote it"
        raise ValueError(f"{complaint}: {text}")
    return values


def unwrapped(state, own):
    """Remove a state dict's wrapper and the prefix of its names.

    Parameters
    ----------
    state : object
    own : collection of str
        The expected names; a prefix that belongs to them is kept.

    Returns
    -------
    mapping of str to object

    Raises
    ------
    ValueError
        If it is not a mapping of strings.
    """
    if isinstance(state, Mapping):
        inside = [state[name] for name in WRAPPERS if isinstance(state.get(name), Mapping)]
        state = (inside or [state])[0]
    else:
        raise ValueError(f"holds a {type(state).__name__} instead of arrays by name")
    for name in state:
        if not isinstance(name, str):
            raise ValueError(f"the name of an array must be a string, got {name!r:.60}")
    while prefix := _prefix(state, own):
        state = {name[len(prefix) :]: value for name, value in state.items()}
    return state


def _prefix(state, own):
    """Return the prefix that all names share and should not have, or ""."""
    for prefix in PREFIXES:
        if state and all(name.startswith(prefix) and name not in own for name in state):
            return prefix
    return ""


def _numbered(names):
    """Return whether the outermost layers are numbered, as in "0.weight"."""
    return bool(names) and all(name.split(".")[0].isdigit() for name in names)


def _read_like(own, value):
    """Convert a value of a state to an array of the shape and kind of `own`, or raise an error."""
    wanted, floats = tuple(own.shape), _holds_floats(own)
    try:
        shape = tuple(np.shape(value))
        single = wanted == () and shape == (1,)  # torch wrote scalars like this before 2018
        value = as_array(value).reshape(wanted) if single or shape == wanted else None
    except Exception as error:  # meta, sparse and quantized tensors raise many kinds
        raise ValueError(f"cannot be read: {type(error).__name__}") from None
    if value is None:
        raise ValueError(f"has shape {shape} instead of {wanted}")
    if not np.can_cast(value.dtype, np.float64 if floats else np.int64, "same_kind"):
        wanted = str(own.dtype).removeprefix("torch.")
        raise ValueError(f"holds {value.dtype} instead of {wanted}")
    if isinstance(own, np.ndarray):
        with np.errstate(over="ignore"):
            return value.astype(own.dtype)
    return value


def _holds_floats(own):
    return own.dtype.kind == "f" if isinstance(own, np.ndarray) else own.is_floating_point()


def as_array(value):
    """Convert an array, or a tensor of any device and precision, to a numpy array."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
        if value.is_floating_point() and value.element_size() < 4:
            value = value.float()
    return np.asarray(value)
