"""Classification: which one of some classes does an image show?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cnncourse.common.errors import Refused
from cnncourse.tasks.task import Metric, Task


@dataclass(frozen=True)
class Classification(Task):
    """Learn one class an image, by cross-entropy.

    The network gives logits, (N, num_classes), one with auxiliary heads a tuple of such in
    training, of which the first counts. Targets are the true classes, (N,), from 0.

    Attributes
    ----------
    auxiliary_weight : float
        What the loss of each auxiliary head is multiplied by: 0.3 in C. Szegedy and others,
        "Going deeper with convolutions", CVPR 2015, section 5.
    """

    auxiliary_weight: float = 0.3

    metrics = (Metric("accuracy", "images read wrong", share=True),)
    loss_title = "cross-entropy loss in nats"

    def model_arguments(self, data):
        """Give the number of classes, of which every target must be one.

        Raises
        ------
        Refused
            If one is not.
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
                "integers of shape (N,), one class an image counted from 0, and are {given}; mend "
                "targets or classes, or give the data the task of its targets",
                task=type(self).__name__,
                data=data.name,
                classes=f"{count} class" if count == 1 else f"{count} classes",
                given=given,
            )
        return super().model_arguments(data)

    def need_outputs(self, outputs, data):
        """Check that there is one logit for every class."""
        wanted = len(data.classes)
        if np.shape(outputs)[1:] != (wanted,):
            raise ValueError(f"it needs one output for each class, so num_classes={wanted}")

    def loss(self, nn):
        """Give cross-entropy, without label smoothing."""
        return nn.CrossEntropyLoss()

    def training_loss(self, nn, settings):
        """Give cross-entropy with the settings' label smoothing, of all heads."""
        of_one = nn.CrossEntropyLoss(label_smoothing=settings.label_smoothing)
        return nn.AuxiliaryLoss(of_one, self.auxiliary_weight)

    def predict(self, outputs):
        """Read the class with the largest logit."""
        logits = outputs[0] if isinstance(outputs, tuple) else outputs
        return logits.argmax(1)

    def count(self, outputs, targets):
        """Count the images whose largest logit is that of the true class."""
        return ((self.predict(outputs) == targets).sum(),)

    def text_of_result(self, evaluation, images):
        """Write the accuracy, and how many images were read right."""
        right = round(evaluation.metrics["accuracy"] * images)
        return f"{self.text(evaluation.metrics)} ({right} of {images})"

    def pictures(self, evaluation, data, title):
        """Draw the confusion matrix."""
        from cnncourse.drawing import training_pictures  # here: matplotlib takes a second

        matrix = training_pictures.confusion_matrix(
            data.held_out.targets, evaluation.predictions, data.classes, title=title
        )
        return {"confusion_matrix.png": matrix}
