"""Training checks: the labels of the held-out images never enter the sandbox."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
from isolated import needs_sandbox
from sklearn.datasets import load_digits
from trial import PATIENT, Trial

from autograder.course import project_root
from cnncourse.checks import Case, Check, judge, run_check_in_process
from cnncourse.checks.engine.prepared import draw
from cnncourse.checks.kinds.harnesses import predictions_of_trained
from cnncourse.checks.kinds.training import cases_of, problem, split

TRAIN, HELD_OUT = 300, 100
SECONDS = 4.0


def train_classifier(images, labels, held_out):
    """Return a class for every held-out image; the judge never calls this reference."""
    raise AssertionError("the judge knows the labels")


def train_network(images, labels):
    """Return a trained network; the judge never calls this reference."""
    raise AssertionError("the judge knows the labels")


def _digits():
    pictures, labels = load_digits(return_X_y=True)
    return pictures.reshape(-1, 1, 8, 8).astype(np.float32) / 16, labels


CASES = cases_of(*_digits(), train=TRAIN, held_out=HELD_OUT, asked=(0.7, 0.85))
CHECK = Check(
    "train_classifier", "00_trial", train_classifier, CASES, accept=problem, seconds=SECONDS
)
NETWORK_CHECK = Check(
    "train_network",
    "00_trial",
    train_network,
    CASES,
    given=("cnncourse.nn", "cnncourse.layers"),
    harness=predictions_of_trained,
    arguments=("images", "labels", "held_out"),
    accept=problem,
    seconds=20.0,
)


@pytest.fixture
def trial(monkeypatch):
    return Trial(monkeypatch, CHECK)


@pytest.fixture
def network(monkeypatch):
    provides = ["cnncourse.nn", "cnncourse.layers.loss.cross_entropy"]
    given = "import numpy as np\nfrom cnncourse import nn\n"
    given += "from cnncourse.layers.loss.cross_entropy import softmax_cross_entropy\n"
    return Trial(monkeypatch, NETWORK_CHECK, given, provides)


SOFTMAX = """
def train_classifier(images, labels, held_out):
    x, test = (part.reshape(len(part), -1) for part in (images, held_out))
    w, b = np.zeros((x.shape[1], 10)), np.zeros(10)
    right = np.eye(10)[labels]
    for _ in range(300):
        scores = x @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        w -= 0.5 * x.T @ (p - right) / len(x)
        b -= 0.5 * (p - right).mean(axis=0)
    return (test @ w + b).argmax(axis=1)
"""
NEIGHBOUR = """
def train_classifier(images, labels, held_out):
    near = ((images[None] - held_out[:, None]) ** 2).sum(axis=(2, 3, 4)).argmin(axis=1)
    return labels[near].astype(np.int32)
