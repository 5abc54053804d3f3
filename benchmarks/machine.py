"""The machine that a benchmark runs on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import numpy as np
import torch
from threadpoolctl import threadpool_info


def describe_machine():
    """Describe what the numbers depend on: the processor and the versions."""
    processor = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = names[0] if names else processor
    blas = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "vectors": torch.backends.cpu.get_cpu_capability(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "blas": ", ".join(f"{pool['internal_api']} {pool['version']}" for pool in blas),
        "torch": torch.__version__,
    }
