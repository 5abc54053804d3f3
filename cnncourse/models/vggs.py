"""VGG: small filters, many layers. One builder, six columns, with batch norm or without.

K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image
recognition", ICLR 2015, table 1.
"""

from __future__ import annotations

from math import prod

from cnncourse.models.family import member
from cnncourse.models.sizes import map_shape, scaled

# The paper's columns: a number is the filters of a 3x3 convolution, (filters, 1) of a 1x1 one,
# "M" a max pooling that halves the maps, "LRN" a local response normalization.
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
    """Build the convolutions and poolings of a column.

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


def _vgg(name, column, *, batch_norm=False):
    """Make the function of one column, so that all of them have the same arguments."""

    def build(nn, *, num_classes=1000, in_channels=3, image_size=224, width=1.0, dropout=0.5):
        def features(nn):
            layers = vgg_features(
                nn, COLUMNS[column], in_channels=in_channels, width=width, batch_norm=batch_norm
            )
            return (nn.Sequential(*layers),)  # 512 x 7 x 7

        hidden = scaled(4096, width)
        return nn.Sequential(
            *features(nn),
            nn.Flatten(),
            nn.Sequential(
                nn.Linear(prod(map_shape(features, in_channels, image_size)), hidden),
                nn.ReLU(),
                nn.Dropout(dropout),
                nn.Linear(hidden, hidden),
                nn.ReLU(),
                nn.Dropout(dropout),
                nn.Linear(hidden, num_classes),
            ),
        )

    summary = f"Build VGG's column {column}{', with batch norm' if batch_norm else ''}."
    return member(name, build, summary)


vgg11 = _vgg("vgg11", "A")
vgg11_lrn = _vgg("vgg11_lrn", "A-LRN")
vgg13 = _vgg("vgg13", "B")
vgg16_c = _vgg("vgg16_c", "C")
vgg16 = _vgg("vgg16", "D")
vgg19 = _vgg("vgg19", "E")
vgg11_bn = _vgg("vgg11_bn", "A", batch_norm=True)
vgg13_bn = _vgg("vgg13_bn", "B", batch_norm=True)
vgg16_c_bn = _vgg("vgg16_c_bn", "C", batch_norm=True)
vgg16_bn = _vgg("vgg16_bn", "D", batch_norm=True)
vgg19_bn = _vgg("vgg19_bn", "E", batch_norm=True)
