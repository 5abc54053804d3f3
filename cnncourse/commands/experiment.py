"""`python -m cnncourse experiment depth`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cnncourse.common.errors import refusing
from cnncourse.common.texts import counted

INTERRUPTED = 130


def add(commands):
    """Describe the command."""
    experiment = commands.add_parser(
        "experiment",
        help="ask a question by training networks, and draw what comes out",
        description="Carry out an experiment: NAME.json gets every number of every seed, NAME.svg "
        "and NAME.png a figure. Without a name, list the experiments. Ctrl-C stops; runs that are "
        "finished are kept, and the same command goes on from there.",
    )
    experiment.set_defaults(command=carry_out)
    experiment.add_argument("experiment", nargs="?", metavar="NAME", help="for example depth")
    experiment.add_argument(
        "--full",
        action="store_true",
        help="larger networks on MNIST or CIFAR-10, for a GPU (a minute or so of digits)",
    )
    experiment.add_argument("--seeds", type=count, metavar="N", help="how many (3 or more)")
    experiment.add_argument(
        "--engine", choices=("numpy", "torch"), help="whose layers run (numpy: the course's own)"
    )
    experiment.add_argument("--device", metavar="NAME", help="for torch: cpu, cuda, mps (a GPU)")
    experiment.add_argument(
        "--out",
        type=Path,
        default=Path("runs", "experiments"),
        metavar="DIR",
        help="where the files go (runs/experiments)",
    )


def count(text):
    """Read a number of seeds."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def carry_out(asked):
    """Carry an experiment out and say what was found, or list the experiments."""
    from cnncourse import experiments

    if asked.experiment is None:
        width = max(map(len, experiments.known()))
        for name, experiment in experiments.known().items():
            print(f"{name:{width}}  {experiment.question}")
        return 0
    with refusing(ValueError):
        experiment = experiments.find(asked.experiment)
    laboratory = experiments.Laboratory(
        experiment,
        asked.out,
        full=asked.full,
        seeds=asked.seeds,
        engine=asked.engine,
        device=asked.device,
    )
    print(experiment.question)
    try:
        finding = with_progress(laboratory)
    except KeyboardInterrupt:
        done, asked_for = len(laboratory.record.results), len(laboratory.trials)
        kept = f"{laboratory.path('json')} keeps {done} of {counted(asked_for, 'run')}"
        kept = kept if done else "nothing to keep"
        print(f"stopped: {kept}; the same command goes on", file=sys.stderr)
        return INTERRUPTED
    print()
    print(write_table(finding.table))
    print()
    print(finding.sentence)
    files = [laboratory.path(ending).name for ending in ("json", "svg", "png")]
    print(f"{asked.out} holds {', '.join(files)}")
    return 0


def with_progress(laboratory):
    """Carry out what is missing, under a progress bar that counts epochs."""
    from tqdm import tqdm

    trials, missing = laboratory.trials, laboratory.missing
    if kept := len(trials) - len(missing):
        print(f"{laboratory.path('json')} holds {kept} of {counted(len(trials), 'run')}")
    total = sum(trial.settings.epochs for trial in trials)
    initial = total - sum(trial["settings"]["epochs"] for trial in missing)
    with tqdm(total=total, initial=initial, unit=" epochs", disable=None) as bar:

        def before_trial(trial):
            bar.set_description(f"{trial.arm}, seed {trial.settings.seed}")

        def after_epoch():
            bar.update()

        return laboratory.carry_out(before_trial=before_trial, after_epoch=after_epoch)


def write_table(rows):
    """Write rows as a table with a heading."""
    lines = [list(rows[0]), *(row.values() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
