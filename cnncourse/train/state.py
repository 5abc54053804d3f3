"""The state of a learner: names and shapes that every engine shares."""

from __future__ import annotations

from cnncourse.train.optimizers import OPTIMIZERS


def state_shapes(weights, learned, optimizer):
    """List what the state of a learner holds.

    Parameters
    ----------
    weights : mapping of str to array
        Of the network, buffers included.
    learned : iterable of str
        Names of those that are learned, and so have moments.
    optimizer : str
        As in `Settings`.

    Returns
    -------
    dict of str to tuple
        The shape of every entry.
    """
    shapes = {f"weights/{name}": tuple(value.shape) for name, value in weights.items()}
    for moment in OPTIMIZERS[optimizer].moments:
        shapes |= {f"{moment}/{name}": tuple(weights[name].shape) for name in learned}
    return shapes | dict.fromkeys(OPTIMIZERS[optimizer].counts, ())


def need_state(state, shapes):
    """Check that a state is that of a network.

    Parameters
    ----------
    state : mapping of str to ndarray
        As a learner's `state` gives it.
    shapes : dict of str to tuple
        As `state_shapes` gives them.

    Raises
    ------
    ValueError
        Naming the first entry that is missing, unexpected or of another shape.
    """
    for name, shape in shapes.items():
        if name not in state:
            raise ValueError(f"{name} is missing")
        if state[name].shape != shape:
            raise ValueError(f"{name} has shape {state[name].shape}, not {shape}")
    if unexpected := state.keys() - shapes.keys():
        raise ValueError(f"{min(unexpected)} is unexpected")


def part(state, name):
    """Take the entries `"NAME/..."` out of a state, without the prefix.

    Returns
    -------
    dict of str to ndarray
    """
    prefix = f"{name}/"
    return {key[len(prefix) :]: value for key, value in state.items() if key.startswith(prefix)}
