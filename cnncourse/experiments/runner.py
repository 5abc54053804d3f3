"""Carry an experiment out: run after run, each kept as soon as it is finished."""

from __future__ import annotations

import time
from contextlib import nullcontext
from functools import partial

from threadpoolctl import threadpool_limits

from cnncourse import data, train
from cnncourse.common.errors import Refused
from cnncourse.experiments import figures, record


class Laboratory:
    """An experiment with all that it needs to be carried out.

    Parameters
    ----------
    experiment : Experiment
    folder : Path
        Where NAME.json, NAME.svg and NAME.png go; made where it is missing.
    full : bool
        Whether to take the settings for a GPU.
    seeds : int, optional
        How many; what the experiment says if left out.
    engine : {"numpy", "torch"}, optional
    device : str, optional
        For torch, as `Execution.device`.

    Attributes
    ----------
    runs : list of Run
    described : list of dict
        The same, as they are recorded.
    missing : list of dict
        Those that the folder does not hold yet.
    record : Record

    Raises
    ------
    Refused
        If the engine cannot, or data or device are not to be had, or the folder holds something
        else.
    """

    def __init__(self, experiment, folder, *, full=False, seeds=None, engine=None, device=None):
        self.experiment, self.folder = experiment, folder
        self.engine = engine or experiment.engines[0]
        if self.engine not in experiment.engines:
            raise Refused(
                f"{experiment.name} is measured with {' or '.join(experiment.engines)} only: "
                f"leave --engine {self.engine} out"
            )
        if device and self.engine != "torch":
            raise Refused(f"--device {device} needs --engine torch")
        self.make_learner, computed = _learner(self.engine, device)
        self.runs = experiment.runs(full, range(seeds or experiment.seeds))
        self.datasets = {}
        try:
            self.described = [run.described(self.dataset(run), computed) for run in self.runs]
        except ValueError as error:
            raise Refused(str(error)) from error
        self.record = record.read(self.path("json"), experiment.name)
        self.missing = self.record.ask(self.described)

    def path(self, ending):
        """Give the path of one of the files."""
        return self.folder / f"{self.experiment.name}.{ending}"

    def dataset(self, run):
        """Give the images of a run, read once."""
        key = run.data, run.image_size
        if key not in self.datasets:
            self.datasets[key] = data.find(run.data)(run.image_size)
        return self.datasets[key]

    def carry_out(self, *, before_run=None, after_epoch=None):
        """Carry out the runs that are missing, and keep each as soon as it is finished.

        Parameters
        ----------
        before_run : function, optional
            Called as `before_run(run)`.
        after_epoch : function, optional
            Called as `after_epoch()`.

        Returns
        -------
        Finding
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        for run, described in zip(self.runs, self.described, strict=True):
            if described not in self.missing:
                continue
            if before_run:
                before_run(run)
            begun = time.perf_counter()
            with threadpool_limits(1, user_api="blas"):
                numbers = self.experiment.measure(
                    run, self.dataset(run), self.make_learner, after_epoch or nullcontext
                )
            result = {
                "run": described,
                "numbers": numbers,
                "seconds": round(time.perf_counter() - begun, 2),
                "versions": record.versions(self.engine),
            }
            self.record.add(result, self.described)
            record.write(self.path("json"), self.record)
        return self.conclude()

    def conclude(self):
        """Say what was found, and draw it."""
        results = self.record.results
        finding = self.experiment.find(results)
        self.record.finding = finding.sentence
        record.write(self.path("json"), self.record)
        with figures.style():
            figure = self.experiment.draw(results)
            figures.save(figure, self.path("svg"), drawn_from=record.fingerprint(results))
        return finding


def _learner(engine, device):
    """Give what makes a learner of an engine, and what to record of how it computes."""
    if engine == "numpy":
        return train.NumpyLearner, {"engine": "numpy", "device": "cpu"}
    try:
        from cnncourse.train.torch_engine.learner import (  # here: torch takes seconds
            Execution,
            TorchLearner,
        )
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Refused("--engine torch needs torch: pip install torch") from None
    try:
        execution = Execution(device or "auto").resolved()
    except ValueError as error:
        raise Refused(str(error)) from error
    computed = {"engine": "torch", "device": execution.describe()}
    return partial(TorchLearner, execution=Execution(execution.device)), computed
