"""`python -m cnncourse experiment depth`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cnncourse.common.errors import refusing
from cnncourse.common.texts import counted

INTERRUPTED = 130


def add(commands):
    """Register the command."""
    experiment = commands.add_parser(
        "experiment",
        help="answer a question by training networks, and draw the result",
        description="Carry out an experiment. NAME.json records every number of every seed; "
        "NAME.svg and NAME.png show the result. Without NAME, list the experiments. Ctrl-C stops; "
        "finished runs are kept, and repeating the command continues from there.",
    )
    experiment.set_defaults(command=carry_out)
    experiment.add_argument(
        "experiment", nargs="?", metavar="NAME", help="name of an experiment, for example depth"
    )
    experiment.add_argument(
        "--full",
        action="store_true",
        help="larger networks on MNIST or CIFAR-10, for a GPU (about a minute of training on "
        "digits)",
    )
    experiment.add_argument("--seeds", type=count, metavar="N", help="number of seeds (3)")
    experiment.add_argument(
        "--engine",
        choices=("numpy", "torch"),
        help="layers to train with: the course's own or torch's (numpy)",
    )
    experiment.add_argument(
        "--device", metavar="NAME", help="for torch: cpu, cuda or mps (a GPU if there is one)"
    )
    experiment.add_argument(
        "--out",
        type=Path,
        default=Path("runs", "experiments"),
        metavar="DIR",
        help="folder for the results (runs/experiments)",
    )


def count(text):
    """Parse a number of seeds."""
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


def carry_out(args):
    """Carry out an experiment and print the finding, or list the experiments."""
    from cnncourse import experiments

    if args.experiment is None:
        width = max(map(len, experiments.known()))
        for name, experiment in experiments.known().items():
            print(f"{name:{width}}  {experiment.question}")
        return 0
    with refusing(ValueError):
        experiment = experiments.find(args.experiment)
    laboratory = experiments.Laboratory(
        experiment,
        args.out,
        full=args.full,
        seeds=args.seeds,
        engine=args.engine,
        device=args.device,
    )
    print(experiment.question)
    try:
        finding = with_progress(laboratory)
    except KeyboardInterrupt:
        done, total = len(laboratory.record.results), len(laboratory.trials)
        kept = f"{laboratory.path('json')} holds {done} of {counted(total, 'run')}"
        kept = kept if done else "no run was finished"
        print(f"stopped: {kept}; repeat the command to continue", file=sys.stderr)
        return INTERRUPTED
    print()
    print(write_table(finding.table))
    print()
    print(finding.sentence)
    files = [laboratory.path(ending).name for ending in ("json", "svg", "png")]
    print(f"{args.out} holds {', '.join(files)}")
    return 0


def with_progress(laboratory):
    """Carry out the missing trials with a progress bar that counts epochs."""
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
    """Format rows as a table with a header."""
    lines = [list(rows[0]), *(row.values() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
