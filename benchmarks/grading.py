"""How fast is a class graded, compared with stock nbgrader on the same cores?

One class is graded twice: by `nbgrader autograde` with its default configuration, where check cells
call the real checks in a kernel, and by `python -m autograder grade` with an empty cache, where
every submission runs in a sandbox. Both get the same files and the same two cores, and both grade
one student first as a warm-up. Ours judges three times as many cases. Quote the ratio of the
seconds; on a shared machine, the ratio of the processor seconds is less disturbed.

    python benchmarks/grading.py                        # 100 students
    python benchmarks/grading.py --stock 12             # stock on 1 and 12, extrapolated
    python benchmarks/grading.py --stock 0 --sizes 100 200 500 1000 2000   # only ours
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from grading_parts import measure_parts
from grading_tables import print_comparison, print_parts, print_sizes
from handed_in import make_class, mix
from process_tree import Watch
from tqdm import tqdm

from autograder.course import Course, project_root
from autograder.sandbox import isolation
from autograder.sandbox.scratch import Scratch

ASSIGNMENT = "01_convolution"
STOCK = "c = get_config()\n"
CORES = 2


def run(command, course, *, steps=None, total=0):
    """Run a command in a course folder.

    Parameters
    ----------
    command : list of str
        The arguments of `python -m`.
    course : Path
    steps : str or None
        Lines of its log that contain this count as progress.
    total : int

    Returns
    -------
    dict
        `seconds`, `processor` seconds including descendants, peak `memory` in bytes by kind of
        process, and the exit `code`.
    """
    watch, started = Watch(), time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", *map(str, command)],
        cwd=course,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    watch.begin(process.pid)
    said = []
    with tqdm(total=total, desc=command[0], disable=None if steps else True) as progress:
        for line in process.stderr:
            said.append(line)
            progress.update(steps is not None and steps in line)
    code = process.wait()
    seconds = time.perf_counter() - started
    watch.end()
    if code and steps is None:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{''.join(said)[-3000:]}")
    spent = {"seconds": seconds, "processor": watch.processor}
    return {**spent, "memory": watch.peaks, "code": code}


def hand_in(course, folder, count):
    """Write a class into `submitted/` of a new course folder."""
    shutil.copytree(course.root, folder)
    made = make_class(course, project_root() / "solutions", ASSIGNMENT, count)
    for student, content in made:
        path = folder / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return folder


def grade_ours(folder, count):
    """Grade a class with an empty cache.

    Returns
    -------
    dict
        As from `run`.
    """
    command = ["autograder", "grade", ASSIGNMENT, "--course", folder, "--json", folder / "rows"]
    if isolation.current().name == isolation.NONE:
        command.append("--allow-unsandboxed")
    found = run(command, folder)
    rows = json.loads((folder / "rows").read_text(encoding="utf-8"))[ASSIGNMENT]
    if len(rows) != count:
        raise SystemExit(f"{len(rows)} of {count} submissions were graded")
    return found | {"students": count}


def grade_stock(folder, count):
    """Grade a class with `nbgrader autograde` and no configuration.

    Returns
    -------
    dict
        As from `run`, and how many students it `graded`; it skips files that it cannot read.
    """
    (folder / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    command = ["nbgrader", "autograde", ASSIGNMENT]
    found = run(command, folder, steps="Converting notebook", total=count)
    done = list(folder.glob(f"autograded/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"))
    return found | {"students": count, "graded": len(done)}


def compare(course, scratch, students, stock):
    """Grade one class with both; stock grades only the first `stock` students.

    Returns
    -------
    dict
    """
    result = {"students": students, "mix": mix(students)}
    grade_ours(hand_in(course, scratch / "few", 1), 1)  # warms up
    handed = hand_in(course, scratch / "ours", students)
    result["ours"] = grade_ours(handed, students)
    result["again"] = grade_ours(handed, students)["seconds"]
    if stock:
        one = grade_stock(hand_in(course, scratch / "one", 1), 1)  # warms up as well
        found = grade_stock(hand_in(course, scratch / "stock", stock), stock)
        found["class"] = {name: found[name] for name in ("seconds", "processor")}
        for name in found["class"] if stock < students else ():
            each = (found[name] - one[name]) / (stock - 1)
            found["class"][name] += (students - stock) * each
        result["stock"] = found
        result["ratio"] = found["class"]["seconds"] / result["ours"]["seconds"]
    return result


@contextlib.contextmanager
def two_cores():
    """Restrict this process and its children to two cores, if the system can do that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def parse(argv):
    parser = argparse.ArgumentParser(description="Time the grading of a class against nbgrader.")
    parser.add_argument("--students", type=int, default=100, help="in the class (default 100)")
    parser.add_argument(
        "--stock",
        type=int,
        metavar="N",
        help="how many of them nbgrader grades (default: all; 0 skips nbgrader)",
    )
    parser.add_argument(
        "--sizes",
        type=int,
        nargs="+",
        default=[],
        metavar="N",
        help="then grade classes of these sizes",
    )
    parser.add_argument(
        "--parts",
        type=int,
        default=20,
        metavar="N",
        help="students to time part by part (default 20; 0 skips this)",
    )
    parser.add_argument("--json", metavar="FILE", help="also write the numbers to FILE")
    args = parser.parse_args(argv)
    if args.stock is None:
        args.stock = args.students
    for name in ("students", "stock", "parts"):
        least = int(name == "students")
        if getattr(args, name) < least:
            parser.error(f"--{name} must be at least {least}, got {getattr(args, name)}")
    if args.stock > args.students:
        parser.error(f"--stock {args.stock} is more than --students {args.students}")
    if args.stock == 1 < args.students:
        parser.error("--stock 1 is too few to extrapolate: take 2 or more")
    if args.sizes and min(args.sizes) < 1:
        parser.error(f"--sizes must be at least 1, got {min(args.sizes)}")
    return args


def main(argv=None):
    args = parse(argv)
    with two_cores(), Scratch("benchmark") as scratch:
        scratch = Path(scratch)
        course = Course(scratch / "course")
        run(["autograder", "release", ASSIGNMENT, "--course", course.root], scratch)
        print(f"isolation: {isolation.current().name}; cores: {CORES}", flush=True)
        report = {"isolation": isolation.current().name, "cores": CORES}
        report |= compare(course, scratch, args.students, args.stock)
        print_comparison(report)
        if args.parts:
            folder = hand_in(course, scratch / "parts", args.parts)
            report["parts"] = measure_parts(Course(folder), ASSIGNMENT)
            print_parts(report["parts"])
        report["sizes"] = []
        for count in args.sizes:
            folder = hand_in(course, scratch / "size", count)
            report["sizes"].append(grade_ours(folder, count))
            shutil.rmtree(folder)
        if report["sizes"]:
            print_sizes(report["sizes"])
    if args.json:
        text = json.dumps(report, indent=1) + "\n"
        Path(args.json).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
