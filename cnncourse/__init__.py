"""A course on convolutional neural networks, as a package."""

__version__ = "0.1.0"
