"""Where and how torch computes: device, precision, memory layout. It decides speed, not what is
learned, up to rounding and to the places where dropout strikes."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace

import torch

PRECISIONS = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
BF16_SINCE = (8, 0)  # compute capability; older GPUs only imitate it, slowly
ROOM = 0.4  # share of a device's free memory that resident images may take
COMPILERS = ("g++", "clang++", "cl")  # that `torch.compile` works with


@dataclass(frozen=True)
class Execution:
    """Where and how training is computed.

    Attributes
    ----------
    device : str
        `"cpu"`, `"cuda"`, `"cuda:1"`, `"mps"`, or `"auto"`: a GPU where there is one.
    precision : {"auto", "fp32", "bf16", "fp16"}
        Of matrix products and convolutions; weights, sums and the loss stay float32 (mixed
        precision). `"fp16"` scales the loss, so that small gradients do not vanish. `"auto"` is
        bf16 on GPUs that compute with it, fp16 on older ones and fp32 elsewhere.
    channels_last : bool or None
        Whether images are kept as (N, H, W, C), which GPUs convolve faster in half precision.
        None: there.
    compile : bool
        Whether `torch.compile` writes kernels for the network, which takes it a while.
    keep_on_device : bool or None
        Whether all training images stay in the device's memory. None: if they fit into
        `ROOM` of what is free.

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
        """Decide what is open, for this machine.

        Parameters
        ----------
        image_bytes : int
            What all training images and their targets take.

        Returns
        -------
        Execution
            Without "auto" and None.

        Raises
        ------
        ValueError
            If the device is missing or does not compute in this precision, or
            `torch.compile` has no compiler or cannot use it.
        """
        device = find_device(self.device)
        on_gpu = device.type == "cuda"
        precision = self.precision
        if precision == "auto":
            precision = best_precision(device)
        if precision == "fp16" and not on_gpu:
            raise ValueError(
                f"precision fp16 needs a GPU of the kind cuda; on {device.type} choose bf16 or fp32"
            )
        if self.compile and not any(map(shutil.which, (os.environ.get("CXX", ""), *COMPILERS))):
            raise ValueError(
                "compile needs a C++ compiler, such as g++, on the PATH: "
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
        """The dtype of `precision`, once that is resolved."""
        return PRECISIONS[self.precision]

    def describe(self):
        """Say in a line what was resolved: `Tesla T4, fp16, channels last, images on the device`.

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
    """Name the precision in which a device is fast and that trains well.

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
    """Look a device up.

    Parameters
    ----------
    name : str
        As `Execution.device`.

    Returns
    -------
    torch.device

    Raises
    ------
    ValueError
        If torch knows no such device, or this machine has none.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", torch.cuda.current_device())
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise ValueError(f"device {name!r} is unknown: choose auto, cpu, cuda or mps") from None
    there = {
        "cpu": 1,
        "cuda": torch.cuda.device_count(),
        "mps": int(torch.backends.mps.is_available()),
    }
    if (device.index or 0) >= there.get(device.type, 0):
        has = ", ".join(
            kind if number == 1 else f"{kind}:0 to {kind}:{number - 1}"
            for kind, number in there.items()
            if number
        )
        raise ValueError(f"device {name!r} is not there: this machine, with this torch, has {has}")
    return device
