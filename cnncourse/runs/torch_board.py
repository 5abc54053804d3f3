"""The log of a run for TensorBoard."""

from __future__ import annotations

from torch.utils.tensorboard import SummaryWriter


class Board:
    """Writes the numbers of a run, epoch by epoch, where TensorBoard finds them.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    done : int
        Epochs so far; what an earlier log says about later ones does not count.
    """

    def __init__(self, folder, done=0):
        self.writer = SummaryWriter(folder, purge_step=done + 1)

    def write(self, row):
        """Write an epoch, a row of the history, and see that it is in the file."""
        for name, value in row.items():
            if name != "epoch":
                self.writer.add_scalar(tag(name), value, row["epoch"])
        self.writer.flush()


def tag(name):
    """Name a column of the history for TensorBoard, which draws "loss/train" and "loss/held_out"
    side by side."""
    for part in ("train", "held_out"):
        if name.startswith(f"{part}_"):
            return f"{name[len(part) + 1 :]}/{part}"
    return name
