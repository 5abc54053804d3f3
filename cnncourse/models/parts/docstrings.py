"""Docstrings for models of a family, which differ only in their first line."""

from __future__ import annotations

from inspect import signature

OPTIONS = {
    "num_classes": """num_classes : int""",
    "in_channels": """in_channels : int
        1 for grey images, 3 for colour.""",
    "image_size": """image_size : int
        Height and width of the images. It sets the size of the first dense layer; a network with
        global average pooling takes images of any size.""",
    "width": """width : float
        Multiplies the number of channels of every layer.""",
    "dropout": """dropout : float
        Probability of dropping a number in training, in the two hidden dense layers.""",
    "shortcut": """shortcut : {"A", "B", "C"}
        How a block's input gets the shape of its output: A, channels of zeros, without
        parameters; B, a learned 1x1 convolution where the shape changes; C, one in every
        block.""",
    "stride_in": """stride_in : {"3x3", "1x1"}
        Which convolution of a block halves the maps: the 3x3, as in later code ("v1.5"), or the
        first 1x1, as in the paper.""",
}

DOCSTRING = """{summary}

    Parameters
    ----------
    nn : module or namespace
        The engine: `cnncourse.nn`, `cnncourse.torch_nn` or `cnncourse.blueprint`.
    {options}

    Returns
    -------
    network
        From (N, in_channels, H, W) to (N, num_classes).

    Raises
    ------
    ValueError
        If an option is out of range, or the image is so small that the maps vanish; the message
        names the layer where they do, and the smallest size that works.
    """


def member(build):
    """Extend a model's one-line docstring by what all models have in common.

    Parameters
    ----------
    build : function
        `build(nn, *, ...)`, whose options are in `OPTIONS`.

    Returns
    -------
    function
        `build` itself.
    """
    _, *options = signature(build).parameters
    texts = "\n    ".join(OPTIONS[option] for option in options)
    build.__doc__ = DOCSTRING.format(summary=build.__doc__, options=texts)
    return build
