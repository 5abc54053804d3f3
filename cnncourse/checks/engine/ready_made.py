"""What counts as a ready-made answer: one list for the notebook, the sandbox and its disk.

`ownership` looks for these names in a student's function, in the notebook and in grading;
`autograder.inside.guard` refuses to import them; `autograder.sandbox.visible` leaves them off the
sandbox's disk. An assignment whose answers may use one of them allows it: with `given` in its
checks for the first, and with `provides:` in its notebook for the other two.
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
    # large libraries with convolution, pooling and patches, or whole learners
    *("scipy", "sklearn"),
    # multiplying polynomials is convolving their coefficients
    *("numpy.convolve", "numpy.correlate", "numpy.ma.convolve", "numpy.ma.correlate"),
    *("numpy.ma.core.convolve", "numpy.ma.core.correlate"),  # the same two, by `__module__`
    *("numpy.polymul", "numpy.polydiv", "numpy.poly1d", "numpy.polynomial"),
)
"""Full names of libraries, modules and functions; everything inside one is included."""

IDLE = {
    "cnncourse.checks": ("check", "progress"),
    "cnncourse.common.edition": ("expect",),
}
"""What every notebook imports from the course; in grading these functions do nothing."""

IDLE_IF_PROVIDED = {"cnncourse.exercises.collecting": ("collect",)}
"""The same, for the assignments that provide it."""

OWN_LAYERS = "cnncourse.exercises.own_engine"
"""An assignment that provides this module runs a student's layers, and the course's do nothing."""

NO_ANSWERS = (
    *("cnncourse.layers.arguments", "cnncourse.layers.fixed_arguments", "cnncourse.layers.shapes"),
    *("cnncourse.layers.counting", "cnncourse.layers.pool.starts", "cnncourse.layers.pool.windows"),
    "cnncourse.layers.rearranging",
)
"""The modules of the layers that work there, too: they compute sizes, or move numbers."""

GIVEN = ("cnncourse.checks", "sklearn.datasets")
"""What every assignment may use nevertheless: its checks, and sample images."""

LEARNERS = (
    *("neural_network", "linear_model", "svm", "neighbors", "tree", "ensemble", "cluster"),
    *("decomposition", "cross_decomposition", "mixture", "manifold", "gaussian_process"),
    *("semi_supervised", "feature_selection", "covariance"),
)
"""The packages of scikit-learn whose learners read digits; most others import one of these."""

SHARED = {
    "scipy": ("scipy.signal",),
    "sklearn": tuple(f"sklearn.{learner}" for learner in LEARNERS),
    "numpy.polynomial": (),
}
"""What the sandbox's own libraries import from the list, so that it must be present: only the named
parts are absent."""

ABSENT = (
    *(name for name in READY_MADE if name not in SHARED),
    *(part for parts in SHARED.values() for part in parts),
)
"""What the sandbox lacks, unless an assignment provides it."""

EMPTIED = {"scipy.ndimage": ("_measurements",)}
"""Packages that another library imports but does not need, with the modules that it imports from
them: on the sandbox's disk they are empty."""

LABELLED = ("sklearn.datasets.data",)
"""Data sets with labels, which are the answers if a network is to be trained. Also absent."""


def within(name, packages):
    """Say whether a dotted name is one of these, or inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)
