"""VGG: many layers of small filters. Six columns, with and without batch norm.

K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image
recognition", ICLR 2015, table 1.
"""

from __future__ import annotations

from math import prod

from cnncourse.models.parts.docstrings import member
from cnncourse.models.parts.sizes import map_shape, scaled

__all__ = [
    "vgg11",
    "vgg11_lrn",
    "vgg13",
    "vgg16_c",
    "vgg16",
    "vgg19",
    "vgg11_bn",
    "vgg13_bn",
    "vgg16_c_bn",
    "vgg16_bn",
    "vgg19_bn",
]

# The paper's columns: a number is the filters of a 3x3 convolution, (filters, 1) a 1x1 convolution,
# "M" max pooling that halves the maps, "LRN" local response normalization.
COLUMNS = {
    "A": (64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"),
    "A-LRN": (64, "LRN", "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"),
    "B": (64, 64, "M", 128, 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"),
    "C": (
        (64, 64, "M", 128, 128, "M", 256, 256, (256, 1), "M")
        + (512, 512, (512, 1), "M", 512, 512, (512, 1), "M")
    ),
    "D": (
        (64, 64, "M", 128, 128, "M", 256, 256, 256, "M")
        + (512, 512, 512, "M", 512, 512, 512, "M")
    ),
    "E": (
        (64, 64, "M", 128, 128, "M", 256, 256, 256, 256, "M")
        + (512, 512, 512, 512, "M", 512, 512, 512, 512, "M")
    ),
}  # fmt: skip


def vgg_features(nn, column, *, in_channels=3, width=1.0, batch_norm=False):
    """Build the convolution and pooling layers of a column.

    Parameters
    ----------
    nn : module or namespace
        The engine.
    column : tuple
        One of `COLUMNS`, or one of your own.
    in_channels : int
    width : float
        Multiplies the number of filters.
    batch_norm : bool
        Whether batch norm follows each convolution, which keeps its bias.

    Returns
    -------
    list of layers
    """
    layers = []
    for entry in column:
        if entry == "M":
            layers.append(nn.MaxPool2d(2))
        elif entry == "LRN":  # with AlexNet's constants
            layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
        else:
            filters, kernel_size = entry if isinstance(entry, tuple) else (entry, 3)
            filters = scaled(filters, width)
            layers.append(nn.Conv2d(in_channels, filters, kernel_size, padding=kernel_size // 2))
            if batch_norm:
                layers.append(nn.BatchNorm2d(filters))
            layers.append(nn.ReLU())
            in_channels = filters
    return layers


def _vgg(nn, column, num_classes, in_channels, image_size, width, dropout, *, batch_norm=False):
    """Build a complete network, whose layers have torchvision's names."""

    def features(nn):
        layers = vgg_features(
            nn, COLUMNS[column], in_channels=in_channels, width=width, batch_norm=batch_norm
        )
        return {"features": nn.Sequential(*layers)}  # 512 x 7 x 7

    hidden = scaled(4096, width)
    return nn.Sequential(
        **features(nn),
        flatten=nn.Flatten(),
        classifier=nn.Sequential(
            nn.Linear(prod(map_shape(features, in_channels, image_size)), hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        ),
    )


@member
def vgg11(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column A."""
    return _vgg(nn, "A", num_classes, in_channels, image_size, width, dropout)


@member
def vgg11_lrn(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column A-LRN."""
    return _vgg(nn, "A-LRN", num_classes, in_channels, image_size, width, dropout)


@member
def vgg13(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column B."""
    return _vgg(nn, "B", num_classes, in_channels, image_size, width, dropout)


@member
def vgg16_c(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column C."""
    return _vgg(nn, "C", num_classes, in_channels, image_size, width, dropout)


@member
def vgg16(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column D."""
    return _vgg(nn, "D", num_classes, in_channels, image_size, width, dropout)


@member
def vgg19(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column E."""
    return _vgg(nn, "E", num_classes, in_channels, image_size, width, dropout)


@member
def vgg11_bn(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column A, with batch norm."""
    return _vgg(nn, "A", num_classes, in_channels, image_size, width, dropout, batch_norm=True)


@member
def vgg13_bn(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column B, with batch norm."""
    return _vgg(nn, "B", num_classes, in_channels, image_size, width, dropout, batch_norm=True)


@member
def vgg16_c_bn(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column C, with batch norm."""
    return _vgg(nn, "C", num_classes, in_channels, image_size, width, dropout, batch_norm=True)


@member
def vgg16_bn(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column D, with batch norm."""
    return _vgg(nn, "D", num_classes, in_channels, image_size, width, dropout, batch_norm=True)


@member
def vgg19_bn(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
    """Build VGG's column E, with batch norm."""
    return _vgg(nn, "E", num_classes, in_channels, image_size, width, dropout, batch_norm=True)
