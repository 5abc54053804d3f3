"""Classification: which of several classes does an image show?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse.common.errors import Refused
from cnncourse.tasks.task import Metric, Task


@dataclass(frozen=True)
class Classification(Task):
    """Learn one class per image, with cross-entropy.

    Outputs are logits of shape (N, num_classes). In training, a network with auxiliary heads
    returns a tuple of such arrays, the first of which is its answer. Targets are the true classes,
    of shape (N,), from 0.

    Attributes
    ----------
    auxiliary_weight : float
        Factor for the loss of each auxiliary head: 0.3 in C. Szegedy and others, "Going deeper
        with convolutions", CVPR 2015, section 5.
    """

    auxiliary_weight: float = 0.3

    metrics = (Metric("accuracy", "images misclassified", share=True),)
    loss_title = "cross-entropy loss in nats"

    def model_arguments(self, data):
        """Return the number of classes, after checking the targets.

        Raises
        ------
        Refused
            If a target is not one of the classes.
        """
        count = len(data.classes)
        for split in (data.train, data.held_out):
            labels = split.targets
            kind = getattr(labels, "dtype", np.dtype(object)).kind
            if kind not in "iu" or labels.ndim != 1:
                given = "something else"
                if isinstance(labels, np.ndarray):
                    given = f"{labels.dtype} of shape {labels.shape}"
            elif len(labels) and not 0 <= labels.min() <= labels.max() < count:
                given = f"numbers from {labels.min()} to {labels.max()}"
            else:
                continue
            raise Refused(
                "the task {task} does not fit {data}, which has {classes}: targets must be "
                "integers of shape (N,), one class per image counted from 0, but are {given}; fix "
                "the targets or classes, or give the data set the task that suits its targets",
                task=type(self).__name__,
                data=data.name,
                classes=f"{count} class" if count == 1 else f"{count} classes",
                given=given,
            )
        return super().model_arguments(data)

    def require_outputs(self, outputs, data):
        """Raise an error unless there is one logit per class."""
        wanted = len(data.classes)
        if np.shape(outputs)[1:] != (wanted,):
            raise ValueError(f"it needs one output for each class, so num_classes={wanted}")

    def loss(self, nn):
        """Return cross-entropy without label smoothing."""
        return nn.CrossEntropyLoss()

    def training_loss(self, nn, settings):
        """Return the cross-entropy of all heads, with the settings' label smoothing."""
        of_one = nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)
        return nn.AuxiliaryLoss(of_one, self.auxiliary_weight)

    def predict(self, outputs):
        """Return the class with the largest logit."""
        logits = outputs[0] if isinstance(outputs, tuple) else outputs
        return logits.argmax(1)

    def count(self, outputs, targets):
        """Count the images whose largest logit belongs to the true class."""
        return ((self.predict(outputs) == targets).sum(),)

    def text_of_result(self, evaluation, images):
        """Format the accuracy with the number of correct images."""
        right = round(evaluation.metrics["accuracy"] * images)
        return f"{self.text(evaluation.metrics)} ({right} of {images})"

    def pictures(self, evaluation, data, title):
        """Draw the confusion matrix."""
        from cnncourse.drawing import training_pictures  # imported here: matplotlib takes a second

        matrix = training_pictures.confusion_matrix(
            data.held_out.targets, evaluation.predictions, data.classes, title=title
        )
        return {"confusion_matrix.png": matrix}
