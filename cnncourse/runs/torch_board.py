"""The log of a training for TensorBoard."""

from __future__ import annotations

from torch.utils.tensorboard import SummaryWriter


class Board:
    """Writes a training's numbers, epoch by epoch, where `tensorboard --logdir` finds them.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    done : int
        Epochs that lie behind; what an earlier log says about later ones does not count.
    """

    def __init__(self, folder, done=0):
        self.writer = SummaryWriter(folder, purge_step=done + 1)

    def write(self, row):
        """Write an epoch, a row of the history, and see that it is in the file."""
        scalars = {
            "loss/train": row["train_loss"],
            "loss/held_out": row["held_out_loss"],
            "accuracy/train": row["train_accuracy"],
            "accuracy/held_out": row["held_out_accuracy"],
            "lr": row["lr"],
            "seconds": row["seconds"],
        }
        for name, value in scalars.items():
            self.writer.add_scalar(name, value, row["epoch"])
        self.writer.flush()
