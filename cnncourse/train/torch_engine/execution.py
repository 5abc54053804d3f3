"""Where and how torch computes: device, precision, memory layout.

These affect speed but not what is learned, apart from rounding and the dropout masks.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace

import torch

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
BF16_SINCE = (8, 0)  # compute capability; older GPUs only emulate bf16, slowly
ROOM = 0.4  # share of a device's free memory that resident images may take
COMPILERS = ("g++", "clang++", "cl")  # those that `torch.compile` works with


@dataclass(frozen=True)
class Execution:
    """Where and how torch computes.

    Attributes
    ----------
    device : str
        `"cpu"`, `"cuda"`, `"cuda:1"`, `"mps"`, or `"auto"`: a GPU if there is one.
    precision : {"auto", "fp32", "bf16", "fp16"}
        Precision of matrix products and convolutions; weights, sums and the loss stay float32
        (mixed precision). `"fp16"` scales the loss so that small gradients do not vanish.
        `"auto"` is bf16 on GPUs that support it, fp16 on older GPUs and fp32 elsewhere.
    channels_last : bool or None
        Whether images are stored as (N, H, W, C), which GPUs convolve faster in half precision.
        None: only on a GPU in half precision.
    compile : bool
        Whether `torch.compile` generates kernels for the network, which takes a while.
    keep_on_device : bool or None
        Whether all training images stay in the device's memory. None: only if they fit in a
        share `ROOM` of the free memory.

    Raises
    ------
    ValueError
        If the precision is unknown.
    """

    device: str = "auto"
    precision: str = "auto"
    channels_last: bool | None = None
    compile: bool = False
    keep_on_device: bool | None = None

    def __post_init__(self):
        known = ("auto", *PRECISIONS)
        if self.precision not in known:
            raise ValueError(f"precision must be one of {', '.join(known)}, got {self.precision!r}")

    def resolved(self, *, image_bytes=0):
        """Replace "auto" and None by what suits this machine.

        Parameters
        ----------
        image_bytes : int
            Memory taken by all training images and their targets.

        Returns
        -------
        Execution

        Raises
        ------
        ValueError
            If the device is missing or does not support the precision, or `torch.compile` has no
            compiler or cannot use it.
        """
        device = find_device(self.device)
        on_gpu = device.type == "cuda"
        precision = self.precision
        if precision == "auto":
            precision = best_precision(device)
        if precision == "fp16" and not on_gpu:
            raise ValueError(
                f"precision fp16 needs a CUDA GPU; on {device.type} choose bf16 or fp32"
            )
        if self.compile and not any(map(shutil.which, (os.environ.get("CXX", ""), *COMPILERS))):
            raise ValueError(
                "compile needs a C++ compiler such as g++ on the PATH: "
                "install one, or leave compile out"
            )
        if self.compile and " " in torch.__file__:
            raise ValueError(
                f"torch.compile cannot link torch from a folder with a space in its name, "
                f"{os.path.dirname(torch.__file__)}: move it, or leave compile out"
            )
        layout, keep = self.channels_last, self.keep_on_device
        if layout is None:
            layout = on_gpu and precision != "fp32"
        if keep is None:
            keep = not on_gpu or image_bytes <= ROOM * torch.cuda.mem_get_info(device)[0]
        return replace(
            self, device=str(device), precision=precision, channels_last=layout, keep_on_device=keep
        )

    @property
    def dtype(self):
        """The torch dtype of a resolved `precision`."""
        return PRECISIONS[self.precision]

    def describe(self):
        """Describe a resolved execution: `Tesla T4, fp16, channels last, images on the device`.

        Returns
        -------
        str
        """
        device = torch.device(self.device)
        name = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
        parts = [name, self.precision]
        parts += ["channels last"] * bool(self.channels_last) + ["compiled"] * self.compile
        parts += ["images on the device"] * bool(self.keep_on_device and device.type != "cpu")
        return ", ".join(parts)


def best_precision(device):
    """Return the precision that is fast on a device and trains well.

    Parameters
    ----------
    device : torch.device

    Returns
    -------
    str
    """
    if device.type != "cuda":
        return "fp32"
    return "bf16" if torch.cuda.get_device_capability(device) >= BF16_SINCE else "fp16"


def find_device(name):
    """Look up a device by name.

    Parameters
    ----------
    name : str
        As in `Execution.device`.

    Returns
    -------
    torch.device

    Raises
    ------
    ValueError
        If the device is unknown to torch or missing from this machine.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", torch.cuda.current_device())
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"device {name!r} is unknown: choose auto, cpu, cuda or mps") from None
    available = {
        "cpu": 1,
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
    }
    if (device.index or 0) >= available.get(device.type, 0):
        has = ", ".join(
            kind if number == 1 else f"{kind}:0 to {kind}:{number - 1}"
            for kind, number in available.items()
            if number
        )
        raise ValueError(f"device {name!r} is missing: torch finds only {has} on this machine")
    return device
