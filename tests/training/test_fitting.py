"""A network, a task and a data set that do not fit give a one-line error before the first step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sample_tasks import (
    Middle,
    Pixels,
    WhatAndWhere,
    fully_convolutional,
    inked,
    labelled,
    middles,
    placed,
    plain,
    two_heads,
)

from cnncourse import runs
from cnncourse.common.errors import Refused
from cnncourse.data import Split
from cnncourse.tasks import Classification
from cnncourse.train import NumpyLearner, Settings
from cnncourse.train.torch_engine import Execution, TorchLearner

SETTINGS = Settings(epochs=1, augment="none")
ENGINES = {
    "numpy": NumpyLearner,
    "torch": lambda *training: TorchLearner(*training, execution=Execution("cpu")),
}


def ten_outputs(nn, *, num_classes, in_channels):
    """A network that ignores the number of classes."""
    return plain(nn, num_classes=10, in_channels=in_channels)


def relabelled(change):
    """Digits with changed labels on the held-out images."""
    digits = labelled()
    held_out = digits.held_out
    return replace(digits, held_out=Split(held_out.images, change(held_out.targets)))


MISFITS = {  # the network, the data, and what the error says
    "labels of a point": (
        plain,
        lambda: replace(middles(), task=Classification()),
        r"^the task Classification does not fit digits, which has 0 classes: targets must be "
        r"integers of shape \(N,\), .* are float32 of shape \(96, 2\); fix",
    ),
    "labels of pixels": (
        plain,
        lambda: replace(inked(), task=Classification()),
        r"^the task Classification does not fit digits, which has 3 classes: .* are uint8 of shape "
        r"\(96, 16, 16\); fix",
    ),
    "labels of several heads": (
        plain,
        lambda: replace(placed(), task=Classification()),
        "^the task Classification does not fit digits, which has 10 classes: .* something else",
    ),
    "a class too many": (
        plain,
        lambda: replace(labelled(), classes=tuple("012345678")),
        "^the task Classification does not fit digits, which has 9 classes: .* from 0 to 9; fix",
    ),
    "a negative class, held out": (
        plain,
        lambda: relabelled(lambda labels: labels - 1),
        "^the task Classification does not fit digits, .* are numbers from -1 to 8; fix",
    ),
    "outputs too many": (
        ten_outputs,
        lambda: replace(
            labelled(),
            train=Split(labelled().train.images, labelled().train.targets % 4),
            held_out=Split(labelled().held_out.images, labelled().held_out.targets % 4),
            classes=tuple("0123"),
        ),
        r"^the task Classification cannot compare the output of ten_outputs for one image, shape "
        r"\(10,\), with a target of digits, one number \(it needs one .* num_classes=4\): choose",
    ),
    "pixels of a classifier": (
        plain,
        inked,
        r"^the task Pixels cannot compare the output of plain for one image, shape \(3,\), with a "
        r"target of digits, shape \(16, 16\) \(.*\): choose a network for this task, or give",
    ),
    "a class by pixels": (
        fully_convolutional,
        labelled,
        r"^the task Classification cannot compare the output of fully_convolutional for one image, "
        r"shape \(10, 16, 16\), with a target of digits, one number \(it needs",
    ),
    "one head of two": (
        plain,
        placed,
        r"^the task WhatAndWhere cannot compare the output of plain for one image, shape \(10,\), "
        r"with a target of digits, what: one number, where: shape \(2,\) \(HeadsLoss needs",
    ),
    "two heads of one": (
        two_heads,
        labelled,
        "^the task Classification cannot compare the output of two_heads for one image, what: sh",
    ),
    "a point of labels": (
        plain,
        lambda: replace(labelled(), task=WhatAndWhere()),
        "^the task WhatAndWhere cannot compare the output of plain for one image, ",
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("model", "load", "message"), MISFITS.values(), ids=MISFITS)
def test_a_misfit_is_a_one_line_error_that_names_all_three(model, load, message, engine):
    with pytest.raises(Refused, match=message) as caught:
        ENGINES[engine](model, load(), SETTINGS)
    assert "\n" not in str(caught.value)


def test_a_run_that_does_not_fit_writes_nothing(tmp_path):
    request = runs.Request(model=plain, data=inked, settings=SETTINGS)
    with pytest.raises(Refused, match="^the task Pixels cannot compare the output of plain"):
        runs.begin(request, tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_bug_in_the_task_is_not_hidden():
    class Unfinished(Pixels):
        def count(self, outputs, targets):
            return (undefined,)  # noqa: F821

    with pytest.raises(NameError):
        NumpyLearner(fully_convolutional, replace(inked(), task=Unfinished()), SETTINGS)


@pytest.mark.parametrize("engine", ENGINES)
def test_checking_the_fit_changes_nothing(engine, monkeypatch):
    for model, load in ((fully_convolutional, inked), (two_heads, placed), (plain, middles)):
        asked = ENGINES[engine](model, load(), SETTINGS).state()
        with monkeypatch.context() as without:
            for part in ("numpy_engine", "torch_engine"):
                path = f"cnncourse.train.{part}.learner.require_fit"
                without.setattr(path, lambda learner, model: None)
            plainly = ENGINES[engine](model, load(), SETTINGS).state()
        assert asked.keys() == plainly.keys()
        for name, value in plainly.items():
            np.testing.assert_array_equal(asked[name], value, err_msg=name)


def test_a_custom_task_may_say_what_it_needs():
    class Paired(Middle):
        def require_outputs(self, outputs, data):
            raise ValueError("it needs a pair")

    with pytest.raises(Refused, match=r"^the task Paired .* shape \(2,\) \(it needs a pair\): "):
        NumpyLearner(plain, replace(middles(), task=Paired()), SETTINGS)
