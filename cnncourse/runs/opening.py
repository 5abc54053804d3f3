"""Begin a run in a folder, or resume the one that it holds.

What is wrong with a request is found before the first byte is written.
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
    """Begin a run in a folder that holds none, with a checkpoint of the initial weights.

    Parameters
    ----------
    request : Request
    folder : path
        Made where it is missing.
    execution : dict, optional
        Where and how torch computes: fields of `torch_engine.Execution`.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        If the request cannot be met, or the folder holds a run or cannot be written.
    """
    folder = Path(folder)
    if processes.is_first() and (folder / CHECKPOINT).exists():
        raise Refused(
            "{path} already holds a run: go on with it by {resume}, or choose another {folder}",
            path=folder,
        )
    learner, summary = prepare(request, execution)
    request = request.with_image_size(learner.data.image_shape[1])
    run = Run(request, folder, learner, summary, [])
    return written(run, Refused("choose another {folder}"))


def written(run, advice):
    """Write the checkpoint of a run before training, so that what cannot be written shows."""
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


def resume(folder, wishes=None, *, execution=None):
    """Go on with a run from its last checkpoint.

    Parameters
    ----------
    folder : path
    wishes : dict, optional
        What is asked for: fields of `Request` and of `Settings` by name, as far as they are
        given. The others are as the run began.
    execution : dict, optional
        As of `begin`; it may differ from that with which the run began.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        If there is no run, or one of another request or on images that have changed, or its
        checkpoint is damaged or cannot be written.
    """
    folder = Path(folder)
    path = folder / CHECKPOINT
    kept = read(path)
    request = begun(path, kept.run, wishes or {})
    learner, summary = prepare(request, execution)
    if changed := difference(kept.run["fingerprint"], fingerprint(learner.data)):
        raise Refused(
            "{data} has changed since the run of {path} began, in its {changed}: bring the images "
            "back, or begin another run in another {folder}",
            data=request.names[1],
            path=path,
            changed=changed,
        )
    try:
        learner.load_state(kept.state)
    except ValueError as error:
        raise Refused(
            "{path} was saved from another network, not {model}: {error}",
            path=path,
            model=request.names[0],
            error=error,
        ) from error
    run = Run(request, folder, learner, summary, kept.history)
    return written(run, "make it writable, or copy it and resume the copy")


def read(path):
    """Read the checkpoint of a run, or say why there is none to go on from."""
    try:
        return checkpoint.load(path)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            "{place} holds no run that {resume} could go on with: begin one without it",
            place=path.parent,
        ) from None
    except OSError as error:
        raise Refused("cannot read {path} ({why})", path=path, why=error.strerror) from error
    except checkpoint.Damaged as error:
        raise Refused(
            "{error}: delete {place} and begin again", error=error, place=path.parent
        ) from error


def begun(path, recorded, wishes):
    """Give the request with which a run began, if it is as wished.

    Parameters
    ----------
    path : Path
        Of the checkpoint.
    recorded : dict
        As `Request.recorded` gives it, and the fingerprint.
    wishes : dict
        As of `resume`. A function of the recorded name stands in for it.

    Returns
    -------
    Request
    """
    try:
        fields = dict(recorded)
        del fields["fingerprint"]
        for name in ("model", "data"):
            wish = wishes.get(name)
            if callable(wish) and name_of(wish) == fields[name]:
                fields[name] = wish
        settings = train.Settings(**fields.pop("settings"))
        request = Request(**fields, settings=settings)
    except (TypeError, KeyError, ValueError) as error:
        raise Refused(
            "{path} describes a run that this version cannot read: {error}", path=path, error=error
        ) from error
    for name, wish in wishes.items():
        if differs(name, wish, request):
            raise Refused(
                "{path} is of a run with {name} {begun}, not {wish}: resume it as it began, or "
                "begin another in another {folder}",
                path=path,
                name=Argument(name),
                begun=request.values[name],
                wish=name_of(wish) if callable(wish) else wish,
            )
    return request


def begin_or_resume(request, folder, *, execution=None):
    """Begin a run, or resume it where its folder holds one: for notebooks, where a cell is run
    again after the machine was lost.

    Parameters
    ----------
    request : Request
    folder : path
    execution : dict, optional
        As of `begin`.

    Returns
    -------
    Run

    Raises
    ------
    Refused
        As by `begin` and `resume`; so a folder with a run of another request is left alone.
    """
    if not (Path(folder) / CHECKPOINT).exists():
        return begin(request, folder, execution=execution)
    wishes = request.values | {"model": request.model, "data": request.data}
    if request.image_size is None:  # what the data has, which the run has written down
        del wishes["image_size"]
    return resume(folder, wishes, execution=execution)
