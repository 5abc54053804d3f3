"""What does the course's training engine reach on a GPU? One table, in under ten minutes.

Three questions:

time to accuracy    How long does the fast recipe of ResNet-9 take to 94 % on CIFAR-10? Training
                    and the evaluation after every epoch count; loading the data and one epoch to
                    warm up do not.
ResNet-18           How many images a second does training process, compared with a plain loop?
                    Random images of 224x224 pixels, 1,000 classes, batches of 256.
ResNet-20           The same with images of 32x32 pixels, 10 classes, batches of 128.

The plain loop is torch as a tutorial writes it: float32, images in the processor's memory, a loss
read after every step. A second plain loop has the precision of the course, such as bf16, so that
what precision alone brings can be told from the rest.

    CNNCOURSE_DATA=DIR python benchmarks/gpu.py                # on a GPU
    python benchmarks/gpu.py --data folder:PATH --compile --json gpu.json
    python benchmarks/gpu.py --tiny                            # anywhere, in seconds: does it run?
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import torch

from cnncourse import data, models, torch_nn
from cnncourse.data.dataset import Dataset, Split
from cnncourse.train import Settings, fit, recipe, train_epoch
from cnncourse.train.torch_engine import Execution, TorchLearner

WARM_UP = 5  # steps before the clock starts


@dataclass(frozen=True)
class Throughput:
    """A network whose training steps are timed.

    Attributes
    ----------
    name : str
        For `models.find`.
    size : int
        Height and width of the images.
    classes : int
    batch_size : int
    steps : int
        Timed steps.
    """

    name: str
    size: int
    classes: int
    batch_size: int
    steps: int


ROWS = (Throughput("resnet18", 224, 1000, 256, 40), Throughput("resnet20", 32, 10, 128, 300))
TINY_ROWS = (Throughput("resnet18", 32, 10, 4, 2), Throughput("resnet20", 32, 10, 4, 2))


def random_images(row):
    """Draw a data set of random images, eight batches of them."""
    rng = np.random.default_rng(0)
    shape = (8 * row.batch_size, 3, row.size, row.size)
    images = rng.standard_normal(shape, dtype=np.float32)
    targets = rng.integers(0, row.classes, len(images))
    split = Split(images, targets)
    few = Split(images[:8], targets[:8])
    return Dataset("random", split, few, tuple(map(str, range(row.classes))), 0.0)


def synchronize(device):
    """Wait for a GPU, whose work goes on after Python's has returned."""
    if torch.device(device).type == "cuda":
        torch.cuda.synchronize(device)


def course_speed(row, images, execution):
    """Time training steps of the course's engine.

    Parameters
    ----------
    row : Throughput
    images : Dataset
    execution : Execution

    Returns
    -------
    float
        Images a second.
    """
    settings = Settings(epochs=1, batch_size=row.batch_size, lr=1e-3, augment="none")
    learner = TorchLearner(models.find(row.name), images, settings, execution=execution)
    device, rng = learner.device, np.random.default_rng(0)
    learner.begin_epoch(1)
    unread = []
    with learner.computing():
        for step in range(WARM_UP + row.steps):
            if step == WARM_UP:
                synchronize(device)
                begun = time.perf_counter()
            chosen = rng.integers(0, len(images.train), row.batch_size)
            loss, _ = learner.step(*learner.batch(chosen, rng), settings.lr)
            unread.append(loss)
            if len(unread) == learner.steps_between_readings:
                torch.stack(unread).tolist()
                unread.clear()
        synchronize(device)
    return row.batch_size * row.steps / (time.perf_counter() - begun)


