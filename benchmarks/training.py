"""How long does an epoch take, and how accurate is the network after it?

Three loops, in turn, train the same network on the same images with the same settings:

numpy    `cnncourse.train.fit` with the course's own layers
torch    `cnncourse.train.fit` with torch's layers
plain    a plain loop in torch, data as tensors, batches by index: the baseline of the ratio

A round is a run from one seed. Seconds per epoch are those of training alone, without the held-out
images; the table gives medians over the rounds. It uses two threads; run nothing else meanwhile, as
torch's second thread waits actively and a busy machine would slow it down many times.

    CNNCOURSE_DATA=DIR python benchmarks/training.py                 # LeNet-5 on MNIST, one epoch
    python benchmarks/training.py --epochs 5 --rounds 3 --json training.json
    python benchmarks/training.py --data digits --engines numpy plain
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median

import numpy as np
import torch

from cnncourse import data, models, torch_nn
from cnncourse.train import NumpyLearner, evaluate, recipe, schedules, steps_per_epoch, train_epoch
from cnncourse.train.torch_engine import TorchLearner

THREADS = 2


def run_learner(make, model, images, settings):
    """Train with the course's own loop.

    Returns
    -------
    list of (float, float)
        Seconds and held-out accuracy of every epoch.
    """
    learner, results = make(model, images, settings), []
    for epoch in range(1, settings.epochs + 1):
        with learner.computing():
            begun = time.perf_counter()
            train_epoch(learner, images, settings, epoch)
            seconds = time.perf_counter() - begun
        results.append((seconds, evaluate(learner, images.held_out).metrics["accuracy"]))
    return results


def run_plain(model, images, settings):
    """Train with a loop as anyone would write it in torch; see `run_learner`."""
    torch.manual_seed(settings.seed)
    x, y = torch.from_numpy(images.train.images), torch.from_numpy(images.train.targets)
    held_x = torch.from_numpy(images.held_out.images)
    held_y = torch.from_numpy(images.held_out.targets)
    channels, size = images.image_shape[:2]
    net = model(torch_nn, num_classes=len(images.classes), in_channels=channels, image_size=size)
    optimizer = torch.optim.SGD(
        net.parameters(),
        settings.lr,
        momentum=settings.momentum,
        weight_decay=settings.weight_decay,
        nesterov=settings.nesterov,
    )
    loss_of = torch.nn.CrossEntropyLoss()
    steps = steps_per_epoch(images, settings)
    results = []
    for epoch in range(settings.epochs):
        begun = time.perf_counter()
        order = torch.randperm(len(x))
        for step in range(steps):
            chosen = order[step * settings.batch_size : (step + 1) * settings.batch_size]
            optimizer.param_groups[0]["lr"] = schedules.rate(
                settings.schedule,
                epoch * steps + step,
                settings.epochs * steps,
                peak=settings.lr,
            )
            loss = loss_of(net(x[chosen]), y[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        seconds = time.perf_counter() - begun
        with torch.no_grad():
            right = sum(
                int((net(part).argmax(dim=1) == labels).sum())
                for part, labels in zip(held_x.split(256), held_y.split(256), strict=True)
            )
        results.append((seconds, right / len(held_y)))
    return results


ENGINES = {
    "numpy": lambda *training: run_learner(NumpyLearner, *training),
    "torch": lambda *training: run_learner(TorchLearner, *training),
    "plain": run_plain,
}


def measure(engines, model, images, settings, rounds):
    """Train with every engine in turn, round after round.

    Returns
    -------
    dict of str to dict
        For every engine, the `seconds` and `accuracy` of every epoch, one list per round.
    """
    found = {name: {"seconds": [], "accuracy": []} for name in engines}
    for seed in range(rounds):
        for name in engines:
            results = ENGINES[name](model, images, replace(settings, seed=seed))
            seconds, accuracy = zip(*results, strict=True)
            found[name]["seconds"].append(seconds)
            found[name]["accuracy"].append(accuracy)
    return found


def summarize(found):
    """Take medians over rounds and, for seconds, also over epochs.

    Returns
    -------
    dict of str to dict
        For every engine, the `seconds` of an epoch, the `ratio` to the plain loop (None without
        one), and the `accuracy` after each epoch.
    """
    seconds = {name: median(sum(of["seconds"], ())) for name, of in found.items()}
    plain = seconds.get("plain")
    return {
        name: {
            "seconds": seconds[name],
            "ratio": seconds[name] / plain if plain else None,
            "accuracy": [median(epoch) for epoch in zip(*of["accuracy"], strict=True)],
        }
        for name, of in found.items()
    }


def print_table(summary, epochs):
    """Print one row per engine."""
    after = ["after 1"] + ([f"after {epochs}"] if epochs > 1 else [])
    print(f"{'engine':8}{'s/epoch':>10}{'ratio':>8}" + "".join(f"{a:>11}" for a in after))
    for name, of in summary.items():
        ratio = "-" if of["ratio"] is None else f"{of['ratio']:.2f}"
        shown = [of["accuracy"][0], of["accuracy"][-1]][: len(after)]
        cells = "".join(f"{100 * accuracy:9.2f} %" for accuracy in shown)
        print(f"{name:8}{of['seconds']:10.2f}{ratio:>8}{cells}")


def main(arguments=None):
    """Measure, print the table and write the requested files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", default="lenet5", choices=models.names(), metavar="NAME")
    parser.add_argument("--data", default="mnist", metavar="NAME")
    parser.add_argument("--epochs", type=int, default=1, metavar="N")
    parser.add_argument("--batch-size", type=int, metavar="N", help="default: the recipe's")
    parser.add_argument("--lr", type=float, metavar="X", help="default: the recipe's")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="seeds (default: 3)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the numbers")
    asked = parser.parse_args(arguments)

    settings = replace(recipe(asked.model, asked.data), epochs=asked.epochs, augment="none")
    if asked.batch_size:
        settings = replace(settings, batch_size=asked.batch_size)
    if asked.lr:
        settings = replace(settings, lr=asked.lr)
    torch.set_num_threads(THREADS)
    try:
        images = data.find(asked.data)()
    except ValueError as error:  # unknown or not available: the message says what to do
        parser.error(str(error))
    found = measure(asked.engines, models.find(asked.model), images, settings, asked.rounds)
    summary = summarize(found)
    print(
        f"{asked.model} on {asked.data}, batches of {settings.batch_size}, {THREADS} threads, "
        f"median of {asked.rounds} seeds"
    )
    print_table(summary, asked.epochs)
    if asked.json:
        report = {
            "machine": {
                "processor": platform.processor() or platform.machine(),
                "cores": os.cpu_count(),
                "numpy": np.__version__,
                "torch": torch.__version__,
            },
            "model": asked.model,
            "data": asked.data,
            "threads": THREADS,
            "settings": asdict(settings),
            "summary": summary,
            "rounds": found,
        }
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
