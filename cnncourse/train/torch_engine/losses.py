"""A task's loss in torch."""

from __future__ import annotations

import torch

from cnncourse import torch_nn
from cnncourse.common.nested import arrays, map_arrays


def training_loss(task, settings):
    """Give a task's training loss, for tensors.

    Parameters
    ----------
    task : Task
    settings : Settings

    Returns
    -------
    function
        `criterion(outputs, targets)` gives a tensor with a gradient. A loss of torch's, or one of
        the form of `cnncourse.nn`'s, which is computed by numpy: that works for every task, but a
        GPU waits for it.
    """
    criterion = task.training_loss(torch_nn, settings)
    if isinstance(criterion, torch.nn.Module):
        return criterion

    def by_numpy(outputs, targets):
        return _ByNumpy.apply(criterion, outputs, targets, *arrays(outputs))

    return by_numpy


class _ByNumpy(torch.autograd.Function):
    """A loss with a gradient of its own, both computed by numpy."""

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