"""
NETWORK = """
def train_network(images, labels):
    rng = np.random.default_rng(0)
    net = nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(128, 10),
    )
    net.reset_parameters(rng)
    for epoch in range(25):
        order = rng.permutation(len(images))
        for part in np.array_split(order, len(order) // 20):
            loss, dlogits = softmax_cross_entropy(net(images[part]), labels[part])
            net.backward(dlogits)
            for value, gradient in zip(net.parameters(), net.gradients()):
                value -= 0.5 * gradient
    return net
"""


@pytest.mark.parametrize("answer", [SOFTMAX, NEIGHBOUR])
def test_right_training_gets_the_points(trial, answer):
    trial.passes(answer)


def test_a_trained_network_predicts_in_the_sandbox(network):
    network.passes(NETWORK)


def test_the_stub_fails(trial):
    trial.fails(trial.stub, "still raises NotImplementedError")


GUESS = "def train_classifier(images, labels, held_out):\n    "
WRONG = [
    (GUESS + "return np.full(100, 3)", "Every image gets the same class"),
    (GUESS + "return np.arange(100) % 10", "That is no better than guessing"),
    (GUESS + "return np.arange(100) % 10 + 1", "labels go from 0 to 9"),
    (SOFTMAX.replace("right = np.eye(10)[labels]", "right = np.eye(10)[labels[::-1]]"), "guessing"),
    (SOFTMAX.replace("w -= 0.5", "w += 0.5"), "less than 70% of the held-out images are right"),
    (SOFTMAX.replace("range(300)", "range(0)"), "Every image gets the same class"),
    (SOFTMAX.replace("(test @ w", "(x @ w"), "one class per training image"),
    (SOFTMAX.replace(".argmax(axis=1)", ""), "argmax(axis=1)"),
    (SOFTMAX.replace(".argmax(axis=1)", " + np.nan"), "training has diverged"),
    (SOFTMAX.replace(".argmax(axis=1)", ".argmax(axis=1)[:, None]"), "one axis is enough"),
    (SOFTMAX.replace("argmax(axis=1)", "argmax(axis=1).tolist()"), "Put the classes into an array"),
    (SOFTMAX.replace("argmax(axis=1)", "argmax(axis=1) * 1.0"), "other than an array of 100 whole"),
    (GUESS + "labels[:] = 0\n    return np.zeros(100, int)", "it changed one of its inputs"),
    (GUESS + "return None", "other than an array of 100 whole numbers"),
    (GUESS + "return np.array(['3'] * 100)", "other than an array of 100"),
]


@pytest.mark.parametrize(("answer", "told"), WRONG)
def test_wrong_predictions_are_explained(trial, answer, told):
    trial.fails(answer, told)
    assert not trial.notebook(answer).passed


def test_a_little_learning_gets_some_of_the_points(trial):
    answer = SOFTMAX.replace("range(300)", "range(20)")
    score = trial.grade(answer)
    assert score["points"] == 5, score["message"]
    assert "85% right 0/1, 70% right 1/1" in score["message"]
    assert "less than 85% of the held-out images are right" in score["message"]
    told = trial.notebook(answer).message
    assert "of 100 held-out images are right, expected at least 85%" in " ".join(told.split())


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "import time; time.sleep(60)",
        "while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
    ],
)
def test_endless_training_is_stopped_at_the_time_limit_of_its_check(monkeypatch, body):
    quick = Check(
        "train_classifier", "00_trial", train_classifier, CASES, accept=problem, seconds=0.7
    )
    trial, started = Trial(monkeypatch, quick), time.monotonic()
    trial.fails(GUESS + body, "TimeoutError: no result after 0.7 seconds")
    assert time.monotonic() - started < 10


def test_training_may_take_longer_than_an_ordinary_call(monkeypatch):
    trial = Trial(monkeypatch, CHECK)
    slow = SOFTMAX.replace("    x, test", "    import time; time.sleep(1.2)\n    x, test")
    limits = type(PATIENT)(cell=5.0, call=0.8)
    assert trial.grade(slow, limits)["passed"]


def test_a_notebook_says_that_grading_would_not_wait(monkeypatch):
    impatient = Check(
        "train_classifier", "00_trial", train_classifier, CASES, accept=problem, seconds=0.05
    )
    slow = SOFTMAX.replace("    x, test", "    import time; time.sleep(0.6)\n    x, test")
    verdict = Trial(monkeypatch, impatient).notebook(slow)
    assert "it took 1 seconds, the limit is 0.05" in verdict.message


def test_training_runs_once(trial):
    counted = SOFTMAX + "\nonce = train_classifier\ncalls = []\n"
    counted += "def train_classifier(*args):\n    calls.append(1)\n"
    counted += "    if len(calls) > 1: raise RuntimeError('again')\n    return once(*args)\n"
    trial.passes(counted)


PEEK = """
def peek():
    import os
    for top in ("/site-packages", "/course", "/trusted", "/tmp", "/home", "/root", "/work"):
        for place, folders, names in os.walk(top):
            for name in names:
                if "digits" in name and name.endswith((".csv", ".csv.gz", ".npz", ".gz")):
                    raise RuntimeError("found " + os.path.join(place, name))
    raise KeyError("nothing found")

def train_classifier(images, labels, held_out):
"""
ASK = """
    from sklearn.datasets import load_digits
    return load_digits().target[:100]
"""
WITHOUT_THE_HOOK = """
    import sys
    sys.meta_path[:] = [one for one in sys.meta_path if "Refusal" not in type(one).__name__]
    import importlib
    importlib.invalidate_caches()
    from sklearn.datasets import load_digits
    return load_digits().target[:100]
"""
WALK = """
    import gc
    wanted = [a for a in gc.get_objects() if type(a) is np.ndarray and a.shape == (100,)]
    frame = __import__("sys")._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            for one in value if type(value) in (tuple, list) else [value]:
                if type(one) is np.ndarray and one.shape == (100,):
                    wanted.append(one)
        frame = frame.f_back
    raise RuntimeError("labels") if wanted else KeyError("nothing found")
"""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (ASK, "it raised a ModuleNotFoundError"),
        (ASK, "in train_classifier: return load_digits().target[:100]"),
        pytest.param("    peek()", "it raised a KeyError", marks=needs_sandbox),
        pytest.param(WITHOUT_THE_HOOK, "it raised a FileNotFoundError", marks=needs_sandbox),
        (WALK, "it raised a KeyError"),
    ],
)
def test_the_labels_cannot_be_found(trial, body, told):
    trial.fails(PEEK + body, told)


def test_labels_can_be_found_if_an_assignment_provides_them(monkeypatch):
    """This is how `ASK` would find the digits if they were not hidden."""
    trial = Trial(monkeypatch, CHECK, provides=["sklearn.datasets.data"])
    trial.fails(PEEK + ASK, "of the held-out images are right")


def test_no_assignment_provides_the_labels_that_it_asks_for():
    import jupytext

    from cnncourse.checks import find, names

    for source in project_root().glob("solutions/*/assignment.md"):
        assignment = source.parent.name
        trains = any(find(name, assignment).seconds for name in names(assignment))
        provides = jupytext.read(source).metadata.get("provides", [])
        assert not (trains and "sklearn.datasets.data" in provides), assignment


def test_a_table_of_the_public_images_knows_nothing(trial):
    """Pixels are noisy and classes renamed, so exact pixels and old labels are useless."""
    images, labels = _digits()
    table = {image.tobytes(): int(label) for image, label in zip(images, labels, strict=True)}
    for seed in range(3):
        case = next(
            split(
                images,
                labels,
                np.random.default_rng(seed),
                train=TRAIN,
                held_out=HELD_OUT,
                asked=(0.9,),
            )
        )
        assert not any(image.tobytes() in table for image in case.args[2])
        near = ((images[None] - case.args[2][:, None]) ** 2).sum(axis=(2, 3, 4)).argmin(axis=1)
        assert (labels[near] == case.known[0]).mean() < 0.5


def test_known_labels_are_not_sent(monkeypatch, trial):
    """This inspects every byte that goes to the sandbox."""
    sent, write = bytearray(), os.write

    def spy(descriptor, data):
        count = write(descriptor, data)
        sent.extend(bytes(data[:count]))
        return count

    monkeypatch.setattr(os, "write", spy)
    assert trial.grade(NEIGHBOUR)["passed"]
    case = draw(CHECK, trial.bundle.seed)[0]
    assert all(given.tobytes() in sent for given in case.args)
    for dtype in (np.int64, np.int32, np.uint8):
        assert case.known[0].astype(dtype).tobytes() not in sent


def test_a_result_that_is_not_a_network_is_reported(network):
    body = "def train_network(images, labels):\n    return "
    network.fails(body + "labels", "it raised a TypeError")
    told = " ".join(network.notebook(body + "labels").message.split())
    assert "expected a trained network, got an array of shape" in told
    network.fails(body + "nn.Linear(64, 10)", "it raised a ValueError")
    untrained = body + "nn.Sequential(nn.Flatten(), nn.Linear(64, 10))"
    network.fails(untrained, "held-out images are right")
    diverged = NETWORK.replace("range(25)", "range(1)").replace("0.5 * gradient", "np.nan")
    network.fails(diverged, "training has diverged")


def test_requesting_too_many_images_is_an_error():
    images, labels = _digits()
    with pytest.raises(ValueError, match="train [+] held_out is 2000, but images holds 1797"):
        list(split(images, labels, np.random.default_rng(0), train=1000, held_out=1000, asked=(1,)))


def test_one_call_may_be_judged_for_two_cases():
    known, calls = np.zeros(3), []
    first = Case("a", (1,), known=known)
    cases = [first, Case("b", (1,), known=np.ones(3), same_call=True)]
    check = Check("f", "00_trial", lambda x: None, lambda rng: cases, seconds=5.0)
    call = run_check_in_process(check, {"f": lambda x: calls.append(x) or np.zeros(3)})
    verdict = judge(check, call, 0, rounds=3)
    assert verdict.groups == {"a": (1, 1), "b": (0, 1)} and calls == [1]


def test_verify_runs_training(trial):
    trial.verify([SOFTMAX, NEIGHBOUR], [answer for answer, _ in WRONG])
