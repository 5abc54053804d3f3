"""The state of a learner: names and shapes shared by every engine."""

from __future__ import annotations

from cnncourse.train.optimizers import OPTIMIZERS


def state_shapes(weights, learned, optimizer):
    """Return the name and shape of every entry in a learner's state.

    Parameters
    ----------
    weights : mapping of str to array
        Those of the network, buffers included.
    learned : iterable of str
        Names of the weights that are learned and so have moments.
    optimizer : str
        As in `Settings`.

    Returns
    -------
    dict of str to tuple
    """
    shapes = {f"weights/{name}": tuple(value.shape) for name, value in weights.items()}
    for moment in OPTIMIZERS[optimizer].moments:
        shapes |= {f"{moment}/{name}": tuple(weights[name].shape) for name in learned}
    return shapes | dict.fromkeys(OPTIMIZERS[optimizer].counts, ())


def require_state(state, shapes):
    """Raise an error for a state that belongs to another network or optimizer.

    Parameters
    ----------
    state : mapping of str to ndarray
        As returned by a learner's `state`.
    shapes : dict of str to tuple
        As returned by `state_shapes`.

    Raises
    ------
    ValueError
        Names the first entry that is missing, unexpected or of another shape.
    """
    for name, shape in shapes.items():
        if name not in state:
            raise ValueError(f"{name} is missing")
        if state[name].shape != shape:
            raise ValueError(f"{name} has shape {state[name].shape}, not {shape}")
    if unexpected := state.keys() - shapes.keys():
        raise ValueError(f"{min(unexpected)} is unexpected")


def part(state, name):
    """Return the entries `"NAME/..."` of a state, without the prefix.

    Returns
    -------
    dict of str to ndarray
    """
    prefix = f"{name}/"
    return {key[len(prefix) :]: value for key, value in state.items() if key.startswith(prefix)}
