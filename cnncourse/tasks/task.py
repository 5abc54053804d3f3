"""What every task says: the loss, the metrics, and what is drawn in the end."""

from __future__ import annotations

from dataclasses import dataclass

from cnncourse.common.errors import Refused


@dataclass(frozen=True)
class Metric:
    """A number that says how well a network does, beside its loss.

    Attributes
    ----------
    name : str
        For example `"accuracy"`: the history has `train_accuracy` and `held_out_accuracy`.
    title : str
        What stands above its curve.
    share : bool
        Whether it is the share, 0 to 1, of what is right. Then it is written in percent, and its
        curve shows the rest, the error in percent.
    """

    name: str
    title: str
    share: bool = False

    def text(self, value):
        """Write a value: `"accuracy 97.22 %"`."""
        return f"{self.name} {100 * value:.2f} %" if self.share else f"{self.name} {value:.4g}"


@dataclass(frozen=True)
class Task:
    """What a network is to learn: a subclass says how outputs and targets are compared.

    Outputs are what the network gives for a batch: an array with one row an image, or a tuple or
    dict of them. Targets have one of these forms, too. In `count` and `predict` they are numpy's
    arrays or torch's tensors, so only what both can do may be used there, such as `x.argmax(1)`,
    `x == y` and `x.sum()`.

    The `repr` is kept with a run, so that no run is resumed with another task: a subclass with
    settings of its own is a frozen dataclass.

    Attributes
    ----------
    metrics : tuple of Metric
    loss_title : str
        What stands above the curve of the loss.
    moves_with_image : bool
        Whether the targets lie in the image, as masks and boxes do, so that an augmentation that
        moves pixels would make them wrong.
    """

    metrics = ()
    loss_title = "loss"
    moves_with_image = False

    def model_arguments(self, data):
        """Give the arguments of the model that depend on what is learned.

        Parameters
        ----------
        data : Dataset

        Returns
        -------
        dict
            The number of classes; the default.
        """
        return {"num_classes": len(data.classes)}

    def loss(self, nn):
        """Give the loss of a network in use.

        Parameters
        ----------
        nn : module
            An engine, `cnncourse.nn` or `cnncourse.torch_nn`, whose losses have the same names.
            A loss that only one of them has is of the form of `cnncourse.nn`'s.

        Returns
        -------
        criterion
            `criterion(outputs, targets)` is the mean over the images of the batch of what each of
            them costs by itself: a batch is shared between threads and processes, and evaluated in
            parts.
        """
        raise NotImplementedError(f"{type(self).__name__} must say what its loss is")

    def training_loss(self, nn, settings):
        """Give the loss that training makes small; by default that of `loss`.

        Parameters
        ----------
        nn : module
            As of `loss`.
        settings : Settings

        Returns
        -------
        criterion
            As of `loss`; its outputs are those in training, with all auxiliary heads.

        Raises
        ------
        Refused
            If the settings ask for something that the task does not have.
        """
        if settings.label_smoothing:
            raise Refused(
                "the task {task} does not use {label_smoothing}: leave it out",
                task=type(self).__name__,
            )
        return self.loss(nn)

    def need_outputs(self, outputs, data):
        """Check the form of a network's outputs in use; by default any form will do.

        A loss or a `count` that raises an error for outputs that do not fit needs no check here.

        Parameters
        ----------
        outputs : ndarray, or tuple or dict of them
            For a few images.
        data : Dataset

        Raises
        ------
        ValueError
            Saying what the task needs.
        """

    def predict(self, outputs):
        """Read the predictions from the outputs; by default the outputs themselves.

        Returns
        -------
        array, or tuple or dict of arrays
            One row an image.
        """
        return outputs

    def count(self, outputs, targets):
        """Count, over a batch, what the metrics are made of.

        Returns
        -------
        tuple of scalars
            Sums over the images, since those of batches, threads and processes are added up.
        """
        return ()

    def measure(self, counts, images):
        """Compute the metrics from all that was counted.

        Parameters
        ----------
        counts : list of float
            The sums of what `count` gave.
        images : int
            Over how many images.

        Returns
        -------
        sequence of float
            In the order of `metrics`; by default the means over the images.
        """
        return [count / images for count in counts]

    def pictures(self, evaluation, data, title):
        """Draw what the network predicts for the held-out images.

        Parameters
        ----------
        evaluation : train.Evaluation
            On `data.held_out`.
        data : Dataset
        title : str
            Names the network, the data and the metrics.

        Returns
        -------
        dict of str to matplotlib.figure.Figure
            By the name of the file; by default empty.
        """
        return {}

    def named(self, counts, images):
        """Give the metrics by name.

        Returns
        -------
        dict of str to float
        """
        values = list(map(float, self.measure(counts, images)))
        if len(values) != len(self.metrics):
            raise ValueError(
                f"{type(self).__name__} measures {len(values)} numbers, but has "
                f"{len(self.metrics)} metrics"
            )
        return {m.name: value for m, value in zip(self.metrics, values, strict=True)}

    def text(self, values):
        """Write metrics in a line: `"accuracy 97.22 %"`.

        Parameters
        ----------
        values : mapping of str to float
            By the names of the metrics.

        Returns
        -------
        str
        """
        return ", ".join(metric.text(values[metric.name]) for metric in self.metrics)

    def text_of_epoch(self, row):
        """Write the metrics on the held-out images in a row of the history."""
        return self.text({metric.name: row[f"held_out_{metric.name}"] for metric in self.metrics})

    def text_of_result(self, evaluation, images):
        """Write how well the finished network does, in a line.

        Parameters
        ----------
        evaluation : train.Evaluation
        images : int
            On how many images.

        Returns
        -------
        str
            The metrics, or the loss of a task without metrics.
        """
        return self.text(evaluation.metrics) or f"loss {evaluation.loss:.4g}"
