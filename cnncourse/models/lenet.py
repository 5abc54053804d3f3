"""LeNet-5: the network that read cheques.

Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", Proceedings of the IEEE 86(11), 1998.
"""

from __future__ import annotations


def lenet5(nn, *, num_classes=10, in_channels=1, padding=0):
    """Build LeNet-5 as it is taught today: ReLU, max pooling, and every filter sees every map.

    Parameters
    ----------
    nn : module or namespace
        The engine: `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    num_classes : int
    in_channels : int
        1 for grey images, 3 for colour.
    padding : int
        Of the first convolution: 0 for images of 32x32 pixels, 2 for 28x28.

    Returns
    -------
    network
        From (N, in_channels, 32, 32) to (N, num_classes); 61,706 parameters for grey images
        and ten classes.
    """
    return nn.Sequential(
        nn.Conv2d(in_channels, 6, 5, padding=padding),  # C1: 6 x 28 x 28
        nn.ReLU(),
        nn.MaxPool2d(2),  # S2: 6 x 14 x 14
        nn.Conv2d(6, 16, 5),  # C3: 16 x 10 x 10
        nn.ReLU(),
        nn.MaxPool2d(2),  # S4: 16 x 5 x 5
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 120),  # C5
        nn.ReLU(),
        nn.Linear(120, 84),  # F6
        nn.ReLU(),
        nn.Linear(84, num_classes),
    )
