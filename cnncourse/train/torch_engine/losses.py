"""A task's loss in torch."""

from __future__ import annotations

import torch

from cnncourse import torch_nn
from cnncourse.common.nested import arrays, map_arrays


def training_loss(task, settings):
    """Return a task's training loss for tensors.

    Parameters
    ----------
    task : Task
    settings : Settings

    Returns
    -------
    function
        `criterion(outputs, targets)` returns a differentiable tensor. If the task's loss is a torch
        module, it is used as it is. Otherwise it is computed in numpy, like the losses of
        `cnncourse.nn`, which works for every task but makes a GPU wait.
    """
    criterion = task.training_loss(torch_nn, settings)
    if isinstance(criterion, torch.nn.Module):
        return criterion

    def by_numpy(outputs, targets):
        return _ByNumpy.apply(criterion, outputs, targets, *arrays(outputs))

    return by_numpy


class _ByNumpy(torch.autograd.Function):
    """A loss and its gradient, both computed in numpy."""

    @staticmethod
    def forward(ctx, criterion, outputs, targets, *tensors):
        loss = criterion(*(map_arrays(_to_numpy, part) for part in (outputs, targets)))
        ctx.gradients = [
            torch.from_numpy(gradient).to(tensor)
            for gradient, tensor in zip(arrays(criterion.backward()), tensors, strict=True)
        ]
        return tensors[0].new_tensor(float(loss))

    @staticmethod
    def backward(ctx, dloss):
        return None, None, None, *(dloss * gradient for gradient in ctx.gradients)


def _to_numpy(tensor):
    return tensor.detach().cpu().numpy()
