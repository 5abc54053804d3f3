"""What every task defines: the loss, the metrics, and the pictures drawn at the end."""

from __future__ import annotations

from dataclasses import dataclass

from cnncourse.common.errors import Refused


@dataclass(frozen=True)
class Metric:
    """A measure of how well a network does, besides its loss.

    Attributes
    ----------
    name : str
        For example `"accuracy"`: the history has `train_accuracy` and `held_out_accuracy`.
    title : str
        Title of its curve.
    share : bool
        Whether it is a share from 0 to 1, larger being better. If so, it is printed in percent, and
        its curve shows the error, 1 minus the share, in percent.
    """

    name: str
    title: str
    share: bool = False

    def text(self, value):
        """Format a value: `"accuracy 97.22 %"`."""
        return f"{self.name} {100 * value:.2f} %" if self.share else f"{self.name} {value:.4g}"


@dataclass(frozen=True)
class Task:
    """What a network should learn: a subclass defines how outputs and targets are compared.

    Outputs are the network's results for a batch: an array with one row per image, or a tuple or
    dict of such arrays. Targets take one of these forms, too. In `count` and `predict` they may be
    numpy arrays or torch tensors, so use only what both support, such as `x.argmax(1)`, `x == y`
    and `x.sum()`.

    A run records the `repr` of its task, so that it cannot be resumed with another one. A subclass
    with settings of its own should therefore be a frozen dataclass.

    Attributes
    ----------
    metrics : tuple of Metric
    loss_title : str
        Title of the loss curve.
    moves_with_image : bool
        Whether the targets are positions in the image, such as masks and boxes, so that an
        augmentation that moves pixels would make them wrong.
    """

    metrics = ()
    loss_title = "loss"
    moves_with_image = False

    def model_arguments(self, data):
        """Return the model arguments that depend on the task; by default the number of classes.

        Parameters
        ----------
        data : Dataset

        Returns
        -------
        dict
        """
        return {"num_classes": len(data.classes)}

    def loss(self, nn):
        """Return the loss that evaluates a network.

        Parameters
        ----------
        nn : module
            An engine, `cnncourse.nn` or `cnncourse.torch_nn`; their losses have the same names. A
            loss of your own must work like those of `cnncourse.nn`.

        Returns
        -------
        criterion
            `criterion(outputs, targets)` must be the mean of a loss for each image by itself:
            batches are split between threads and processes, and evaluated in parts.
        """
        raise NotImplementedError(f"{type(self).__name__} must define loss")

    def training_loss(self, nn, settings):
        """Return the loss that training minimizes; by default the same as `loss`.

        Parameters
        ----------
        nn : module
            As in `loss`.
        settings : Settings

        Returns
        -------
        criterion
            As in `loss`, but called with the outputs in training, including all auxiliary heads.

        Raises
        ------
        Refused
            If the task does not support a setting.
        """
        if settings.label_smoothing:
            raise Refused(
                "the task {task} does not use {label_smoothing}: leave it out",
                task=type(self).__name__,
            )
        return self.loss(nn)

    def require_outputs(self, outputs, data):
        """Raise an error for unsuitable outputs of a network in eval mode; by default accept all.

        Outputs that make `loss` or `count` raise an error need no check here.

        Parameters
        ----------
        outputs : ndarray, or tuple or dict of them
            For a few images.
        data : Dataset

        Raises
        ------
        ValueError
            Says what the task needs.
        """

    def predict(self, outputs):
        """Turn outputs into predictions; by default the outputs themselves.

        Returns
        -------
        array, or tuple or dict of arrays
            One row per image.
        """
        return outputs

    def count(self, outputs, targets):
        """Compute the sums over a batch from which `measure` computes the metrics.

        Returns
        -------
        tuple of scalars
            Sums over the images; those of all batches, threads and processes are added.
        """
        return ()

    def measure(self, counts, images):
        """Compute the metrics from the total counts.

        Parameters
        ----------
        counts : list of float
            The results of `count`, summed over all images.
        images : int
            Number of images.

        Returns
        -------
        sequence of float
            In the order of `metrics`; by default the means over the images.
        """
        return [count / images for count in counts]

    def pictures(self, evaluation, data, title):
        """Draw the network's predictions for the held-out images.

        Parameters
        ----------
        evaluation : train.Evaluation
            On `data.held_out`.
        data : Dataset
        title : str
            Contains the network, the data and the metrics.

        Returns
        -------
        dict of str to matplotlib.figure.Figure
            Keyed by file name; empty by default.
        """
        return {}

    def named(self, counts, images):
        """Return the metrics by name.

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
        """Format metrics on one line: `"accuracy 97.22 %"`.

        Parameters
        ----------
        values : mapping of str to float
            Keyed by metric name.

        Returns
        -------
        str
        """
        return ", ".join(metric.text(values[metric.name]) for metric in self.metrics)

    def text_of_epoch(self, row):
        """Format the held-out metrics of a row of the history."""
        return self.text({metric.name: row[f"held_out_{metric.name}"] for metric in self.metrics})

    def text_of_result(self, evaluation, images):
        """Format the result of a finished run on one line.

        Parameters
        ----------
        evaluation : train.Evaluation
        images : int
            Number of images evaluated.

        Returns
        -------
        str
            The metrics, or the loss of a task without metrics.
        """
        return self.text(evaluation.metrics) or f"loss {evaluation.loss:.4g}"
