"""Two CPU processes, started by torchrun, that train one network together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import group_worker
import numpy as np
import pytest
import torch
from group_worker import BATCHES

from cnncourse.runs import checkpoint
from cnncourse.train.torch_engine import group as torch_group
from cnncourse.train.torch_engine.group import Group

pytestmark = pytest.mark.skipif(
    not torch.distributed.is_available(), reason="this torch is built without torch.distributed"
)
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
# A shell that runs the tests in the background makes them and their children ignore Ctrl-C.
HEAR_CTRL_C = None if os.name == "nt" else partial(signal.signal, signal.SIGINT, signal.SIG_DFL)


def start(*arguments):
    """Start two processes."""
    return subprocess.Popen(
        [*TORCHRUN, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        preexec_fn=HEAR_CTRL_C,
    )


@pytest.fixture(scope="module")
def alone():
    return group_worker.compute(Group())


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """The results of two processes."""
    folder = tmp_path_factory.mktemp("together")
    process = start(group_worker.__file__, folder)
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return [dict(np.load(folder / f"{rank}.npz")) for rank in (0, 1)]


def gradients(found, name, count):
    prefix = f"{name}/{count}/gradient/"
    return {key: value for key, value in found.items() if key.startswith(prefix)}


@pytest.mark.parametrize("count", BATCHES)
def test_images_are_split_and_augmented_as_in_one_process(alone, together, count):
    key = f"lenet5/{count}/images"
    for rank, found in enumerate(together):
        own = alone[key][rank::2] if rank < count else alone[key][:1]
        np.testing.assert_array_equal(found[key], own)


@pytest.mark.parametrize("count", BATCHES)
def test_gradients_are_those_of_the_joined_batch(alone, together, count):
    wanted = gradients(alone, "lenet5", count)
    assert len(wanted) == 10
    for found in together:
        for key, value in wanted.items():
            largest = np.abs(value).max()
            np.testing.assert_allclose(found[key], value, atol=1e-5 * largest, err_msg=key)
        key = f"lenet5/{count}/loss"
        np.testing.assert_allclose(found[key], alone[key], rtol=1e-6)


@pytest.mark.parametrize("name", ["heads", "pixels"])
@pytest.mark.parametrize("count", BATCHES)
def test_outputs_of_any_structure_match_one_process(alone, together, name, count):
    keys = [key for key in alone if key.startswith(f"{name}/{count}/")]
    assert len(keys) == {"heads": 1 + 6 + 2, "pixels": 1 + 4 + 1}[name]
    for found in together:
        for key in keys:
            largest = np.abs(alone[key]).max()
            np.testing.assert_allclose(found[key], alone[key], atol=1e-5 * largest, err_msg=key)


def test_whole_epochs_give_the_weights_of_one_process(alone, together):
    for key, value in alone.items():
        if key.startswith("lenet5/state/"):
            for found in together:
                np.testing.assert_allclose(found[key], value, atol=1e-5, err_msg=key)
            np.testing.assert_array_equal(together[0][key], together[1][key])
    for found in together:
        np.testing.assert_allclose(found["lenet5/history"], alone["lenet5/history"], rtol=1e-4)


def test_evaluation_is_that_of_one_process(alone, together):
    for found in together:
        for part in ("evaluation", "logits"):
            key = f"lenet5/{part}"
            np.testing.assert_allclose(found[key], alone[key], atol=1e-4)


@pytest.mark.parametrize("count", [20, 7])
def test_gradients_through_batch_norm_are_not_those_of_the_joined_batch(alone, together, count):
    """Each process normalizes by the mean and variance of its own images. The difference must be
    at least a hundred times what the test above allows LeNet."""
    for key, value in gradients(alone, "norm", count).items():
        if key.endswith("0.bias"):  # batch norm removes it, so its gradient is 0
            continue
        apart = np.abs(together[0][key] - value).max() / np.abs(value).max()
        assert 1e-3 < apart < 1, key
        np.testing.assert_array_equal(together[0][key], together[1][key])


def test_processes_evaluate_with_the_same_batch_norm(together):
    """Evaluation uses the running statistics of the first process."""
    assert "norm/7/buffer/1.running_mean" in together[0]
    for key, value in together[0].items():
        if key.startswith("norm/") and not key.endswith("/images"):
            np.testing.assert_array_equal(together[1][key], value, err_msg=key)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_the_command_trains_and_ctrl_c_ends_all_processes(tmp_path):
    """One process prints and writes, and its checkpoint can be resumed."""
    out = tmp_path / "run"
    command = ["train", "lenet5", "--engine", "torch", "--device", "cpu", "--out", out]
    process = start("-m", "cnncourse", *command, "--epochs", 200, "--batch-size", 480)
    lines, children = [], []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("epoch   1"):
            children = children_of(process.pid)
            process.send_signal(signal.SIGINT)
            break
    rest, errors = process.communicate(timeout=240)
    assert lines[0] == "computing on cpu, fp32, 2 processes\n", errors
    assert lines[1].startswith("settings, from the command line") and len(lines) == 3
    assert process.returncode != 0 and "held-out accuracy" not in rest
    assert sum("holds epoch" in line for line in errors.splitlines()) == 1
    for child in children:
        deadline = time.monotonic() + 30
        while Path("/proc", child).exists():
            assert time.monotonic() < deadline, f"process {child} is still running"
            time.sleep(0.1)
    kept = checkpoint.load(out / "checkpoint.npz")
    assert 1 <= len(kept.history) < 200
    assert sorted(path.name for path in out.iterdir()) == ["checkpoint.npz", "history.csv"]


def children_of(pid):
    """List the child processes of a process, if the system reports them."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return listed.read_text().split() if listed.exists() else []


def test_shares_of_a_batch():
    groups = [Group(rank, 3) for rank in range(3)]
    assert [list(group.share(7)) for group in groups] == [[0, 3, 6], [1, 4], [2, 5]]
    assert [group.weight(7) for group in groups] == [9 / 7, 6 / 7, 6 / 7]
    assert [list(group.share(2)) for group in groups] == [[0], [1], [0]]
    assert [group.weight(2) for group in groups] == [1.5, 1.5, 0]
    for count in range(1, 9):
        assert sum(group.weight(count) for group in groups) == pytest.approx(3)


@pytest.fixture
def torchrun(monkeypatch):
    """The environment that torchrun gives its fourth process."""
    for name, value in {"WORLD_SIZE": "4", "RANK": "3", "LOCAL_RANK": "3"}.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("device", ["cuda:0", "mps", "gpu"])
def test_a_device_that_cannot_be_shared(torchrun, device):
    message = f"several processes cannot share device '{device}': choose cuda, which gives each"
    with pytest.raises(ValueError, match=message):
        torch_group.join(device)


def test_more_processes_than_gpus(torchrun, monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    message = "started process 4 on this machine, which has 2 GPUs: lower --nproc-per-node or"
    for device in ("cuda", "auto"):
        with pytest.raises(ValueError, match=message):
            torch_group.join(device)


def test_alone_without_torchrun(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    group, device = torch_group.join("auto")
    assert (group.rank, group.size, device) == (0, 1, "auto")
    torch_group.leave()
