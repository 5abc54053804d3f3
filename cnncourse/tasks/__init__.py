"""Tasks: what a network should learn from a data set. A data set names its task.

    from dataclasses import dataclass

    from cnncourse.tasks import Metric, Task

    @dataclass(frozen=True)
    class Boxes(Task):
        metrics = (Metric("distance", "mean distance of the corners"),)

        def model_arguments(self, data):
            return {"num_classes": 4}

        def loss(self, nn):
            return nn.MSELoss()

        def count(self, outputs, targets):
            return (abs(outputs - targets).mean(1).sum(),)

Such a class, in a file or in a notebook, is all that training, resuming, printing and drawing need,
with either engine: `replace(images, train=Split(x, boxes), held_out=..., task=Boxes())`.
"""

from cnncourse.tasks.classification import Classification
from cnncourse.tasks.task import Metric, Task

__all__ = ["Classification", "Metric", "Task"]
