"""Carry out an experiment trial by trial, saving each as soon as it is finished."""

from __future__ import annotations

import time
from contextlib import nullcontext
from functools import partial

from threadpoolctl import threadpool_limits

from cnncourse import data, train
from cnncourse.common.errors import Refused, refusing
from cnncourse.experiments import figures, record
from cnncourse.train.engines import torch_engine


class Laboratory:
    """An experiment with everything needed to carry it out.

    Parameters
    ----------
    experiment : Experiment
    folder : Path
        Folder for NAME.json, NAME.svg and NAME.png; created if missing.
    full : bool
        Whether to use the settings for a GPU.
    seeds : int, optional
        Number of seeds; the experiment's default if omitted.
    engine : {"numpy", "torch"}, optional
    device : str, optional
        For torch, as in `Execution.device`.

    Attributes
    ----------
    trials : list of Trial
    described : list of dict
        The trials as recorded.
    missing : list of dict
        Descriptions of the trials without a result.
    record : Record

    Raises
    ------
    Refused
        If the experiment does not support the engine, the data or device is unavailable, or the
        folder's NAME.json is not a record of this experiment.
    """

    def __init__(self, experiment, folder, *, full=False, seeds=None, engine=None, device=None):
        self.experiment, self.folder = experiment, folder
        self.engine = engine or experiment.engines[0]
        if self.engine not in experiment.engines:
            raise Refused(
                "{experiment} is measured with {engines} only: leave {engine} {name} out",
                experiment=experiment.name,
                engines=" or ".join(experiment.engines),
                name=self.engine,
            )
        if device and self.engine != "torch":
            raise Refused("{device} {name} needs {engine} torch", name=device)
        self.make_learner, computed = _learner(self.engine, device)
        self.trials = experiment.trials(full, range(seeds or experiment.seeds))
        self.datasets = {}
        with refusing(ValueError):
            self.described = [t.described(self.dataset(t), computed) for t in self.trials]
        self.record = record.read(self.path("json"), experiment.name)
        self.missing = self.record.request(self.described)

    def path(self, ending):
        """Return the path of the file with this ending."""
        return self.folder / f"{self.experiment.name}.{ending}"

    def dataset(self, trial):
        """Return the data set of a trial, loaded once."""
        key = trial.data, trial.image_size
        if key not in self.datasets:
            self.datasets[key] = data.find(trial.data)(trial.image_size)
        return self.datasets[key]

    def carry_out(self, *, before_trial=None, after_epoch=None):
        """Carry out the missing trials, saving each as soon as it is finished.

        Parameters
        ----------
        before_trial : function, optional
            Called as `before_trial(trial)`.
        after_epoch : function, optional
            Called as `after_epoch()`.

        Returns
        -------
        Finding
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        for trial, described in zip(self.trials, self.described, strict=True):
            if described not in self.missing:
                continue
            if before_trial:
                before_trial(trial)
            begun = time.perf_counter()
            with threadpool_limits(1, user_api="blas"):
                numbers = self.experiment.measure(
                    trial, self.dataset(trial), self.make_learner, after_epoch or nullcontext
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
        """Compute the finding, save it, and draw the figure."""
        results = self.record.results
        finding = self.experiment.find(results)
        self.record.finding = finding.sentence
        record.write(self.path("json"), self.record)
        with figures.style():
            figure = self.experiment.draw(results)
            figures.save(figure, self.path("svg"), drawn_from=record.fingerprint(results))
        return finding


def _learner(engine, device):
    """Return a function that makes learners of an engine, and a description of how it computes."""
    if engine == "numpy":
        return train.NumpyLearner, {"engine": "numpy", "device": "cpu"}
    torch = torch_engine()
    with refusing(ValueError):
        execution = torch.Execution(device or "auto").resolved()
    computed = {"engine": "torch", "device": execution.describe()}
    execution = torch.Execution(execution.device)
    return partial(torch.TorchLearner, execution=execution), computed
