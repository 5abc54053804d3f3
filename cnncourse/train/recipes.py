"""Recipes: settings that suit a network on a data set; the command line's defaults.

Pairs that are not listed use the defaults of `Settings`, which suit a small network on the 1,437
digits of `data.digits`.
"""

from __future__ import annotations

from cnncourse.train.settings import Settings

# Measured with the numpy engine, median of seeds 0 to 2: held-out accuracy 99.31 % after five
# epochs, 98.76 % with epochs=1.
LENET_ON_MNIST = Settings(epochs=5, batch_size=64, lr=0.05, augment="none")

# Its last layer computes squared distances over 84 numbers; their gradients are so large that
# nothing is learned with the default lr. Measured likewise: median held-out accuracy 96.11 % on
# digits; on MNIST at 32x32 pixels 97.84 %, with epochs=1 and seed 0.
LENET_1998_ON_DIGITS = Settings(lr=0.002)
LENET_1998_ON_MNIST = Settings(epochs=5, lr=0.002, augment="none")

# K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
# section 4.2: 64,000 steps of 128 images are 164 epochs of the 50,000 images.
RESNET_ON_CIFAR = Settings(
    epochs=164,
    batch_size=128,
    lr=0.1,
    nesterov=False,
    weight_decay=1e-4,
    schedule="step",
    initialization="he",
    augment="crop=4, flip",
)

# For a GPU, to 94 % in minutes: a triangle of large learning rates (D. Page, "How to train your
# ResNet", 2018, whose peak and weight decay these are), whitened patches, smoothed labels and
# alternating flips (K. Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024). Jordan's
# ablation needs 21 epochs for 94 % with the first two of these and his smaller network.
# `benchmarks/gpu.py` measures it.
RESNET9_ON_CIFAR = Settings(
    epochs=20,
    batch_size=512,
    lr=0.4,
    schedule="triangular",
    initialization="whitened",
    label_smoothing=0.2,
    augment="crop=2, alternating_flip",
)

# Keyed by names that `models.find` and `data.find` know.
RECIPES = {
    ("lenet5", "mnist"): LENET_ON_MNIST,
    ("lenet5_1998", "digits"): LENET_1998_ON_DIGITS,
    ("lenet5_1998", "mnist"): LENET_1998_ON_MNIST,
    ("resnet9", "cifar10"): RESNET9_ON_CIFAR,
    **{
        (f"{kind}{depth}", "cifar10"): RESNET_ON_CIFAR
        for kind in ("resnet", "plain")
        for depth in (20, 32, 44, 56, 110)
    },
}


def recipe(model, data):
    """Return the settings to start from.

    Parameters
    ----------
    model, data : str
        Names that `models.find` and `data.find` know.

    Returns
    -------
    Settings
    """
    return RECIPES.get((model, data), Settings())
