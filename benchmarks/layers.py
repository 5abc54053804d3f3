"""Compare the speed of the numpy layers with torch, and with a matrix product of the same size.

All methods run in turn on the same arrays for several rounds, and the best round counts. A
method's time is forward plus backward, divided by that of torch's better layout. Our backward
computes dw and dx together; torch and the matrix product are also timed separately for each.

One thread is timed by the processor time of the process, so other programs disturb it little. Two
threads are timed by the wall clock, because their processor times would add up; run nothing else
meanwhile. Quote the ratios, not the milliseconds.

    python benchmarks/layers.py                              # one thread, then two
    python benchmarks/layers.py --threads 1 --only VGG --only pool   # rows that match either name
    python benchmarks/layers.py --json layers.json --picture roofline.svg
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from convolutions import CONVOLUTIONS
from machine import describe_machine
from pointwise import POINTWISE
from roofline import draw, measure_roof
from tables import print_details, print_ratio_head, print_ratios
from threadpoolctl import threadpool_limits

from cnncourse.common.files import replacing

ROWS = [*CONVOLUTIONS, *POINTWISE]
APART = ("dw", "dx")  # parts of the backward pass, which must not count twice
CLOCKS = {"processor": time.process_time, "wall": time.perf_counter}


def best_times(methods, rounds, clock):
    """Run all methods in turn; return the best of `rounds` as `{method: {pass: seconds}}`."""
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


def measure(row, rounds, clock):
    """Time one row.

    Returns
    -------
    dict
        `milliseconds` by method and pass, including "total"; `ratio_to_torch` likewise, divided
        by torch's better layout (the better total); `operations` and `bytes` of the total.
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
        "batch": row.N,
        "operations": row.operations,
        "bytes": row.bytes,
        "better_layout": better,
        "milliseconds": {m: {p: 1e3 * t for p, t in ps.items()} for m, ps in times.items()},
        "ratio_to_torch": {
            m: {p: t / times[better][p] for p, t in ps.items()} for m, ps in times.items()
        },
    }


def measure_all(rows, threads, rounds):
    """Time all rows with a given number of threads, printing each when it is done.

    Returns
    -------
    dict
        `threads`, `clock`, the `roof` of the machine, and `rows` as returned by `measure`.
    """
    clock = "processor" if threads == 1 else "wall"
    torch.set_num_threads(threads)
    with threadpool_limits(threads):
        roof = measure_roof(rounds, CLOCKS[clock])
        print_ratio_head(threads, clock)
        results = []
        for row in rows:
            results.append(measure(row, rounds, CLOCKS[clock]))
            print_ratios(results[-1])
    print_details(results)
    return {"threads": threads, "clock": clock, "roof": roof, "rows": results}


def parse(argv):
    parser = argparse.ArgumentParser(description="Time the numpy layers against torch, float32.")
    parser.add_argument(
        "--threads",
        type=int,
        choices=[1, 2],
        nargs="+",
        default=[1, 2],
        help="print a table for each number of threads (default: 1 2)",
    )
    parser.add_argument("--rounds", type=int, default=15, help="timed rounds (default 15)")
    parser.add_argument(
        "--only",
        metavar="NAME",
        action="append",
        help="only rows whose name contains NAME, ignoring case; may be repeated",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers to FILE")
    parser.add_argument(
        "--picture",
        type=Path,
        metavar="FILE",
        help="also draw a roofline of the first table: .svg or .png",
    )
    args = parser.parse_args(argv)
    if args.rounds < 1:
        parser.error(f"--rounds must be at least 1, got {args.rounds}")
    if args.picture and Path(args.picture).suffix not in (".svg", ".png"):
        parser.error(f"--picture writes .svg or .png, got {args.picture}")
    args.threads = sorted(set(args.threads))
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
    report = {"machine": describe_machine(), "rounds": args.rounds, "runs": []}
    for threads in args.threads:
        if report["runs"]:
            print()
        report["runs"].append(measure_all(args.rows, threads, args.rounds))
    if args.json:
        text = json.dumps(report, indent=1) + "\n"
        args.json.parent.mkdir(parents=True, exist_ok=True)
        with replacing(args.json) as part:
            part.write_text(text, encoding="utf-8")
    if args.picture:
        args.picture.parent.mkdir(parents=True, exist_ok=True)
        with replacing(args.picture) as part:
            draw(report["runs"][0], part)


if __name__ == "__main__":
    main()
