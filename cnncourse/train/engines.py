"""The training engines, by name."""

from __future__ import annotations

from cnncourse.common.errors import Refused

ENGINES = ("numpy", "torch")


def torch_engine():
    """Import the torch engine, which takes a few seconds.

    Returns
    -------
    module
        `cnncourse.train.torch_engine`.

    Raises
    ------
    Refused
        If torch is not installed.
    """
    try:
        from cnncourse.train import torch_engine
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Refused("{engine} torch needs torch: pip install torch") from None
    return torch_engine
