"""The docstrings of the members of a family, which differ in a number only."""

from __future__ import annotations

from inspect import signature

OPTIONS = {
    "num_classes": """num_classes : int""",
    "in_channels": """in_channels : int
        1 for grey images, 3 for colour.""",
    "image_size": """image_size : int
        Height and width of the images. Where dense layers follow the maps, it sizes the first of
        them; behind global average pooling the network takes any size.""",
    "width": """width : float
        Multiplies the number of channels of every layer.""",
    "dropout": """dropout : float
        Probability that a number of the two hidden dense layers is silenced in training.""",
    "shortcut": """shortcut : {"A", "B", "C"}
        What brings a block's input to the shape of its output: A, channels of zeros, without
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
        If an option is out of range, or the image so small that the maps vanish: naming the
        layer where they do, and the smallest size that would do.
    """


def member(build):
    """Add to a model's docstring, which is one line, what all models have in common.

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
