"""The state of a torch learner, under the names shared by every engine."""

from __future__ import annotations

import numpy as np
import torch

from cnncourse import torch_nn
from cnncourse.train.optimizers import OPTIMIZERS
from cnncourse.train.state import part, require_state, state_shapes

SCALE = "loss_scale"  # with fp16: the factor, and the steps since it last grew


def read_state(net, optimizer, name, scaler):
    """Copy everything the next epoch depends on.

    Parameters
    ----------
    net : torch.nn.Module
    optimizer : torch.optim.Optimizer
    name : str
        Name of the optimizer, as in `Settings`.
    scaler : torch.amp.GradScaler

    Returns
    -------
    dict of str to ndarray
        As in `Learner.state`; with fp16 also `"loss_scale"`.
    """
    arrays = torch_nn.from_torch_state(net.state_dict())
    state = {f"weights/{place}": value for place, value in arrays.items()}
    for moment, torch_name in OPTIMIZERS[name].moments.items():
        for place, w in net.named_parameters():
            kept = optimizer.state.get(w, {}).get(torch_name)
            kept = torch.zeros_like(w) if kept is None else kept  # before the first step
            state[f"{moment}/{place}"] = kept.detach().cpu().numpy().copy()
    for count in OPTIMIZERS[name].counts:
        steps = optimizer.state.get(next(net.parameters()), {}).get("step", 0)
        state[count] = np.array(int(steps))
    if scaler.is_enabled():
        kept = scaler.state_dict()
        state[SCALE] = np.array([kept["scale"], kept["_growth_tracker"]])
    return state


def write_state(state, net, optimizer, name, scaler):
    """Restore what `read_state` returned. The other parameters are those of `read_state`.

    Raises
    ------
    ValueError
        If the names or shapes are not those of this network; nothing is changed.
    """
    learned, state = dict(net.named_parameters()), dict(state)
    scale = state.pop(SCALE, None)  # a run may resume in another precision
    require_state(state, state_shapes(net.state_dict(), learned, name))
    net.load_state_dict(torch_nn.to_torch_state(part(state, "weights")))
    for place, w in learned.items():
        kept = optimizer.state[w]
        for moment, torch_name in OPTIMIZERS[name].moments.items():
            value = torch.tensor(state[f"{moment}/{place}"])
            kept[torch_name] = torch.empty_like(w).copy_(value)
        for count in OPTIMIZERS[name].counts:
            kept["step"] = torch.tensor(float(state[count]))
    if scale is not None and scaler.is_enabled():
        kept = {"scale": float(scale[0]), "_growth_tracker": int(scale[1])}
        scaler.load_state_dict({**scaler.state_dict(), **kept})
