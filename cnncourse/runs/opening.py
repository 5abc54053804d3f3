"""Begin a run in a folder, or resume the run that it holds.

Errors in a request are found before the first byte is written.
"""

from __future__ import annotations

from pathlib import Path

from cnncourse import train
from cnncourse.common import processes
from cnncourse.common.errors import Argument, Refused
from cnncourse.data.identity import difference, fingerprint
from cnncourse.models.building import name_of
from cnncourse.runs import checkpoint
from cnncourse.runs.preparing import prepare
from cnncourse.runs.request import Request, differs
from cnncourse.runs.run import CHECKPOINT, Run


def begin(request, folder, *, execution=None):
    """Begin a run in a folder that holds none, and save a checkpoint of the initial weights.

    Parameters
    ----------
    request : Request
    folder : path
        Created if missing.
    execution : dict, optional
        Where and how torch computes: fields of `torch_engine.Execution`.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        If the request cannot be met, or the folder already holds a run or cannot be written.
    """
    folder = Path(folder)
    if processes.is_first() and (folder / CHECKPOINT).exists():
        raise Refused(
            "{path} already holds a run: continue it with {resume}, or choose another {folder}",
            path=folder,
        )
    learner, summary = prepare(request, execution)
    request = request.with_image_size(learner.data.image_shape[1])
    run = Run(request, folder, learner, summary, [])
    return save_first(run, Refused("choose another {folder}"))


def save_first(run, advice):
    """Save a checkpoint before training, so that a folder that is not writable is found early."""
    if processes.is_first():
        try:
            run.folder.mkdir(parents=True, exist_ok=True)
            run.save()
        except OSError as error:
            raise Refused(
                "cannot write to {path} ({problem}): {advice}",
                path=run.folder,
                problem=error.strerror,
                advice=advice,
            ) from error
    return run


def resume(folder, expected=None, *, execution=None):
    """Continue a run from its last checkpoint.

    Parameters
    ----------
    folder : path
    expected : dict, optional
        Fields of `Request` and `Settings`, by name, that the run must have. Omitted fields may
        have any value.
    execution : dict, optional
        As in `begin`; it may differ from the one that the run began with.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        If the folder holds no run, the run has another request, its images have changed, or its
        checkpoint is damaged or cannot be written.
    """
    folder = Path(folder)
    path = folder / CHECKPOINT
    kept = read(path)
    request = recorded_request(path, kept.run, expected or {})
    learner, summary = prepare(request, execution)
    if changed := difference(kept.run["fingerprint"], fingerprint(learner.data)):
        raise Refused(
            "{data} has changed since the run of {path} began ({changed}): restore the images, or "
            "begin a new run in another {folder}",
            data=request.names[1],
            path=path,
            changed=changed,
        )
    try:
        learner.load_state(kept.state)
    except ValueError as error:
        raise Refused(
            "{path} was not saved from {model}: {error}",
            path=path,
            model=request.names[0],
            error=error,
        ) from error
    run = Run(request, folder, learner, summary, kept.history)
    return save_first(run, "make it writable, or copy it and resume the copy")


def read(path):
    """Read the checkpoint of a run, or raise an error that says why it cannot be resumed."""
    try:
        return checkpoint.load(path)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            "{place} holds no run to resume: leave out {resume} to begin one",
            place=path.parent,
        ) from None
    except OSError as error:
        raise Refused("cannot read {path} ({why})", path=path, why=error.strerror) from error
    except checkpoint.Damaged as error:
        raise Refused(
            "{error}: delete {place} and begin again", error=error, place=path.parent
        ) from error


def recorded_request(path, recorded, expected):
    """Return the request that a run began with, if it has the expected fields.

    Parameters
    ----------
    path : Path
        Path of the checkpoint.
    recorded : dict
        As returned by `Request.recorded`, with the fingerprint.
    expected : dict
        As in `resume`. A function replaces its recorded name.

    Returns
    -------
    Request
    """
    try:
        fields = dict(recorded)
        del fields["fingerprint"]
        for name in ("model", "data"):
            wanted = expected.get(name)
            if callable(wanted) and name_of(wanted) == fields[name]:
                fields[name] = wanted
        settings = train.Settings(**fields.pop("settings"))
        request = Request(**fields, settings=settings)
    except (TypeError, KeyError, ValueError) as error:
        raise Refused(
            "{path} records a run that this version cannot read: {error}", path=path, error=error
        ) from error
    for name, wanted in expected.items():
        if differs(name, wanted, request):
            raise Refused(
                "{path} is from a run with {name} {begun}, not {wanted}: resume it as it began, or "
                "begin a new run in another {folder}",
                path=path,
                name=Argument(name),
                begun=request.values[name],
                wanted=name_of(wanted) if callable(wanted) else wanted,
            )
    return request


def begin_or_resume(request, folder, *, execution=None):
    """Begin a run, or resume it if its folder already holds one.

    For notebooks, where the same cell is run again after a disconnect.

    Parameters
    ----------
    request : Request
    folder : path
    execution : dict, optional
        As in `begin`.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        As in `begin` and `resume`. A folder that holds a run of another request is left alone.
    """
    if not (Path(folder) / CHECKPOINT).exists():
        return begin(request, folder, execution=execution)
    expected = request.values | {"model": request.model, "data": request.data}
    if request.image_size is None:  # the data's own size, which the run has recorded
        del expected["image_size"]
    return resume(folder, expected, execution=execution)
