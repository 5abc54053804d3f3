"""Training in a notebook: a folder that outlives the machine, resuming, and a live curve."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cnncourse import data, models, runs
from cnncourse.common.errors import Refused
from cnncourse.runs import notebook
from cnncourse.tasks import Classification
from cnncourse.train import Settings, recipe

SETTINGS = Settings(epochs=3, batch_size=200, lr=0.05, augment="none")
REQUEST = runs.Request(
    model="lenet5", data="digits", image_size=16, settings=SETTINGS, options={"width": 0.5}
)


def weights(run):
    return {name: array for name, array in run.learner.state().items() if "weights" in name}


def test_drive_is_chosen_where_it_is_mounted(tmp_path, monkeypatch):
    monkeypatch.setattr(notebook, "DRIVE", tmp_path / "drive" / "MyDrive")
    assert str(notebook.runs_folder()) == "runs"
    notebook.DRIVE.mkdir(parents=True)
    assert notebook.runs_folder() == tmp_path / "drive" / "MyDrive" / "cnncourse"


def test_a_trial_gets_a_new_folder_that_is_removed_at_exit(monkeypatch, tmp_path):
    monkeypatch.setattr(notebook, "DRIVE", tmp_path)
    asked = "from cnncourse.runs import notebook; print(notebook.runs_folder(tiny=True))"
    first, second = (notebook.runs_folder(tiny=True) for _ in range(2))
    assert first != second and first.is_dir() and tmp_path not in first.parents
    printed = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert printed.stdout.strip() and not notebook.Path(printed.stdout.strip()).exists()


def test_the_same_cell_resumes_after_a_disconnect(tmp_path):
    whole = runs.begin_or_resume(REQUEST, tmp_path / "whole")
    whole.train()

    def disconnect(history):
        if len(history) == 2:
            raise ConnectionError

    cut = runs.begin_or_resume(REQUEST, tmp_path / "cut")
    assert cut.history == []
    with pytest.raises(ConnectionError):
        cut.train(after_epoch=disconnect)

    again = runs.begin_or_resume(REQUEST, tmp_path / "cut")
    assert [row["epoch"] for row in again.history] == [1, 2]
    epochs = []
    again.train(after_epoch=lambda history: epochs.append(history[-1]["epoch"]))
    assert epochs == [3]
    for name, array in weights(whole).items():
        np.testing.assert_array_equal(array, weights(again)[name], err_msg=name)


def test_a_finished_run_is_not_trained_again(tmp_path):
    once = runs.begin_or_resume(REQUEST, tmp_path)
    evaluation, _ = once.train()
    again, _ = runs.begin_or_resume(REQUEST, tmp_path).train(after_epoch=pytest.fail)
    np.testing.assert_array_equal(again.outputs, evaluation.outputs)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"options": {"width": 1.0}}, r"options \{'width': 0.5\}, not \{'width': 1.0\}"),
        ({"settings": replace(SETTINGS, epochs=4)}, "epochs 3, not 4"),
        ({"model": "resnet20"}, "model lenet5, not resnet20"),
        ({"image_size": 20}, "image_size 16, not 20"),
    ],
)
def test_a_run_of_another_request_is_left_alone(tmp_path, change, message):
    run = runs.begin_or_resume(REQUEST, tmp_path)
    kept = run.checkpoint.read_bytes()
    with pytest.raises(Refused, match=message):
        runs.begin_or_resume(replace(REQUEST, **change), tmp_path)
    assert run.checkpoint.read_bytes() == kept


def test_an_omitted_image_size_is_that_of_the_data(tmp_path):
    request = replace(REQUEST, image_size=None)
    assert runs.begin_or_resume(request, tmp_path).request.image_size == 32
    assert runs.begin_or_resume(request, tmp_path).request.image_size == 32


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"model": "lenet"}, "no model is called 'lenet'; did you mean lenet5 or"),
        ({"data": "digit"}, "no data set is called 'digit'; did you mean digits?"),
        ({"engine": "jax"}, "engine must be one of numpy, torch, got 'jax'"),
        ({"options": {"widht": 1}}, "lenet5 takes no option 'widht'; it takes num_classes"),
        ({"options": {"width": "wide"}}, "width must be a number of at most 1,000,000,000, got"),
        ({"options": {"num_classes": 3}}, "options cannot hold num_classes: it is set by data"),
        ({"options": {"dropout": 0.5}}, "options cannot hold dropout: it is set by settings"),
    ],
)
def test_an_invalid_request_cannot_be_created(wrong, message):
    with pytest.raises(Refused, match=f"^{re.escape(message)}"):
        replace(REQUEST, **wrong)


def test_a_request_takes_keywords_only_and_looks_names_up_once(monkeypatch, tmp_path):
    with pytest.raises(TypeError, match="positional argument"):
        runs.Request("lenet5", "digits")
    request = runs.Request(model="lenet5", data="mnist")
    assert request.settings == recipe("lenet5", "mnist") and request.engine == "numpy"
    assert str(request) == "lenet5 on mnist"
    looked_up = []

    def find(name, known=models.find):
        looked_up.append(name)
        return known(name)

    monkeypatch.setattr(models, "find", find)
    request = replace(REQUEST, settings=replace(SETTINGS, epochs=1))
    assert runs.begin(request, tmp_path).parameters > 0
    assert looked_up == ["lenet5"]


def test_functions_can_replace_names(tmp_path):
    """A run begun with a name can be resumed with the function of that name, and vice versa."""
    functions = replace(REQUEST, model=models.lenet5, data=data.digits)
    assert functions.names == REQUEST.names == ("lenet5", "digits")
    assert functions.recorded() == REQUEST.recorded()
    runs.begin(REQUEST, tmp_path)
    assert runs.begin_or_resume(functions, tmp_path).request.model is models.lenet5
    with pytest.raises(Refused, match="with model lenet5, not resnet20: resume it as it began"):
        runs.begin_or_resume(replace(functions, model=models.resnet20), tmp_path)


def test_options_reach_the_network_and_its_summary(tmp_path):
    run = runs.begin_or_resume(REQUEST, tmp_path)
    assert run.learner.net.state_dict()["c1.weight"].shape[0] == 3  # half of 6
    assert run.parameters == sum(array.size for array in weights(run).values())


HISTORY = [
    {"epoch": i, "train_loss": 1 / i, "held_out_loss": 1 / i}
    | {"train_accuracy": 0.9, "held_out_accuracy": 0.935}
    for i in (1, 2)
]


def run_with(history):
    dataset = SimpleNamespace(task=Classification())
    return SimpleNamespace(request=REQUEST, dataset=dataset, history=history)


def test_outside_a_notebook_every_epoch_prints_a_line(capsys):
    curve = notebook.LearningCurve(run_with([]))
    assert capsys.readouterr().out == ""
    curve(HISTORY)
    line = "epoch 2 of 3: held-out accuracy 93.50 %, training loss 0.500\n"
    assert capsys.readouterr().out == line


def test_a_resumed_run_shows_its_last_epoch(capsys):
    notebook.LearningCurve(run_with(HISTORY[:1]))
    assert capsys.readouterr().out.startswith("epoch 1 of 3:")


def test_in_a_notebook_one_picture_is_updated_in_place():
    import nbformat
    from nbclient import NotebookClient

    source = (
        "from types import SimpleNamespace as S\n"
        "from cnncourse.runs import notebook\n"
        "from cnncourse.tasks import Classification\n"
        f"history = {HISTORY}\n"
        "data = S(task=Classification())\n"
        "run = S(history=[], dataset=data, request=S(settings=S(epochs=3)))\n"
        "curve = notebook.LearningCurve(run)\n"
        "curve(history[:1])\n"
        "curve(history)\n"
    )
    cell = nbformat.v4.new_code_cell(source)
    opened = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(opened, kernel_name="python3", timeout=120).execute()
    (output,) = cell.outputs
    svg = output.data["image/svg+xml"]
    assert "Matplotlib" in svg[:3000] and output.data["text/plain"] == "a figure"
    assert "epoch 2 of 3" in svg and "epoch 1 of 3" not in svg