def plain_speed(row, images, device, dtype=torch.float32):
    """Time training steps of a loop as a tutorial writes it; see `course_speed`."""
    x, y = torch.from_numpy(images.train.images), torch.from_numpy(images.train.targets)
    net = models.find(row.name)(torch_nn, num_classes=row.classes, image_size=row.size).to(device)
    optimizer = torch.optim.SGD(net.parameters(), 1e-3, momentum=0.9, weight_decay=5e-4)
    loss_of = torch.nn.CrossEntropyLoss()
    kind = torch.device(device).type
    for step in range(WARM_UP + row.steps):
        if step == WARM_UP:
            synchronize(device)
            begun = time.perf_counter()
        chosen = torch.randint(len(x), (row.batch_size,))
        images, labels = x[chosen].to(device), y[chosen].to(device)
        mixed = nullcontext() if dtype is torch.float32 else torch.autocast(kind, dtype)
        with mixed:
            loss = loss_of(net(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
    synchronize(device)
    return row.batch_size * row.steps / (time.perf_counter() - begun)


def time_to(accuracy, images, settings, execution, *, width, seeds):
    """Train ResNet-9 from several seeds, each to the end.

    Parameters
    ----------
    accuracy : float
        On the held-out images, between 0 and 1.
    images : Dataset
    settings : Settings
    execution : Execution
    width : float
    seeds : iterable of int

    Returns
    -------
    list of dict
        For each seed: `seconds` until the first epoch that reaches the accuracy, or None; the
        `total` seconds, and the held-out `accuracy` at the end.
    """
    model = partial(models.resnet9, width=width)
    warm = replace(settings, epochs=1)
    learner = TorchLearner(model, images, warm, execution=execution)
    with learner.computing():
        train_epoch(learner, images, warm, 1)
    found = []
    for seed in seeds:
        own = replace(settings, seed=seed)
        history = fit(TorchLearner(model, images, own, execution=execution), images, own)
        passed = np.cumsum([row["seconds"] for row in history])
        reached = [row["held_out_accuracy"] >= accuracy for row in history]
        found.append(
            {
                "seconds": float(passed[reached.index(True)]) if any(reached) else None,
                "total": float(passed[-1]),
                "accuracy": history[-1]["held_out_accuracy"],
            }
        )
    return found


def print_accuracies(found, accuracy):
    """Print one row per seed."""
    print(f"ResNet-9 with its fast recipe, to {accuracy:.0%} of the held-out images")
    print(f"{'seed':>6}{'s to ' + format(accuracy, '.0%'):>12}{'s in all':>12}{'at the end':>12}")
    for seed, run in enumerate(found):
        seconds = "never" if run["seconds"] is None else f"{run['seconds']:.1f}"
        print(f"{seed:6}{seconds:>12}{run['total']:12.1f}{run['accuracy']:12.2%}")


def print_speeds(speeds, execution):
    """Print one row per network: images a second, and ratios to the plain loops."""
    print("training steps, images a second")
    titles = ("network", "course", "plain", "ratio", execution.precision, "ratio")
    print(f"{titles[0]:10}" + "".join(f"{title:>10}" for title in titles[1:]))
    for name, of in speeds.items():
        course, plain, same = of["course"], of["plain"], of["same_precision"]
        cells = f"{course:10,.0f}{plain:10,.0f}{course / plain:10.2f}"
        print(f"{name:10}{cells}{same:10,.0f}{course / same:10.2f}")


def machine(execution):
    """Describe the hardware and the versions that were measured."""
    return {
        "execution": execution.describe(),
        "processor": platform.processor() or platform.machine(),
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
    }


def main(arguments=None):
    """Measure, print the table and write the requested file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="cifar10", metavar="NAME", help="or folder:PATH")
    parser.add_argument("--device", default="auto", metavar="NAME", help="(auto)")
    parser.add_argument("--epochs", type=int, metavar="N", help="default: the recipe's")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="runs (3)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of throughput (3)")
    parser.add_argument("--accuracy", type=float, default=0.94, metavar="X", help="(0.94)")
    parser.add_argument("--compile", action="store_true", help="use torch.compile in the course")
    parser.add_argument("--tiny", action="store_true", help="tiny sizes, embedded digits")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers")
    asked = parser.parse_args(arguments)
    try:
        execution = Execution(asked.device, compile=asked.compile).resolved()
        images = data.find("digits" if asked.tiny else asked.data)()
    except ValueError as error:  # missing device or data: the message says what to do
        parser.error(str(error))
    if execution.device == "cpu":
        torch.set_num_threads(1)  # as many as the course's engine uses there
    settings = recipe("resnet9", "cifar10")
    settings = replace(settings, epochs=asked.epochs or (1 if asked.tiny else settings.epochs))
    print(execution.describe())

    speeds = {}
    for row in TINY_ROWS if asked.tiny else ROWS:
        random, rounds = random_images(row), []
        for _ in range(asked.rounds):
            rounds.append(
                (
                    course_speed(row, random, execution),
                    plain_speed(row, random, execution.device),
                    plain_speed(row, random, execution.device, execution.dtype),
                )
            )
        medians = map(median, zip(*rounds, strict=True))
        speeds[row.name] = dict(zip(("course", "plain", "same_precision"), medians, strict=True))
    print_speeds(speeds, execution)
    width = 1 / 16 if asked.tiny else 1.0
    found = time_to(
        asked.accuracy, images, settings, execution, width=width, seeds=range(asked.seeds)
    )
    print_accuracies(found, asked.accuracy)
    if asked.json:
        report = {
            "machine": machine(execution),
            "data": "digits" if asked.tiny else asked.data,
            "settings": asdict(settings),
            "speeds": speeds,
            "accuracy": asked.accuracy,
            "runs": found,
        }
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
