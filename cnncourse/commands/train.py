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
from cnncourse.common.errors import Refused, refusing
from cnncourse.common.texts import counted
from cnncourse.data import location
from cnncourse.train import Diverged, Settings, recipe
from cnncourse.train.engines import torch_engine
from cnncourse.train.recipes import RECIPES

INTERRUPTED = 130


def add(commands):
    """Describe the command."""
    training = commands.add_parser(
        "train",
        help="train a network on images and keep the result in a folder",
        description="Train a network. The folder gets a checkpoint after every epoch, the history, "
        "a learning curve and what the task draws, such as a confusion matrix. Ctrl-C stops; "
        "--resume goes on, to exactly the weights of a run that never stopped.",
    )
    training.set_defaults(command=train)
    add_arguments(training)


def train(asked):
    """Train in this process, or as one of several, of which the first speaks for all."""
    if processes.is_first():
        return carry_out(asked)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        return carry_out(asked)


def carry_out(asked):
    """Begin or resume a run, carry it out, and say how it ended."""
    run = open_run(asked)
    settings = run.request.settings
    board = open_board(run) if asked.tensorboard and processes.is_first() else None
    try:
        evaluation, files = train_with_progress(run, board)
    except Diverged as error:
        raise Refused(
            "{error}: try --lr {lr:g} or a smaller --weight-decay, and another --out DIR ({kept})",
            error=error,
            lr=min(settings.lr / 10, Settings().lr),
            kept=kept(run),
        ) from error
    except MemoryError as error:
        raise Refused(
            "{error}; give another --batch-size, and another --out DIR ({kept})",
            error=error,
            kept=kept(run),
        ) from error
    except OSError as error:
        if error.filename is None:
            raise
        raise Refused(
            "cannot write {file} ({problem}): put that right, and go on by the same command with "
            "--resume",
            file=error.filename,
            problem=error.strerror,
        ) from error
    except KeyboardInterrupt:
        if processes.is_first():
            print(
                f"stopped: {kept(run)} of {settings.epochs}; "
                "go on by the same command with --resume",
                file=sys.stderr,
            )
        return INTERRUPTED
    if run.request.engine == "torch":
        torch_engine().group.leave()
    held_out = run.dataset.task.text_of_result(evaluation, len(run.dataset.held_out))
    print(
        f"held-out {held_out}, {run.parameters:,} parameters, "
        f"{sum(row['seconds'] for row in run.history):.1f} s for "
        f"{counted(settings.epochs, 'epoch')}; "
        f"{run.folder} holds {', '.join(file.name for file in files)}"
    )
    return 0


def kept(run):
    """Say what a run that stops has kept."""
    return f"{run.checkpoint} keeps epoch {len(run.history)}"


def open_run(asked):
    """Begin the run that is asked for, or resume it."""
    wishes = given(asked, ["model", "data", "engine", "image_size"])
    if asked.option:
        wishes["options"] = dict(asked.option)
    changes = given(asked, [field.name for field in fields(Settings)])
    with refusing(ValueError):
        settings = replace(recipe(asked.model, asked.data), **changes)
    request = runs.Request(**wishes, settings=settings)
    folder, execution = asked.out or default_folder(request), given(asked, EXECUTION)
    if asked.resume:
        wishes |= {name: getattr(settings, name) for name in changes}
        run = runs.resume(folder, wishes, execution=execution)
        need_torch(asked, run.request.engine)
    else:
        need_torch(asked, request.engine)
        run = runs.begin(request, folder, execution=execution)
    if run.request.engine == "torch":
        together = f", {processes.count()} processes" if processes.count() > 1 else ""
        print(f"computing on {run.learner.execution.describe()}{together}")
    if not asked.resume:
        print(describe(run.request))
    return run


def given(asked, names):
    """Give those of some options that were given, by name."""
    values = {name: getattr(asked, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def default_folder(request):
    """Choose the folder of a run that is begun without --out."""
    model, data = request.names
    return Path("runs", f"{model}-{short_name(data)}-{request.engine}-seed{request.settings.seed}")


def short_name(data):
    """Name data in a path: the name itself, or of a folder its last part and a digest of all."""
    path = location(data)
    if path is None:
        return data
    last = re.sub(r"[^\w-]+", "_", path.name)
    return f"{last}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:6]}"


def need_torch(asked, engine):
    """Refuse options that are torch's with another engine, and a log that cannot be written."""
    of_torch = given(asked, [*EXECUTION, "tensorboard"])
    if of_torch and engine != "torch":
        flags = ", ".join("--" + name.replace("_", "-") for name in of_torch)
        raise Refused(
            "{flags}: only for --engine torch, and this is {engine}", flags=flags, engine=engine
        )
    if asked.tensorboard:
        try:
            import tensorboard  # noqa: F401
        except ModuleNotFoundError:
            raise Refused("--tensorboard needs tensorboard: pip install tensorboard") from None


def open_board(run):
    """Open the log of a run for TensorBoard."""
    from cnncourse.runs.torch_board import Board

    return Board(run.folder / "tensorboard", len(run.history))


def describe(request):
    """Write the settings of a run, and where those come from that were not asked for."""
    origin = f"the recipe of {request}" if request.names in RECIPES else "the defaults"
    shown = {name: value for name, value in asdict(request.settings).items() if value is not None}
    listed = ", ".join(f"{name}={value}" for name, value in shown.items())
    return f"settings, from {origin} if not asked for: {listed}"


def train_with_progress(run, board=None):
    """Carry out a run under a progress bar; every epoch gives a line and an entry in the log."""
    from tqdm import tqdm

    epochs, images, task = run.request.settings.epochs, len(run.dataset.train), run.dataset.task
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
            held_out = [f"loss {last['held_out_loss']:.3f}", task.text_of_epoch(last)]
            bar.write(
                f"epoch {last['epoch']:3}   loss {last['train_loss']:.3f}   "
                f"held out: {', '.join(filter(None, held_out))}   "
                f"{images / last['seconds']:,.0f} images/s, {tqdm.format_interval(left)} left",
            )
            sys.stdout.flush()

        return run.train(after_batch=after_batch, after_epoch=after_epoch)
