"""Plain against residual at growing depth: does the deeper plain network train worse?

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", CVPR 2016,
figures 1 and 6: "degradation". It concerns the training error, which overfitting can only lower.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from cnncourse import models
from cnncourse.experiments import figures, numbers
from cnncourse.experiments.experiment import Experiment, Finding, Trial
from cnncourse.experiments.measure import train_once
from cnncourse.train import Settings, recipe

KINDS = ("plain", "resnet")
DEPTHS, FULL_DEPTHS = (20, 56), (20, 32, 44, 56)


def trials(full, seeds):
    """List the trials, shallow before deep."""
    settings = {
        "epochs": 10,
        "batch_size": 64,
        "lr": 0.05,
        "weight_decay": 1e-4,
        "initialization": "he",
        "augment": "none",
    }
    return [
        Trial(
            f"{kind}{depth}",
            partial(models.find(f"{kind}{depth}"), width=1.0 if full else 0.25),
            _of_paper(depth, seed) if full else Settings(**settings, seed=seed),
            "cifar10" if full else "digits",
            None if full else 16,
            {"kind": kind, "depth": depth},
        )
        for kind in KINDS
        for depth in (FULL_DEPTHS if full else DEPTHS)
        for seed in seeds
    ]


def _of_paper(depth, seed):
    return replace(recipe(f"resnet{depth}", "cifar10"), seed=seed)


def training_errors(results):
    """List the training errors of the last epoch in percent.

    They are measured while the weights move, as in the paper's figures. A run that diverged counts
    as 100 %.
    """
    last = [r["numbers"]["history"]["train_accuracy"] for r in results]
    ended = [not r["numbers"]["diverged"] for r in results]
    return [
        100 * (1 - accuracies[-1]) if end else 100.0
        for accuracies, end in zip(last, ended, strict=True)
    ]


def find(results):
    """Report, for both kinds, whether the deepest network trains worse than the shallowest."""
    arms = numbers.by_arm(results)
    words = {
        "above": "yes, the deeper is worse",
        "below": "no, the deeper is better",
        "undecided": "undecided, the ranges overlap",
    }
    said = []
    for kind in KINDS:
        errors = {
            some[0]["run"]["depth"]: training_errors(some)
            for some in arms.values()
            if some[0]["run"]["kind"] == kind
        }
        deep, shallow = max(errors), min(errors)
        verdict = words[numbers.compare(errors[deep], errors[shallow])]
        said.append(
            f"{kind}{deep} compared with {kind}{shallow}: {verdict} "
            f"({numbers.spread(errors[deep])} against {numbers.spread(errors[shallow], 1, ' %')})"
        )
    sentence = (
        f"Training error in the last epoch. {'; '.join(said)}; {numbers.count_of_seeds(results)}."
    )
    table = [
        {
            "network": arm,
            "parameters": f"{some[0]['run']['parameters']:,}",
            "training error": numbers.spread(training_errors(some), 1, " %"),
            "held-out error": numbers.spread(numbers.errors(some), 1, " %"),
        }
        for arm, some in arms.items()
    ]
    return Finding(sentence, table)


def draw(results):
    """Draw the training error epoch by epoch, plain networks above, residual ones below."""
    figure, axes = figures.panels(2, 2.7)
    names = {"plain": "plain", "resnet": "with shortcuts"}
    arms = numbers.by_arm(results).values()
    depths = sorted({some[0]["run"]["depth"] for some in arms})
    colours = dict(zip(depths, figures.shades(len(depths)), strict=True))
    for panel, kind in zip(axes, KINDS, strict=True):
        for some in arms:
            run = some[0]["run"]
            if run["kind"] != kind:
                continue
            lines = numbers.error_curves(some)
            x = range(1, run["settings"]["epochs"] + 1)
            label = f"{run['depth']} layers"
            figures.band(panel, x, lines, colours[run["depth"]], label=label)
        panel.set_title(f"{names[kind]}: training images misclassified")
        panel.legend(loc="lower left", fontsize=figures.SMALL)
    for panel in axes:
        figures.logarithmic(panel, format="{:g} %")
    figures.share_height(axes)
    figures.epochs(axes[-1])
    return figure


EXPERIMENT = Experiment(
    name="depth",
    question="Does depth raise the training error of a plain network, but not of a residual one?",
    trials=trials,
    measure=train_once,
    find=find,
    draw=draw,
)
