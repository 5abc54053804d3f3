"""The choice of device and precision, on this machine and on machines with a GPU."""

from __future__ import annotations

import pytest
import torch

from cnncourse.train.torch_engine import execution as torch_execution
from cnncourse.train.torch_engine.execution import Execution

NO_GPU = pytest.mark.skipif(torch.cuda.is_available(), reason="for machines without a GPU")
MIB = 2**20


@pytest.fixture
def gpus(monkeypatch):
    """Make torch claim to have two GPUs; return a dict that configures them."""
    claimed = {"capability": (8, 0), "free": 1000 * MIB}
    for name, answer in {
        "is_available": lambda: True,
        "device_count": lambda: 2,
        "current_device": lambda: 1,
        "get_device_capability": lambda device: claimed["capability"],
        "mem_get_info": lambda device: (claimed["free"], 2 * claimed["free"]),
        "get_device_name": lambda device: f"GPU {device.index}",
    }.items():
        monkeypatch.setattr(torch.cuda, name, answer)
    return claimed


@pytest.fixture
def no_mps(monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@NO_GPU
def test_defaults_on_a_machine_without_a_gpu(no_mps):
    assert Execution().resolved(image_bytes=2**60) == Execution("cpu", "fp32", False, False, True)
    assert Execution().resolved().describe() == "cpu, fp32"


def test_explicit_choices_are_kept(no_mps):
    asked = Execution("cpu", "bf16", True, False, False)
    assert asked.resolved() == asked
    assert asked.describe() == "cpu, bf16, channels last"
    assert asked.dtype == torch.bfloat16


@pytest.mark.parametrize(
    ("capability", "precision"),
    [((9, 0), "bf16"), ((8, 0), "bf16"), ((7, 5), "fp16"), ((6, 1), "fp16")],
)
def test_the_gpu_decides_the_half_precision(gpus, capability, precision):
    gpus["capability"] = capability
    found = Execution().resolved(image_bytes=MIB)
    assert found == Execution("cuda:1", precision, True, False, True)
    assert found.describe() == f"GPU 1, {precision}, channels last, images on the device"


def test_single_precision_on_a_gpu_keeps_the_layout_of_torch(gpus):
    assert Execution("cuda:0", "fp32").resolved().channels_last is False
    assert Execution("cuda:0", "fp32", channels_last=True).resolved().channels_last is True


def test_images_stay_on_the_gpu_if_they_leave_room(gpus):
    assert Execution().resolved(image_bytes=399 * MIB).keep_on_device is True
    found = Execution().resolved(image_bytes=401 * MIB)
    assert found.keep_on_device is False and "images" not in found.describe()
    assert Execution(keep_on_device=True).resolved(image_bytes=401 * MIB).keep_on_device is True


def test_a_mac_computes_in_single_precision(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert Execution().resolved() == Execution("mps", "fp32", False, False, True)
    assert Execution().resolved().describe() == "mps, fp32, images on the device"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"precision": "fp8"}, "precision must be one of auto, fp32, bf16, fp16, got 'fp8'"),
        ({"device": "gpu"}, "device 'gpu' is unknown: choose auto, cpu, cuda or mps"),
        ({"device": "cpu:1"}, "device 'cpu:1' is missing: torch finds only "),
        ({"device": "meta"}, "device 'meta' is missing: torch finds only cpu"),
        (
            {"device": "cpu", "precision": "fp16"},
            "precision fp16 needs a CUDA GPU; on cpu choose bf16 or fp32",
        ),
    ],
)
def test_errors(asked, message):
    with pytest.raises(ValueError, match=message):
        Execution(**asked).resolved()


@NO_GPU
@pytest.mark.parametrize("device", ["cuda", "cuda:0", "cuda:3"])
def test_no_gpu(no_mps, device):
    message = f"device '{device}' is missing: torch finds only cpu on this machine$"
    with pytest.raises(ValueError, match=message):
        Execution(device).resolved()


def test_a_gpu_with_too_high_a_number(gpus, no_mps):
    with pytest.raises(ValueError, match="'cuda:2' is missing: .* only cpu, cuda:0 to cuda:1 on"):
        Execution("cuda:2").resolved()


def test_compiling_needs_a_compiler(monkeypatch):
    there = []
    monkeypatch.setattr(
        torch_execution.shutil, "which", lambda name: name if name in there else None
    )
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(ValueError, match=r"compile needs a C\+\+ compiler such as g\+\+ on the"):
        Execution("cpu", compile=True).resolved()
    monkeypatch.setattr(torch_execution.torch, "__file__", "torch/__init__.py")  # has no space
    there.append("clang++")
    assert Execution("cpu", compile=True).resolved().describe() == "cpu, fp32, compiled"
    there[:] = ["my-compiler"]
    monkeypatch.setenv("CXX", "my-compiler")
    assert Execution("cpu", compile=True).resolved().compile is True
