"""Every experiment at a tiny size, from the first run to the figure; the record and its reuse."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from PIL import Image

from cnncourse import experiments
from cnncourse.common.errors import Refused
from cnncourse.experiments import record
from cnncourse.experiments.figures import WIDTH
from cnncourse.train import Diverged, Settings

NAMES = list(experiments.known())


def kept(folder, name):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_from_end_to_end(tiny, tmp_path, name):
    experiment = tiny(name)
    epochs, begun = [], []
    laboratory = experiments.Laboratory(experiment, tmp_path / "new", seeds=2)
    assert laboratory.missing == laboratory.described
    finding = laboratory.carry_out(before_trial=begun.append, after_epoch=lambda: epochs.append(1))

    assert begun == laboratory.trials
    written = kept(tmp_path / "new", name)
    assert written["version"] == 1 and written["experiment"] == name
    assert written["finding"] == finding.sentence and written["others"] == []
    assert len(written["results"]) == len(laboratory.trials)
    for result in written["results"]:
        check_result(result)
    arms = {result["run"]["arm"] for result in written["results"]}
    assert len(arms) * 2 == len(written["results"])
    assert len(finding.table) == len(arms)
    assert len({tuple(row) for row in finding.table}) == 1
    assert "2 seeds" in finding.sentence
    stopped = [r["numbers"].get("diverged", False) for r in written["results"]]
    assert len(epochs) <= sum(run.settings.epochs for run in laboratory.trials)
    assert any(stopped) or len(epochs) == sum(run.settings.epochs for run in laboratory.trials)

    svg = (tmp_path / "new" / f"{name}.svg").read_text(encoding="utf-8")
    assert "Matplotlib" in svg[:3000] and "<dc:date>" not in svg
    assert record.fingerprint(written["results"]) in svg
    with Image.open(tmp_path / "new" / f"{name}.png") as image:
        assert image.width == round(160 * WIDTH) and len(image.convert("RGB").getcolors(2**20)) > 9
    assert len(list((tmp_path / "new").iterdir())) == 3


def check_result(result):
    assert set(result) == {"run", "numbers", "seconds", "versions"}
    run = result["run"]
    assert set(run["settings"]) == {field.name for field in fields(Settings)}
    assert {"arm", "data", "engine", "device", "parameters", "multiply_adds"} <= set(run)
    assert run["training_images"] == 32 and run["image_shape"] == [1, 16, 16]
    assert {"python", "numpy", "cnncourse"} <= set(result["versions"])
    assert result["seconds"] >= 0
    numbers = result["numbers"]
    if "history" not in numbers:
        return
    length = len(numbers["history"]["train_loss"])
    assert all(len(curve) == length for curve in numbers["history"].values())
    if numbers["diverged"]:
        assert numbers["train"] is numbers["held_out"] is None
        assert length < run["settings"]["epochs"]
    else:
        assert length == run["settings"]["epochs"]
        for part in ("train", "held_out"):
            assert numbers[part]["loss"] >= 0 and 0 <= numbers[part]["accuracy"] <= 1
        assert numbers["held_out"]["accuracy"] == numbers["history"]["held_out_accuracy"][-1]


@pytest.mark.parametrize("name", NAMES)
def test_full_settings_describe_networks_that_exist(name):
    experiment = experiments.known()[name]
    small, full = (experiment.trials(size, [0]) for size in (False, True))
    assert {run.data for run in small} == {"digits"}
    assert {run.data for run in full} <= {"mnist", "cifar10"}
    from cnncourse import blueprint
    from cnncourse.models.building import build

    for trial in full:
        shape = (1, 28, 28) if trial.data == "mnist" else (3, 32, 32)
        net = build(trial.model, blueprint, shape, {"num_classes": 10})
        assert blueprint.summarize(net, shape).parameters > 0


def test_torch_agrees_with_numpy(tiny, tmp_path):
    laboratory = experiments.Laboratory(
        tiny("initialization"), tmp_path, seeds=1, engine="torch", device="cpu"
    )
    laboratory.carry_out()
    theirs = kept(tmp_path, "initialization")["results"]
    assert all(r["run"]["engine"] == "torch" and "torch" in r["versions"] for r in theirs)
    assert all(r["run"]["device"].startswith("cpu") for r in theirs)

    ours = experiments.Laboratory(tiny("initialization"), tmp_path, seeds=1)
    assert len(ours.missing) == 5  # results of another engine do not count
    ours.carry_out()
    mine = kept(tmp_path, "initialization")
    assert len(mine["others"]) == 5
    for one, other in zip(mine["results"], theirs, strict=True):
        assert one["numbers"]["variance"] == pytest.approx(other["numbers"]["variance"], rel=1e-4)
        if one["run"]["arm"] == "He":
            losses = [r["numbers"]["history"]["train_loss"] for r in (one, other)]
            assert losses[0] == pytest.approx(losses[1], rel=1e-3)


class Stop(Exception):
    pass


def test_finished_runs_are_kept_and_reused(tiny, tmp_path):
    experiment = tiny("kernels")
    begun = []

    def stop_at_the_third(trial):
        begun.append(trial)
        if len(begun) == 3:
            raise Stop

    with pytest.raises(Stop):
        experiments.Laboratory(experiment, tmp_path, seeds=1).carry_out(
            before_trial=stop_at_the_third
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kernels.json"]
    first = kept(tmp_path, "kernels")
    assert len(first["results"]) == 2 and first["finding"] is None

    again = experiments.Laboratory(experiment, tmp_path, seeds=1)
    assert len(again.missing) == 1
    begun.clear()
    again.carry_out(before_trial=begun.append)
    assert [run.arm for run in begun] == ["two 3×3, no ReLU between"]
    second = kept(tmp_path, "kernels")
    assert second["results"][:2] == first["results"]

    untouched = experiments.Laboratory(experiment, tmp_path, seeds=1)
    assert untouched.missing == []
    assert untouched.carry_out(before_trial=begun.append).sentence == second["finding"]
    assert len(begun) == 1 and kept(tmp_path, "kernels") == second


def test_other_settings_neither_reuse_nor_lose_results(tiny, tmp_path):
    experiment = tiny("gradients")
    experiments.Laboratory(experiment, tmp_path, seeds=2).carry_out()
    both = kept(tmp_path, "gradients")["results"]
    one = experiments.Laboratory(experiment, tmp_path, seeds=1)
    assert one.missing == []
    one.carry_out()
    written = kept(tmp_path, "gradients")
    assert [r["run"]["settings"]["seed"] for r in written["results"]] == [0] * 4
    assert [r["run"]["settings"]["seed"] for r in written["others"]] == [1] * 4
    back = experiments.Laboratory(experiment, tmp_path, seeds=2)
    assert back.missing == []
    back.carry_out()
    assert kept(tmp_path, "gradients")["results"] == both

    def larger(full, seeds):
        trials = experiment.trials(full, seeds)
        return [replace(t, settings=replace(t.settings, batch_size=48)) for t in trials]

    assert len(experiments.Laboratory(replace(experiment, trials=larger), tmp_path).missing) == 12


def test_a_run_that_diverges_is_a_result(tiny, tmp_path, monkeypatch):
    from cnncourse import train

    def fit(learner, dataset, settings, *, after_epoch):
        after_epoch([dict.fromkeys(("lr", "train_loss", "held_out_loss"), 9.0) | ACCURACIES])
        raise Diverged("the loss became nan")

    ACCURACIES = {"train_accuracy": 0.1, "held_out_accuracy": 0.1}
    monkeypatch.setattr(train, "fit", fit)
    finding = experiments.Laboratory(tiny("depth"), tmp_path, seeds=1).carry_out()
    for result in kept(tmp_path, "depth")["results"]:
        assert result["numbers"]["diverged"] and result["numbers"]["held_out"] is None
        assert result["numbers"]["history"]["train_loss"] == [9.0]
    assert {row["training error"] for row in finding.table} == {"100.0 %"}


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ("{", "is damaged"),
        ("[]", "is not a record of 'depth'"),
        ('{"version": 1}', "is not a record of 'depth'"),
        (
            '{"version": 1, "experiment": "kernels", "results": [], "others": [], "finding": null}',
            "is not a record of 'depth'",
        ),
        (
            '{"version": 1, "experiment": "depth", "results": [3], "others": [], "finding": null}',
            "is not a record of 'depth'",
        ),
    ],
)
def test_a_file_that_is_not_the_record_is_left_alone(tmp_path, contents, words):
    (tmp_path / "depth.json").write_text(contents, encoding="utf-8")
    with pytest.raises(Refused, match=words):
        experiments.Laboratory(experiments.find("depth"), tmp_path)
    assert (tmp_path / "depth.json").read_text(encoding="utf-8") == contents


def test_lists_are_written_on_one_line_and_nan_is_an_error(tmp_path):
    path = tmp_path / "depth.json"
    result = {
        "run": {"arm": "a [1, 2]"},
        "numbers": {"x": [1.5, -2e-05, 3]},
        "seconds": 1,
        "versions": {},
    }
    record.write(path, record.Record("depth", [result]))
    assert '"x": [1.5, -2e-05, 3]' in path.read_text(encoding="utf-8")
    assert record.read(path, "depth").results == [result]
    result["numbers"]["x"][0] = float("nan")
    with pytest.raises(ValueError, match="not JSON compliant"):
        record.write(path, record.Record("depth", [result]))
    assert [p.name for p in tmp_path.iterdir()] == ["depth.json"]
