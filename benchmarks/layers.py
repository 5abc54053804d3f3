"""How close do the numpy layers come to torch, and to a matrix product of the same size?

Every method runs in turn on the same arrays, several rounds; the best round counts. With one
thread the clock is that thread's processor time, which stands still while others have the
processor, so that a busy machine disturbs little. Quote the ratios, not the milliseconds.

A method's time is forward plus backward, divided by that of torch's better layout. Our backward
gives dw and dx together; torch and the matrix product are also timed with each alone.

    python benchmarks/layers.py                              # the tables, one thread
    python benchmarks/layers.py --only VGG --only pool       # rows whose name has either
    python benchmarks/layers.py --threads 2 --json layers.json --picture roofline.svg
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np
import torch
from convolutions import CONVOLUTIONS
from pointwise import POINTWISE
from roofline import draw, measure_roof
from threadpoolctl import threadpool_limits

ROWS = [*CONVOLUTIONS, *POINTWISE]
METHODS = ("torch NCHW", "torch NHWC", "matrix product", "readable", "ours")
APART = ("dw", "dx")  # parts of the backward pass, not counted twice
PASSES = {
    "torch": ("forward", "dw", "dx", "backward"),
    "matrix product": ("forward", "dw", "dx"),
    "readable": ("forward", "backward"),
    "ours": ("forward", "backward"),
}


def best_times(methods, rounds, clock):
    """Seconds of the best of `rounds`, as `{method: {pass: seconds}}`; all methods in turn."""
    best = {name: dict.fromkeys(passes, np.inf) for name, passes in methods.items()}
    for round_ in range(rounds + 1):
        for name, passes in methods.items():
            for pass_, run in passes.items():
                start = clock()
                run()
                seconds = clock() - start
                if round_:  # the first round warms up
                    best[name][pass_] = min(seconds, best[name][pass_])
    return best


def measure(row, rounds, clock=time.thread_time):
    """Time one row.

    Returns
    -------
    dict
        `milliseconds` by method and pass, "total" among them; `ratio_to_torch` alike, divided by
        torch's better layout (the better total); `operations` and `bytes` of the total.
    """
    times = best_times(row.methods(np.random.default_rng(0)), rounds, clock)
    for passes in times.values():
        if "backward" not in passes and "dw" in passes:
            passes["backward"] = passes["dw"] + passes["dx"]
        passes["total"] = sum(t for name, t in passes.items() if name not in APART)
    better = min(("torch NCHW", "torch NHWC"), key=lambda name: times[name]["total"])
    return {
        "name": row.name,
        "kind": row.kind,
        "operations": row.operations,
        "bytes": row.bytes,
        "better_layout": better,
        "milliseconds": {m: {p: 1e3 * t for p, t in ps.items()} for m, ps in times.items()},
        "ratio_to_torch": {
            m: {p: t / times[better][p] for p, t in ps.items()} for m, ps in times.items()
        },
    }


def columns(cells, width=9):
    return "".join(f"{cell:>{width}}" for cell in cells)


def print_ratio_head():
    print("Time divided by that of torch's better layout: forward + backward, then ours by pass")
    print(" " * 26 + columns(["torch", "torch", "matrix", "", "", "ours", "ours", "torch"]))
    heads = ["NCHW", "NHWC", "product", "readable", "ours", "forward", "backward", "ms"]
    print(" " * 26 + columns(heads))


def print_ratios(result):
    ratio = result["ratio_to_torch"]
    cells = [f"{ratio[m]['total']:.2f}" if m in ratio else "-" for m in METHODS]
    ours = ratio["ours"]
    cells += [f"{ours[p]:.2f}" if p in ours else "-" for p in ("forward", "backward")]
    cells.append(f"{result['milliseconds'][result['better_layout']]['total']:.3f}")
    print(f"{result['name']:26s}" + columns(cells), flush=True)


def print_passes(results):
    """The milliseconds behind the ratios of the convolutions."""
    heads = [(method, pass_) for method, passes in PASSES.items() for pass_ in passes]
    print("\nMilliseconds by pass; backward is dw and dx together, torch's better layout")
    print(" " * 26 + columns({"matrix product": "product"}.get(m, m) for m, _ in heads))
    print(" " * 26 + columns(p for _, p in heads))
    for result in results:
        ms = result["milliseconds"] | {"torch": result["milliseconds"][result["better_layout"]]}
        print(f"{result['name']:26s}" + columns(f"{ms[m][p]:.3f}" for m, p in heads))


def print_network(result):
    """A network's layers one by one."""
    ours = result["milliseconds"]["ours"]
    peer = result["milliseconds"][result["better_layout"]]
    print(f"\n{result['name']}, milliseconds by layer")
    print(" " * 26 + columns(["torch", "ours", "ratio"]))
    for layer in ours:
        cells = columns([f"{peer[layer]:.2f}", f"{ours[layer]:.2f}"])
        print(f"{layer:26s}{cells}{ours[layer] / peer[layer]:9.2f}")


def write_whole(path, write):
    """Write a file under a temporary name first, so that no half of it ever stands there."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".part-{path.name}")
    write(part)
    os.replace(part, path)


def parse(argv):
    parser = argparse.ArgumentParser(description="Time the numpy layers against torch, float32.")
    parser.add_argument(
        "--threads", type=int, choices=[1, 2], default=1, help="threads for both (default 1)"
    )
    parser.add_argument("--rounds", type=int, default=15, help="timed rounds (default 15)")
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="only rows whose name has NAME in it, in either case; may be given again",
    )
    parser.add_argument("--json", metavar="FILE", help="also write the numbers to FILE")
    parser.add_argument("--picture", metavar="FILE", help="also draw a roofline: .svg or .png")
    args = parser.parse_args(argv)
    if args.rounds < 1:
        parser.error(f"--rounds must be at least 1, got {args.rounds}")
    if args.picture and Path(args.picture).suffix not in (".svg", ".png"):
        parser.error(f"--picture writes .svg or .png, got {args.picture}")
    names = [name.lower() for name in args.only or [""]]
    args.rows = [row for row in ROWS if any(name in row.name.lower() for name in names)]
    if not args.rows:
        parser.error(
            f"no row is named {' or '.join(args.only)}; there are: "
            + "; ".join(row.name for row in ROWS)
        )
    return args


def main(argv=None):
    args = parse(argv)
    torch.set_num_threads(args.threads)
    clock = time.thread_time if args.threads == 1 else time.perf_counter
    results = []
    with threadpool_limits(args.threads):
        roof = measure_roof(args.rounds, clock) if args.picture or args.json else None
        print_ratio_head()
        for row in args.rows:
            results.append(measure(row, args.rounds, clock))
            print_ratios(results[-1])
    convolutions = [result for result in results if result["kind"] == "convolution"]
    if convolutions:
        print_passes(convolutions)
    for result in results:
        if result["kind"] == "network":
            print_network(result)
    report = {"threads": args.threads, "rounds": args.rounds, "roof": roof, "rows": results}
    if args.json:
        text = json.dumps(report, indent=1) + "\n"
        write_whole(args.json, lambda part: part.write_text(text, encoding="utf-8"))
    if args.picture:
        write_whole(args.picture, lambda part: draw(report, part))


if __name__ == "__main__":
    main()
