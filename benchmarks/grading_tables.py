"""The Markdown tables that `grading.py` prints."""

from __future__ import annotations

PARTS = ("command", "worker", "sandbox")


def print_comparison(result):
    students, ours = result["students"], result["ours"]
    print(f"\nOne class of {students}: " + ", ".join(f"{n} {k}" for k, n in result["mix"].items()))
    print("\n| | seconds | submissions a minute | processor seconds |\n|---|---:|---:|---:|")
    if "stock" in result:
        stock = result["stock"]
        name = "`nbgrader autograde`"
        if stock["students"] < students:
            name += f" (extrapolated from {stock['students']})"
        print(_row(name, stock["class"], students))
    print(_row("`python -m autograder grade`", ours, students))
    if "stock" in result:
        print(f"\n{result['ratio']:.1f} times as many submissions a minute.")
        lost = stock["students"] - stock["graded"]
        print(f"Stock gave no grade to {lost} of {stock['students']}; ours graded all {students}.")
    print(f"The same command again, with nothing changed: {result['again']:.1f} s.")


def _row(name, spent, students):
    rate = 60 * students / spent["seconds"]
    return f"| {name} | {spent['seconds']:.1f} | {rate:,.0f} | {spent['processor']:.1f} |"


def print_parts(parts):
    print("\nWhere the time of a submission goes, graded one after another, in milliseconds:\n")
    print("| part | ms | share |\n|---|---:|---:|")
    whole = sum(parts.values())
    for name, seconds in parts.items():
        print(f"| {name} | {1e3 * seconds:.1f} | {100 * seconds / whole:.0f} % |")
    print(f"| total | {1e3 * whole:.1f} | |")


def print_sizes(rows):
    print("\nClasses of several sizes; peak memory of a process of each kind, in MB:\n")
    print("| students | seconds | processor ms each | command | worker | in the sandbox |")
    print("|---:|---:|---:|---:|---:|---:|")
    for row in rows:
        cells = " | ".join(f"{row['memory'].get(part, 0) / 1e6:.0f}" for part in PARTS)
        each = 1e3 * row["processor"] / row["students"]
        print(f"| {row['students']} | {row['seconds']:.1f} | {each:.0f} | {cells} |")
