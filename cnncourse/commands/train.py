"""`python -m cnncourse train MODEL --data NAME`."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from contextlib import redirect_stdout
from dataclasses import asdict, fields, replace
from pathlib import Path

from cnncourse import runs
from cnncourse.commands.train_arguments import EXECUTION, add_arguments
from cnncourse.common import processes
from cnncourse.common.errors import Refused
from cnncourse.data import location
from cnncourse.runs.request import Choice, find
from cnncourse.train import Diverged, Settings, recipe
from cnncourse.train.recipes import RECIPES

INTERRUPTED = 130


def add(commands):
    """Describe the command."""
    training = commands.add_parser(
        "train",
        help="train a network on images and keep what comes of it in a folder",
        description="Train a network. The folder gets a checkpoint after every epoch, the history, "
        "a learning curve and a confusion matrix. Ctrl-C stops; --resume goes on, to exactly "
        "the weights of a run that never stopped.",
    )
    training.set_defaults(command=train)
    add_arguments(training)


def train(asked):
    """Train in this process, or as one of several, of which the first speaks for all."""
    try:
        if processes.is_first():
            return carry_out(asked)
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
            return carry_out(asked)
    except Refused as error:
        raise Refused(with_flags(str(error))) from error


def with_flags(message):
    """Write settings in a message as they are given on the command line."""
    names = ["image_size", *(field.name for field in fields(Settings))]
    for name in names:
        after = r"[ =:;]|$" if "_" in name else r" must| needs| -?\d"
        flag = "--" + name.replace("_", "-")
        message = re.sub(rf"(?<![\w/.'-]){name}(?={after})", flag, message)
    return message


def carry_out(asked):
    """Begin or resume a run, carry it out, and say how it ended."""
    run = open_run(asked)
    settings = run.choice.settings
    board = open_board(run) if asked.tensorboard and processes.is_first() else None
    try:
        evaluation, files = train_with_progress(run, board)
    except Diverged as error:
        raise Refused(
            f"{error}: try --lr {min(settings.lr / 10, Settings().lr):g} or a smaller "
            "--weight-decay, and another --out DIR "
            f"({run.checkpoint} keeps epoch {len(run.history)})"
        ) from error
    except MemoryError as error:
        raise Refused(
            f"{error}; give another --batch-size, and another --out DIR "
            f"({run.checkpoint} keeps epoch {len(run.history)})"
        ) from error
    except OSError as error:
        if error.filename is None:
            raise
        raise Refused(
            f"cannot write {error.filename} ({error.strerror}): put that right, and go on by the "
            "same command with --resume"
        ) from error
    except KeyboardInterrupt:
        if not processes.is_first():
            return INTERRUPTED
        print(
            f"stopped: {run.checkpoint} keeps epoch {len(run.history)} of {settings.epochs}; "
            "go on by the same command with --resume",
            file=sys.stderr,
        )
        return INTERRUPTED
    if run.choice.engine == "torch":
        from cnncourse.train.torch_engine import group as torch_group

        torch_group.leave()
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
    find(asked.model, asked.data)
    names = [field.name for field in fields(Settings)]
    wanted = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    try:
        settings = replace(recipe(asked.model, asked.data), **wanted)
    except ValueError as error:
        raise Refused(error) from error
    wanted = {name: getattr(settings, name) for name in wanted}
    engine = asked.engine or "numpy"
    execution = {name: getattr(asked, name) for name in EXECUTION}
    execution = {name: value for name, value in execution.items() if value is not None}
    name = f"{asked.model}-{short_name(asked.data)}-{engine}-seed{settings.seed}"
    folder = asked.out or Path("runs", name)
    options = model_options(asked)
    if asked.resume:
        wishes = {"model": asked.model, "data": asked.data, "engine": asked.engine}
        wishes |= {"image_size": asked.image_size, "options": options or None, **wanted}
        wishes = {name: wish for name, wish in wishes.items() if wish is not None}
        run = runs.resume(wishes, folder, execution)
        need_torch(asked, run.choice.engine)
    else:
        need_torch(asked, engine)
        choice = Choice(asked.model, asked.data, engine, asked.image_size, settings, options)
        run = runs.begin(choice, folder, execution)
    if run.choice.engine == "torch":
        together = f", {processes.count()} processes" if processes.count() > 1 else ""
        print(f"computing on {run.learner.execution.describe()}{together}")
    if not asked.resume:
        print(describe(asked, settings))
    return run


def short_name(data):
    """Name data in a path: the name itself, or of a folder its last part and a digest of all."""
    path = location(data)
    if path is None:
        return data
    last = re.sub(r"[^\w-]+", "_", path.name)
    return f"{last}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:6]}"


def model_options(asked):
    """Read the arguments of the model; those that other options decide are not among them."""
    elsewhere = {
        "num_classes": "--data",
        "in_channels": "--data",
        "image_size": "--image-size",
        "dropout": "--dropout",
    }
    for name, _ in asked.option:
        if name in elsewhere:
            raise Refused(f"--option {name}: in a training, {elsewhere[name]} decides that")
    return dict(asked.option)


def need_torch(asked, engine):
    """Refuse options that are torch's with another engine, and a log that cannot be written."""
    given = [name for name in (*EXECUTION, "tensorboard") if getattr(asked, name) is not None]
    if given and engine != "torch":
        flags = ", ".join("--" + name.replace("_", "-") for name in given)
        raise Refused(f"{flags}: only for --engine torch, and this is {engine}")
    if asked.tensorboard:
        try:
            import tensorboard  # noqa: F401
        except ModuleNotFoundError:
            raise Refused("--tensorboard needs tensorboard: pip install tensorboard") from None


def open_board(run):
    """Open the log of a run for TensorBoard."""
    from cnncourse.runs.torch_board import Board

    return Board(run.folder / "tensorboard", len(run.history))


def describe(asked, settings):
    """Write the settings of a run, and where those come from that were not asked for."""
    known = (asked.model, asked.data) in RECIPES
    origin = f"the recipe of {asked.model} on {asked.data}" if known else "the defaults"
    shown = {name: value for name, value in asdict(settings).items() if value is not None}
    listed = ", ".join(f"{name}={value}" for name, value in shown.items())
    return f"settings, from {origin} if not asked for: {listed}"


def train_with_progress(run, board=None):
    """Carry out a run under a progress bar; every epoch gives a line and an entry in the log."""
    from tqdm import tqdm

    epochs, images = run.choice.settings.epochs, len(run.dataset.train)
    done = len(run.history)
    if done:
        print(f"{run.checkpoint} holds epoch {done} of {epochs}")
    total, initial = epochs * images, done * images
    hidden = None if processes.is_first() else True  # None: unless this is a terminal
    with tqdm(total=total, initial=initial, unit=" images", unit_scale=True, disable=hidden) as bar:

        def after_batch(epoch, loss, images):
            bar.set_description(f"epoch {epoch}/{epochs}", refresh=False)
            bar.set_postfix_str(f"loss {loss:.3f}", refresh=False)
            bar.update(images)

        def after_epoch(history):
            last = history[-1]
            if board:
                board.write(last)
            left = (epochs - last["epoch"]) * last["seconds"]
            bar.write(
                f"epoch {last['epoch']:3}   loss {last['train_loss']:.3f}   "
                f"held out: loss {last['held_out_loss']:.3f}, "
                f"{100 * last['held_out_accuracy']:.2f} % right   "
                f"{images / last['seconds']:,.0f} images/s, {tqdm.format_interval(left)} left",
            )
            sys.stdout.flush()

        return run.train(after_batch=after_batch, after_epoch=after_epoch)
