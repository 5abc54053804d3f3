"""What counts as a ready-made answer: the one list that notebook, sandbox and disk go by.

`ownership` reads a student's function for names of this list, in the notebook as in grading;
`autograder.inside.guard` refuses to import them; `autograder.sandbox.visible` leaves them off the
sandbox's disk. An assignment whose answers may use one of them says so: `given` of its checks for
the reading, `provides:` of its notebook for the other two.
"""

from __future__ import annotations

READY_MADE = (
    # this course: its layers are what the exercises ask for
    *("cnncourse", "autograder"),
    # frameworks for deep learning
    *("torch", "torchvision", "torchaudio", "tensorflow", "tf_keras", "keras", "jax", "flax"),
    *("mxnet", "paddle", "tinygrad", "mlx", "theano", "onnxruntime", "cupy", "cupyx"),
    # images and signals
    *("cv2", "skimage", "kornia", "mahotas", "itk", "SimpleITK", "dask_image", "pywt"),
    *("astropy.convolution", "PIL.ImageFilter"),
    # convolutions, pooling and patches among other things, and whole learners
    *("scipy", "sklearn"),
    # multiplying polynomials is convolving their coefficients
    *("numpy.convolve", "numpy.correlate", "numpy.ma.convolve", "numpy.ma.correlate"),
    *("numpy.ma.core.convolve", "numpy.ma.core.correlate"),  # the same two, as they name themselves
    *("numpy.polymul", "numpy.polydiv", "numpy.poly1d", "numpy.polynomial"),
)
"""Libraries, modules and functions by their full names; what lies below one belongs to it."""

IDLE = {
    "cnncourse.checks": ("check", "progress"),
    "cnncourse.common.edition": ("expect",),
}
"""What every notebook imports of the course; in grading these functions do nothing."""

GIVEN = ("cnncourse.checks", "sklearn.datasets")
"""What every assignment may use all the same: its checks, and pictures to look at."""

SHARED = {
    "scipy": ("scipy.signal",),
    "sklearn": ("sklearn.neural_network",),
    "numpy.polynomial": (),
}
"""What the sandbox's own libraries import of the list, so that it has to be there: only the named
parts of it are absent."""

ABSENT = (
    *(name for name in READY_MADE if name not in SHARED),
    *(part for parts in SHARED.values() for part in parts),
)
"""What the sandbox does not hold, unless an assignment provides it."""

EMPTIED = {"scipy.ndimage": ("_measurements",)}
"""Packages that another library imports without need, and the modules that it imports from them:
on the sandbox's disk an empty package takes their place."""

LABELLED = ("sklearn.datasets.data",)
"""Data sets with their labels: answers where a network is to be trained. They are absent, too."""


def within(name, packages):
    """Say whether a dotted name is one of these, or below one of them."""
    return any(name == package or name.startswith(package + ".") for package in packages)
