"""The command line: `python -m cnncourse train lenet5 --data digits`."""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import fields
from pathlib import Path

REFUSED, INTERRUPTED = 2, 130
IMAGE_SIZE = 32


def main(arguments=None):
    """Run a command.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line if left out.

    Returns
    -------
    int
        The exit code: 0, 2 for a request that cannot be met, 130 after Ctrl-C.
    """
    try:
        from cnncourse.runs import Refused  # here, because numpy and others take a second

        asked = build_parser().parse_args(arguments)
        try:
            return asked.command(asked)
        except Refused as error:
            return complain(asked.name, error)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            return complain(asked.name, f"{place}{error.strerror}")
    except KeyboardInterrupt:
        print("stopped before anything was kept: begin again by the same command", file=sys.stderr)
        return INTERRUPTED


def complain(name, problem):
    """Say in one line what is wrong, and give the exit code."""
    print(f"python -m cnncourse {name}: {' '.join(str(problem).split())}", file=sys.stderr)
    return REFUSED


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message):
        self.exit(REFUSED, f"{self.prog}: {message} (--help lists what there is)\n")


def build_parser():
    """Describe the commands."""
    from cnncourse.train import Settings

    parser = Parser(prog="python -m cnncourse", description="Train networks, and count them.")
    commands = parser.add_subparsers(required=True, dest="name", metavar="COMMAND")

    training = commands.add_parser(
        "train",
        help="train a network on images and keep what comes of it in a folder",
        description="Train a network. The folder gets a checkpoint after every epoch, the history, "
        "a learning curve and a confusion matrix. Ctrl-C stops; --resume goes on, to exactly "
        "the weights of a run that never stopped.",
    )
    training.set_defaults(command=train_command)
    training.add_argument("model", metavar="MODEL", help="for example lenet5")
    training.add_argument("--data", default="digits", metavar="NAME", help="for example digits")
    training.add_argument(
        "--engine", choices=("numpy", "torch"), help="whose layers run (numpy: the course's own)"
    )
    training.add_argument(
        "--image-size", type=int, metavar="N", help=f"height and width ({IMAGE_SIZE})"
    )
    for name, kind, text in (
        ("epochs", int, "how often every image is seen"),
        ("batch_size", int, "how many images make one step"),
        ("lr", float, "peak of the learning rate"),
        ("momentum", float, "of the velocity, Nesterov's"),
        ("weight_decay", float, "how strongly weights are pulled towards 0"),
        ("augment", float, "strength of augmentation, 0 is none"),
        ("seed", int, "of weights, order and augmentation"),
    ):
        training.add_argument(
            "--" + name.replace("_", "-"),
            type=kind,
            metavar="N" if kind is int else "X",
            help=f"{text} ({getattr(Settings, name)})",
        )
    training.add_argument(
        "--out", type=Path, metavar="DIR", help="the folder (runs/MODEL-DATA-ENGINE-seedN)"
    )
    training.add_argument(
        "--resume", action="store_true", help="go on from the last checkpoint, with its settings"
    )

    summary = commands.add_parser(
        "summary", help="list the layers of a network and what one image costs"
    )
    summary.set_defaults(command=summary_command)
    summary.add_argument("model", metavar="MODEL", help="for example lenet5")
    summary.add_argument(
        "--input", required=True, type=image_shape, metavar="CxHxW", help="for example 1x32x32"
    )
    return parser


def image_shape(text):
    """Read "1x32x32" as (1, 32, 32)."""
    if not re.fullmatch(r"[1-9]\d*(x[1-9]\d*){2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form CxHxW, such as 1x32x32")
    return tuple(int(size) for size in text.split("x"))


def summary_command(asked):
    """Print what a network costs."""
    from cnncourse.runs import summarize

    print(summarize(asked.model, asked.input))
    print()
    print("For one image. A multiply-add is one multiplication and one addition, counted as one;")
    print("biases, activations and pooling are not counted. Activations: 4 bytes a number.")
    return 0


def train_command(asked):
    """Begin or resume a run, carry it out, and say how it ended."""
    from cnncourse.runs import Refused
    from cnncourse.train import Diverged, Settings

    run = open_run(asked)
    settings = run.choice.settings
    try:
        evaluation, files = train_with_progress(run)
    except Diverged as error:
        raise Refused(
            f"{error}: try --lr {min(settings.lr / 10, Settings().lr):g} and another --out DIR "
            f"({run.checkpoint} keeps epoch {len(run.history)})"
        ) from error
    except KeyboardInterrupt:
        print(
            f"stopped: {run.checkpoint} keeps epoch {len(run.history)} of {settings.epochs}; "
            "go on by the same command with --resume",
            file=sys.stderr,
        )
        return INTERRUPTED
    right = round(evaluation.accuracy * len(run.dataset.held_out))
    print(
        f"held-out accuracy {100 * evaluation.accuracy:.2f} % "
        f"({right} of {len(run.dataset.held_out)}), {run.parameters:,} parameters, "
        f"{sum(row['seconds'] for row in run.history):.1f} s for {settings.epochs} epochs; "
        f"{run.folder} holds {', '.join(file.name for file in files)}"
    )
    return 0


def open_run(asked):
    """Begin the run that is asked for, or resume it; what is not asked for is the default."""
    from cnncourse import runs
    from cnncourse.train import Settings

    runs.find(asked.model, asked.data)
    names = [field.name for field in fields(Settings)]
    settings = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    engine = asked.engine or "numpy"
    seed = settings.get("seed", Settings.seed)
    folder = asked.out or Path("runs", f"{asked.model}-{asked.data}-{engine}-seed{seed}")
    if asked.resume:
        wishes = {"model": asked.model, "data": asked.data, "engine": asked.engine}
        wishes |= {"image_size": asked.image_size, **settings}
        wishes = {name: wish for name, wish in wishes.items() if wish is not None}
        return runs.resume(wishes, folder)
    try:
        settings = Settings(**settings)
    except ValueError as error:
        raise runs.Refused(error) from error
    image_size = IMAGE_SIZE if asked.image_size is None else asked.image_size
    return runs.begin(runs.Choice(asked.model, asked.data, engine, image_size, settings), folder)


def train_with_progress(run):
    """Carry out a run under a progress bar, with a line for every epoch."""
    from tqdm import tqdm

    from cnncourse.train import steps_per_epoch

    epochs, steps = run.choice.settings.epochs, steps_per_epoch(run.dataset, run.choice.settings)
    done = len(run.history)
    if done:
        print(f"{run.checkpoint} holds epoch {done} of {epochs}")
    with tqdm(total=epochs * steps, initial=done * steps, unit="step", disable=None) as bar:

        def after_batch(epoch, loss):
            bar.set_description(f"epoch {epoch}/{epochs}", refresh=False)
            bar.set_postfix_str(f"loss {loss:.3f}", refresh=False)
            bar.update()

        def after_epoch(history):
            last = history[-1]
            bar.write(
                f"epoch {last['epoch']:3}   loss {last['train_loss']:.3f}   "
                f"held out: loss {last['held_out_loss']:.3f}, "
                f"{100 * last['held_out_accuracy']:.2f} % right",
            )
            sys.stdout.flush()

        return run.train(after_batch=after_batch, after_epoch=after_epoch)


if __name__ == "__main__":
    sys.exit(main())
