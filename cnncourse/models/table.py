"""Published figures of the architectures: parameters, multiply-adds and errors, with sources.

The table is `published.csv`, next to this file. Its papers are

- Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
  recognition", Proceedings of the IEEE 86(11), 1998;
- A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep convolutional
  neural networks", NIPS 2012;
- K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image
  recognition", ICLR 2015;
- K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Published:
    """One row: an architecture, and its error under one protocol.

    Attributes
    ----------
    model : str
        Name for `models.find`.
    options : dict of str to str
        Options of the model, such as `{"shortcut": "A"}`.
    data : str
        The data set, `"ImageNet"`, `"CIFAR-10"` or `"MNIST"`.
    image_shape : (int, int, int)
        `(C, H, W)` for which multiply-adds are counted.
    parameters, multiply_adds : int
        By the conventions of `cnncourse.blueprint`.
    top1_error, top5_error : float or None
        In percent: how often the right class is not the first answer, or not among the first
        five. None if no source was found.
    protocol : str
        How the error was measured; errors of different protocols are not comparable.
    error_source, count_source : str
        Sources of the errors and the counts.
    """

    model: str
    options: dict[str, str]
    data: str
    image_shape: tuple[int, int, int]
    parameters: int
    multiply_adds: int
    top1_error: float | None
    top5_error: float | None
    protocol: str
    error_source: str
    count_source: str


def published():
    """Read the table of published figures.

    Returns
    -------
    list of Published
        A network has several rows if its error was measured in several ways.
    """
    text = files("cnncourse.models").joinpath("published.csv").read_text(encoding="utf-8")
    return [_row(cells) for cells in csv.DictReader(text.splitlines())]


def _row(cells):
    return Published(
        model=cells["model"],
        options=dict(option.split("=") for option in cells["options"].split()),
        data=cells["data"],
        image_shape=tuple(int(size) for size in cells["image_shape"].split("x")),
        parameters=int(cells["parameters"]),
        multiply_adds=int(cells["multiply_adds"]),
        top1_error=_percent(cells["top1_error"]),
        top5_error=_percent(cells["top5_error"]),
        protocol=cells["protocol"],
        error_source=cells["error_source"],
        count_source=cells["count_source"],
    )


def _percent(text):
    return float(text) if text else None
