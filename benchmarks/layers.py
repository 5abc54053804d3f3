"""How close do the numpy layers come to torch, and to a matrix product of the same size?

Every method runs in turn on the same arrays, several rounds; the best round counts, so that a
busy machine disturbs all of them alike. Quote the ratios, not the milliseconds.

    python benchmarks/layers.py                  # a table, one thread
    python benchmarks/layers.py --threads 2 --json layers.json
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import numpy as np
import torch
from threadpoolctl import threadpool_limits

from cnncourse.layers import conv


@dataclass(frozen=True)
class Shape:
    """A convolution: batch `N`, `C_in` to `C_out` channels, kernel `K`, image `H` by `H`."""

    name: str
    N: int
    C_in: int
    C_out: int
    K: int
    H: int
    padding: int = 0
    stride: int = 1
    dilation: int = 1
    groups: int = 1

    @property
    def output(self):
        span = self.dilation * (self.K - 1) + 1
        return (self.H + 2 * self.padding - span) // self.stride + 1

    @property
    def options(self):
        return {
            "stride": self.stride,
            "padding": self.padding,
            "dilation": self.dilation,
            "groups": self.groups,
        }

    @property
    def multiply_adds(self):
        """Multiply-adds of one forward pass over the batch."""
        return self.N * self.C_out * self.C_in // self.groups * self.K**2 * self.output**2


# The package re-exports the function `im2col` under the name of its module.
im2col = import_module("cnncourse.layers.im2col")

SHAPES = [
    Shape("LeNet C1", 64, 1, 6, 5, 32),
    Shape("LeNet C3", 64, 6, 16, 5, 14),
    Shape("3x3, 16 at 32", 32, 16, 16, 3, 32, 1),
    Shape("3x3, 32 at 16", 32, 32, 32, 3, 16, 1),
    Shape("3x3, 64 at 8", 32, 64, 64, 3, 8, 1),
    Shape("VGG, 64 at 56", 8, 64, 64, 3, 56, 1),
    Shape("VGG, 256 at 28", 8, 256, 256, 3, 28, 1),
    Shape("1x1, 64 at 28", 8, 64, 64, 1, 28),
    Shape("3x3 stride 2, 64 at 56", 8, 64, 64, 3, 56, 1, 2),
    Shape("5x5, 32 at 28", 8, 32, 32, 5, 28, 2),
    Shape("7x7 stride 2, 3 at 112", 4, 3, 64, 7, 112, 3, 2),
    Shape("11x11 stride 4, 3 at 227", 2, 3, 64, 11, 227, 0, 4),
    Shape("3x3 dilation 2, 64 at 28", 8, 64, 64, 3, 28, 2, dilation=2),
    Shape("3x3 groups 4, 64 at 28", 8, 64, 64, 3, 28, 1, groups=4),
    Shape("3x3 depthwise, 64 at 28", 8, 64, 64, 3, 28, 1, groups=64),
]
PASSES = ("forward", "dw", "dx")


def numpy_passes(module, x, w, dout, shape):
    """The three passes of one of our implementations; `conv2d_backward` gives both gradients."""
    _, cache = module.conv2d_forward(x, w, None, **shape.options)
    return {
        "forward": lambda: module.conv2d_forward(x, w, None, **shape.options),
        "dw + dx": lambda: module.conv2d_backward(dout, cache),
    }


def torch_passes(x, w, dout, shape, layout):
    """The same passes in torch, arrays already in the layout that is timed."""
    x, w, dout = (torch.from_numpy(a).contiguous(memory_format=layout) for a in (x, w, dout))
    pairs = [shape.stride] * 2, [shape.padding] * 2, [shape.dilation] * 2
    backward = partial(
        torch.ops.aten.convolution_backward, dout, x, w, None, *pairs, False, [0, 0], shape.groups
    )
    return {
        "forward": lambda: torch.nn.functional.conv2d(x, w, **shape.options),
        "dw + dx": lambda: backward([True, True, False]),
    }


def matrix_products(shape, rng):
    """The matrix products that an im2col convolution cannot do without."""
    g = shape.groups
    M, K = shape.N * shape.output**2, shape.C_in // g * shape.K**2
    cols = rng.standard_normal((g, M, K), dtype=np.float32)
    w = rng.standard_normal((g, K, shape.C_out // g), dtype=np.float32)
    dout = rng.standard_normal((g, M, shape.C_out // g), dtype=np.float32)
    return {
        "forward": lambda: cols @ w,
        "dw + dx": lambda: (cols.swapaxes(1, 2) @ dout, dout @ w.swapaxes(1, 2)),
    }


def best_times(methods, rounds):
    """Seconds of the best of `rounds`, all methods in turn."""
    best = {}
    for round_ in range(rounds + 1):
        for name, passes in methods.items():
            for pass_, run in passes.items():
                start = time.perf_counter()
                run()
                seconds = time.perf_counter() - start
                if round_:  # the first round warms up
                    best[name, pass_] = min(seconds, best.get((name, pass_), np.inf))
    return best


def measure(shape, rounds):
    """One row: milliseconds of each method, and ours divided by torch's better layout."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((shape.N, shape.C_in, shape.H, shape.H), dtype=np.float32)
    w_shape = (shape.C_out, shape.C_in // shape.groups, shape.K, shape.K)
    w = rng.standard_normal(w_shape, dtype=np.float32)
    dout_shape = (shape.N, shape.C_out, shape.output, shape.output)
    dout = rng.standard_normal(dout_shape, dtype=np.float32)
    times = best_times(
        {
            "torch NCHW": torch_passes(x, w, dout, shape, torch.contiguous_format),
            "torch NHWC": torch_passes(x, w, dout, shape, torch.channels_last),
            "matrix product": matrix_products(shape, rng),
            "readable im2col": numpy_passes(im2col, x, w, dout, shape),
            "cnncourse": numpy_passes(conv, x, w, dout, shape),
        },
        rounds,
    )
    methods = list(dict.fromkeys(name for name, _ in times))
    total = {m: sum(t for (name, _), t in times.items() if name == m) for m in methods}
    peer = min(total["torch NCHW"], total["torch NHWC"])
    return {
        "shape": shape.name,
        "multiply_adds": shape.multiply_adds,
        "milliseconds": {m: 1e3 * t for m, t in total.items()},
        "ratio_to_torch": {m: t / peer for m, t in total.items()},
    }


def main(argv=None):
    parser = argparse.ArgumentParser(
        description="Time the convolution layers against torch: forward + dw + dx, float32."
    )
    parser.add_argument("--threads", type=int, default=1, help="threads for both (default 1)")
    parser.add_argument("--rounds", type=int, default=15, help="timed rounds (default 15)")
    parser.add_argument("--json", metavar="FILE", help="also write the rows to FILE")
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    rows = []
    with threadpool_limits(args.threads):
        print("forward + dw + dx, divided by torch's better layout (its milliseconds last)")
        for shape in SHAPES:
            row = measure(shape, args.rounds)
            rows.append(row)
            ratio = row["ratio_to_torch"]
            if len(rows) == 1:
                print(f"{'':24s}" + "".join(f"{m:>17s}" for m in ratio) + f"{'torch, ms':>12s}")
            peer = min(row["milliseconds"]["torch NCHW"], row["milliseconds"]["torch NHWC"])
            print(
                f"{row['shape']:24s}"
                + "".join(f"{r:17.2f}" for r in ratio.values())
                + f"{peer:12.2f}",
                flush=True,
            )
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump({"threads": args.threads, "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main()
