"""The tables of `benchmarks/layers.py`: ratios, the milliseconds behind them, network layers."""

from __future__ import annotations

METHODS = ("torch NCHW", "torch NHWC", "matrix product", "readable", "ours")
PASSES = {
    "torch": ("forward", "dw", "dx", "backward"),
    "matrix product": ("forward", "dw", "dx"),
    "readable": ("forward", "backward"),
    "ours": ("forward", "backward"),
}
THREADS = {1: "One thread", 2: "Two threads"}
CLOCKS = {"processor": "processor time", "wall": "wall-clock time"}
NAME = 26  # characters of a row's name


def _columns(cells, width=9):
    return "".join(f"{cell:>{width}}" for cell in cells)


def print_ratio_head(threads, clock):
    """Print what is measured, above the rows of ratios."""
    print(f"{THREADS[threads]}, {CLOCKS[clock]} divided by that of torch's better layout:")
    print("forward + backward, then ours by pass")
    print(" " * NAME + _columns(["torch", "torch", "matrix", "", "", "ours", "ours", "torch"]))
    heads = ["NCHW", "NHWC", "product", "readable", "ours", "forward", "backward", "ms"]
    print(" " * NAME + _columns(heads))


def print_ratios(result):
    """Print one row, as soon as it is measured."""
    ratio = result["ratio_to_torch"]
    cells = [f"{ratio[m]['total']:.2f}" if m in ratio else "-" for m in METHODS]
    ours = ratio["ours"]
    cells += [f"{ours[p]:.2f}" if p in ours else "-" for p in ("forward", "backward")]
    cells.append(f"{result['milliseconds'][result['better_layout']]['total']:.3f}")
    print(f"{result['name']:{NAME}}" + _columns(cells), flush=True)


def print_details(results):
    """Print the convolutions pass by pass, then every network layer by layer."""
    convolutions = [result for result in results if result["kind"] == "convolution"]
    if convolutions:
        _print_passes(convolutions)
    for result in results:
        if result["kind"] == "network":
            _print_network(result)


def _print_passes(results):
    heads = [(method, pass_) for method, passes in PASSES.items() for pass_ in passes]
    print("\nMilliseconds by pass; backward is dw and dx together, torch's better layout")
    print(" " * NAME + _columns({"matrix product": "product"}.get(m, m) for m, _ in heads))
    print(" " * NAME + _columns(p for _, p in heads))
    for result in results:
        ms = result["milliseconds"] | {"torch": result["milliseconds"][result["better_layout"]]}
        print(f"{result['name']:{NAME}}" + _columns(f"{ms[m][p]:.3f}" for m, p in heads))


def _print_network(result):
    ours = result["milliseconds"]["ours"]
    peer = result["milliseconds"][result["better_layout"]]
    print(f"\n{result['name']}, milliseconds by layer")
    print(" " * NAME + _columns(["torch", "ours", "ratio"]))
    for layer in ours:
        cells = _columns([f"{peer[layer]:.2f}", f"{ours[layer]:.2f}"])
        print(f"{layer:{NAME}}{cells}{ours[layer] / peer[layer]:9.2f}")
