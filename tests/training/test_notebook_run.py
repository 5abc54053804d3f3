"""What a training in a notebook needs: a folder that outlives it, resuming, and a live curve."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cnncourse import runs
from cnncourse.common.errors import Refused
from cnncourse.runs import notebook
from cnncourse.runs.request import Choice
from cnncourse.train import Settings

SETTINGS = Settings(epochs=3, batch_size=200, lr=0.05, augment="none")
CHOICE = Choice("lenet5", "digits", "numpy", 16, SETTINGS, {"width": 0.5})


def weights(run):
    return {name: array for name, array in run.learner.state().items() if "weights" in name}


def test_drive_is_chosen_where_it_is_mounted(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook, "DRIVE", tmp_path / "drive" / "MyDrive")
    assert str(notebook.runs_folder()) == "runs"
    notebook.DRIVE.mkdir(parents=True)
    assert notebook.runs_folder() == tmp_path / "drive" / "MyDrive" / "cnncourse"


def test_a_trial_gets_a_new_folder_that_goes_with_python(monkeypatch, tmp_path):
    monkeypatch.setattr(notebook, "DRIVE", tmp_path)
    asked = "from cnncourse.runs import notebook; print(notebook.runs_folder(tiny=True))"
    first, second = (notebook.runs_folder(tiny=True) for _ in range(2))
    assert first != second and first.is_dir() and tmp_path not in first.parents
    printed = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert printed.stdout.strip() and not notebook.Path(printed.stdout.strip()).exists()


def test_the_same_cell_goes_on_after_a_disconnect(tmp_path):
    whole = runs.begin_or_resume(CHOICE, tmp_path / "whole")
    whole.train()

    def disconnect(history):
        if len(history) == 2:
            raise ConnectionError

    cut = runs.begin_or_resume(CHOICE, tmp_path / "cut")
    assert cut.history == []
    with pytest.raises(ConnectionError):
        cut.train(after_epoch=disconnect)

    again = runs.begin_or_resume(CHOICE, tmp_path / "cut")
    assert [row["epoch"] for row in again.history] == [1, 2]
    epochs = []
    again.train(after_epoch=lambda history: epochs.append(history[-1]["epoch"]))
    assert epochs == [3]
    for name, array in weights(whole).items():
        np.testing.assert_array_equal(array, weights(again)[name], err_msg=name)


def test_a_finished_run_is_not_trained_again(tmp_path):
    once = runs.begin_or_resume(CHOICE, tmp_path)
    evaluation, _ = once.train()
    again, _ = runs.begin_or_resume(CHOICE, tmp_path).train(after_epoch=pytest.fail)
    np.testing.assert_array_equal(again.logits, evaluation.logits)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"options": {"width": 1.0}}, r"options \{'width': 0.5\}, not \{'width': 1.0\}"),
        ({"settings": replace(SETTINGS, epochs=4)}, "epochs 3, not 4"),
        ({"model": "resnet20"}, "model lenet5, not resnet20"),
        ({"image_size": 20}, "image_size 16, not 20"),
    ],
)
def test_a_run_of_another_choice_is_left_alone(tmp_path, change, message):
    run = runs.begin_or_resume(CHOICE, tmp_path)
    kept = run.checkpoint.read_bytes()
    with pytest.raises(Refused, match=message):
        runs.begin_or_resume(replace(CHOICE, **change), tmp_path)
    assert run.checkpoint.read_bytes() == kept


def test_the_data_decides_the_size_that_is_left_out(tmp_path):
    choice = replace(CHOICE, image_size=None)
    assert runs.begin_or_resume(choice, tmp_path).choice.image_size == 32
    assert runs.begin_or_resume(choice, tmp_path).choice.image_size == 32


def test_options_reach_the_network_and_its_count(tmp_path):
    run = runs.begin_or_resume(CHOICE, tmp_path)
    assert run.learner.net.state_dict()["c1.weight"].shape[0] == 3  # half of 6
    assert run.parameters == sum(array.size for array in weights(run).values())


HISTORY = [
    {"epoch": i, "train_loss": 1 / i, "held_out_loss": 1 / i}
    | {"train_accuracy": 0.9, "held_out_accuracy": 0.935}
    for i in (1, 2)
]


def run_with(history):
    return SimpleNamespace(choice=CHOICE, history=history)


def test_elsewhere_a_line_an_epoch_is_printed(capsys):
    curve = notebook.LearningCurve(run_with([]))
    assert capsys.readouterr().out == ""
    curve(HISTORY)
    line = "epoch 2 of 3: 93.5 % of the held-out images right, training loss 0.500\n"
    assert capsys.readouterr().out == line


def test_a_run_that_goes_on_shows_where_it_is(capsys):
    notebook.LearningCurve(run_with(HISTORY[:1]))
    assert capsys.readouterr().out.startswith("epoch 1 of 3:")


def test_in_a_notebook_one_picture_is_drawn_again_in_place():
    import nbformat
    from nbclient import NotebookClient

    source = (
        "from types import SimpleNamespace as S\n"
        "from cnncourse.runs import notebook\n"
        f"history = {HISTORY}\n"
        "run = S(history=[], choice=S(settings=S(epochs=3)))\n"
        "curve = notebook.LearningCurve(run)\n"
        "curve(history[:1])\n"
        "curve(history)\n"
    )
    cell = nbformat.v4.new_code_cell(source)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    (output,) = cell.outputs
    svg = output.data["image/svg+xml"]
    assert "Matplotlib" in svg[:3000] and output.data["text/plain"] == "a figure"
    assert "epoch 2 of 3" in svg and "epoch 1 of 3" not in svg
