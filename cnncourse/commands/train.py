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
    """Register the command."""
    training = commands.add_parser(
        "train",
        help="train a network and save the results in a folder",
        description="Train a network. The folder receives a checkpoint after every epoch, the "
        "history, a learning curve and the pictures of the task, such as a confusion matrix. "
        "Ctrl-C stops; --resume continues and ends with exactly the weights of an uninterrupted "
        "run.",
    )
    training.set_defaults(command=train)
    add_arguments(training)


def train(args):
    """Train in this process; of several processes, only the first prints."""
    if processes.is_first():
        return carry_out(args)
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        return carry_out(args)


def carry_out(args):
    """Begin or resume a run, train it, and report how it ended."""
    run = open_run(args)
    settings = run.request.settings
    board = open_board(run) if args.tensorboard and processes.is_first() else None
    try:
        evaluation, files = train_with_progress(run, board)
    except Diverged as error:
        raise Refused(
            "{error}: try --lr {lr:g} or a smaller --weight-decay, with another --out DIR ({kept})",
            error=error,
            lr=min(settings.lr / 10, Settings().lr),
            kept=kept(run),
        ) from error
    except MemoryError as error:
        raise Refused(
            "{error}; choose another --batch-size, with another --out DIR ({kept})",
            error=error,
            kept=kept(run),
        ) from error
    except OSError as error:
        if error.filename is None:
            raise
        raise Refused(
            "cannot write {file} ({problem}): fix that, then repeat the command with --resume",
            file=error.filename,
            problem=error.strerror,
        ) from error
    except KeyboardInterrupt:
        if processes.is_first():
            print(
                f"stopped: {kept(run)} of {settings.epochs}; "
                "to continue, repeat the command with --resume",
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
    """Say what a stopped run has saved."""
    return f"{run.checkpoint} holds epoch {len(run.history)}"


def open_run(args):
    """Begin or resume the requested run."""
    chosen = given(args, ["model", "data", "engine", "image_size"])
    if args.option:
        chosen["options"] = dict(args.option)
    changes = given(args, [field.name for field in fields(Settings)])
    with refusing(ValueError):
        settings = replace(recipe(args.model, args.data), **changes)
    request = runs.Request(**chosen, settings=settings)
    folder, execution = args.out or default_folder(request), given(args, EXECUTION)
    if args.resume:
        chosen |= {name: getattr(settings, name) for name in changes}
        run = runs.resume(folder, chosen, execution=execution)
        require_torch(args, run.request.engine)
    else:
        require_torch(args, request.engine)
        run = runs.begin(request, folder, execution=execution)
    if run.request.engine == "torch":
        together = f", {processes.count()} processes" if processes.count() > 1 else ""
        print(f"computing on {run.learner.execution.describe()}{together}")
    if not args.resume:
        print(describe(run.request))
    return run


def given(args, names):
    """Return the named options that were given on the command line."""
    values = {name: getattr(args, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def default_folder(request):
    """Choose the folder of a run if --out is omitted."""
    model, data = request.names
    return Path("runs", f"{model}-{short_name(data)}-{request.engine}-seed{request.settings.seed}")


def short_name(data):
    """Name data in a path: the data set's name, or a folder's last part and a hash of its path."""
    path = location(data)
    if path is None:
        return data
    last = re.sub(r"[^\w-]+", "_", path.name)
    return f"{last}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:6]}"


def require_torch(args, engine):
    """Raise an error for torch options with another engine, or if TensorBoard is missing."""
    of_torch = given(args, [*EXECUTION, "tensorboard"])
    if of_torch and engine != "torch":
        flags = ", ".join("--" + name.replace("_", "-") for name in of_torch)
        raise Refused(
            "{flags}: only for --engine torch, but the engine is {engine}",
            flags=flags,
            engine=engine,
        )
    if args.tensorboard:
        try:
            import tensorboard  # noqa: F401
        except ModuleNotFoundError:
            raise Refused("--tensorboard needs tensorboard: pip install tensorboard") from None


def open_board(run):
    """Open the TensorBoard log of a run."""
    from cnncourse.runs.torch_board import Board

    return Board(run.folder / "tensorboard", len(run.history))


def describe(request):
    """Describe the settings of a run and where they come from."""
    origin = f"the recipe of {request}" if request.names in RECIPES else "the defaults"
    shown = {name: value for name, value in asdict(request.settings).items() if value is not None}
    listed = ", ".join(f"{name}={value}" for name, value in shown.items())
    return f"settings, from the command line and {origin}: {listed}"


def train_with_progress(run, board=None):
    """Train with a progress bar; each epoch prints a line and adds an entry to the log."""
    from tqdm import tqdm

    epochs, images, task = run.request.settings.epochs, len(run.dataset.train), run.dataset.task
    done = len(run.history)
    if done:
        print(f"{run.checkpoint} holds epoch {done} of {epochs}")
    total, initial = epochs * images, done * images
    hidden = None if processes.is_first() else True  # None: hidden unless in a terminal
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
