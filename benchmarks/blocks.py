"""Measure ways to compute one convolution, and how many images im2col should write at a time.

Everything is divided by the bare matrix product of the same size, per multiply-add, so 1 means as
fast as the product. One thread, timed by processor time; the best of several rounds counts.

    python benchmarks/blocks.py
    python benchmarks/blocks.py --json book/measured/matrix_products/blocks.json
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from machine import describe_machine
from threadpoolctl import threadpool_limits

from cnncourse.common.files import replacing
from cnncourse.exercises.fast_convolution import conv2d_by_windows
from cnncourse.layers import conv2d_forward
from cnncourse.layers.conv import direct

C, H, K = 64, 28, 3  # channels in and out, rows and columns of an image, of a kernel


def seven_loops(x, w, out):
    """Compute a convolution by its definition, one multiply-add at a time; `x` is padded."""
    for n in range(out.shape[0]):
        for f in range(out.shape[1]):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    total = 0.0
                    for c in range(x.shape[1]):
                        for u in range(w.shape[2]):
                            for v in range(w.shape[3]):
                                total += x[n, c, i + u, j + v] * w[f, c, u, v]
                    out[n, f, i, j] = total


def best(run, rounds):
    """Return the processor time of the best of some rounds, after one that warms up."""
    least = np.inf
    for round_ in range(rounds + 1):
        start = time.process_time()
        run()
        seconds = time.process_time() - start
        least = min(least, seconds) if round_ else least
    return least


def write_columns(padded, cols):
    """Write the windows of some images into an array of shape (N, C, K, K, H, H)."""
    for u in range(K):
        for v in range(K):
            cols[:, :, u, v] = padded[:, :, u : u + H, v : v + H]


def by_blocks(padded, filters, out, images, memory=None):
    """Convolve some images at a time, in fresh memory or in memory that is used again."""
    for n in range(0, len(padded), images):
        part = padded[n : n + images]
        shape = (len(part), C, K, K, H, H)
        cols = np.empty(shape, part.dtype) if memory is None else memory[: len(part)]
        write_columns(part, cols)
        np.matmul(filters, cols.reshape(len(part), C * K * K, H * H), out=out[n : n + images])


def measure(batch, rounds):
    """Time all ways on a batch, as multiples of the bare product.

    Returns
    -------
    dict
        `ways`, by name, and `blocks`: by the number of images at a time, with columns in "fresh"
        and in "reused" memory.
    """
    rng = np.random.default_rng(0)
    x = rng.standard_normal((batch, C, H, H), dtype=np.float32)
    w = rng.standard_normal((C, C, K, K), dtype=np.float32)
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    filters, out = w.reshape(C, C * K * K), np.empty((batch, C, H * H), np.float32)
    memory = np.empty((batch, C, K, K, H, H), np.float32)
    write_columns(padded, memory)
    cols = memory.reshape(batch, C * K * K, H * H)
    product = best(lambda: np.matmul(filters, cols, out=out), rounds)
    blocks = {}
    for images in (2**k for k in range(batch.bit_length())):
        fresh = best(lambda n=images: by_blocks(padded, filters, out, n), rounds)
        reused = best(lambda n=images: by_blocks(padded, filters, out, n, memory), rounds)
        blocks[images] = {"fresh": fresh / product, "reused": reused / product}
    ways = {name: t / product for name, t in _ways(x, w, padded, rounds).items()}
    return {"ways": ways, "blocks": blocks}


def _ways(x, w, padded, rounds):
    """Return the seconds that each way takes for the whole batch; slow ones compute a part."""
    few = np.empty((1, 1, 2, H), np.float32)  # outputs
    loops = best(lambda: seven_loops(padded[:1], w, few), 1)
    windows = best(lambda: conv2d_by_windows(x[:1], w, None, padding=1), 1)
    tensors = torch.from_numpy(x), torch.from_numpy(w)
    layouts = [
        [tensor.contiguous(memory_format=layout) for tensor in tensors]
        for layout in (torch.contiguous_format, torch.channels_last)
    ]
    convolve = torch.nn.functional.conv2d
    return {
        "seven loops": loops * len(x) * C * H * H / few.size,
        "one product for each window": windows * len(x),
        "MEC": best(lambda: direct.conv2d_forward(x, w, None, padding=1), rounds),
        "Winograd": best(lambda: conv2d_forward(x, w, None, padding=1), rounds),
        "torch": min(best(lambda p=pair: convolve(*p, padding=1), rounds) for pair in layouts),
    }


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--batch", type=int, default=64, help="images (default 64)")
    parser.add_argument("--rounds", type=int, default=15, help="timed rounds (default 15)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers to FILE")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    with threadpool_limits(1):
        found = measure(args.batch, args.rounds)
    print("times the bare matrix product, one thread, processor time")
    for name, ratio in found["ways"].items():
        print(f"{name:30}{ratio:10.2f}")
    print(f"{'images at a time':30}{'fresh':>10}{'reused':>10}")
    for images, ratio in found["blocks"].items():
        print(f"{images:<30}{ratio['fresh']:10.2f}{ratio['reused']:10.2f}")
    if args.json:
        report = {"machine": describe_machine(), "batch": args.batch, "rounds": args.rounds}
        args.json.parent.mkdir(parents=True, exist_ok=True)
        with replacing(args.json) as part:
            part.write_text(json.dumps(report | found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
