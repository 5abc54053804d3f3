"""Logging a run for TensorBoard."""

from __future__ import annotations

from torch.utils.tensorboard import SummaryWriter


class Board:
    """Log the numbers of a run for TensorBoard, epoch by epoch.

    Parameters
    ----------
    folder : Path
        Created if missing.
    done : int
        Epochs so far; entries of an earlier log about later epochs are discarded.
    """

    def __init__(self, folder, done=0):
        self.writer = SummaryWriter(folder, purge_step=done + 1)

    def write(self, row):
        """Write a row of the history and flush it to the file."""
        for name, value in row.items():
            if name != "epoch":
                self.writer.add_scalar(tag(name), value, row["epoch"])
        self.writer.flush()


def tag(name):
    """Turn "train_loss" into "loss/train", which TensorBoard draws beside "loss/held_out"."""
    for part in ("train", "held_out"):
        if name.startswith(f"{part}_"):
            return f"{name[len(part) + 1 :]}/{part}"
    return name
