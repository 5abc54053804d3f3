"""What to train: a network, a data set, an engine and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field

from cnncourse import data, models, train
from cnncourse.common.errors import Argument, Refused, refusing
from cnncourse.models.building import arguments, name_of
from cnncourse.models.lookup import require_known_options
from cnncourse.train.engines import ENGINES

DECIDED_BY = {  # arguments of a model that `Request.options` cannot hold
    "num_classes": "data",
    "in_channels": "data",
    "image_size": "image_size",
    "dropout": "settings",
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to train, on which data, with which engine and settings; keyword arguments only.

        Request(model="lenet5", data="digits", engine="torch", settings=Settings(epochs=5))

    Attributes
    ----------
    model : str or function
        A name that `models.find` knows, or a function such as `models.lenet5`.
    data : str or function
        A name that `data.find` knows, or a function such as `data.digits`, which takes an image
        size or None and returns a `Dataset`.
    engine : {"numpy", "torch"}
    image_size : int or None
        Height and width to resize the images to; None keeps the size of the data set.
    settings : train.Settings
        If omitted, the recipe for the model and data.
    options : dict
        Other arguments of the model, such as `{"width": 0.5}`; numbers and strings.

    Raises
    ------
    Refused
        If a name or an option is unknown, or an option is decided elsewhere.

    Notes
    -----
    Names are looked up once, here: `architecture` is the function of the model, `load` that of the
    data.
    """

    model: str | Callable
    data: str | Callable
    engine: str = "numpy"
    image_size: int | None = None
    settings: train.Settings | None = None
    options: Mapping = field(default_factory=dict)

    def __post_init__(self):
        if self.engine not in ENGINES:
            raise Refused(
                "{engine} must be one of {known}, got {value!r}",
                known=", ".join(ENGINES),
                value=self.engine,
            )
        with refusing(ValueError):
            architecture = models.find(self.model) if isinstance(self.model, str) else self.model
            load = data.find(self.data) if isinstance(self.data, str) else self.data
        object.__setattr__(self, "architecture", architecture)
        object.__setattr__(self, "load", load)
        for name in self.options:
            if name in DECIDED_BY:
                raise Refused(
                    "{options} cannot hold {name}: it is set by {other}",
                    name=name,
                    other=Argument(DECIDED_BY[name]),
                )
        require_known_options(self.architecture, self.options)
        if self.settings is None:
            object.__setattr__(self, "settings", train.recipe(*self.names))

    @property
    def names(self):
        """The names of model and data."""
        return tuple(x if isinstance(x, str) else name_of(x) for x in (self.model, self.data))

    def __str__(self):
        return "{} on {}".format(*self.names)

    def with_image_size(self, image_size):
        """Return a copy of the request with this image size."""
        other = copy(self)
        object.__setattr__(other, "image_size", image_size)
        return other

    def recorded(self):
        """Return everything that decides the weights, ready for JSON."""
        model, data = self.names
        return asdict(self) | {"model": model, "data": data, "options": dict(self.options)}

    @property
    def values(self):
        """Everything that decides the weights, settings included, by name."""
        values = self.recorded()
        return values | values.pop("settings")


def differs(name, wish, begun):
    """Return whether a wish differs from the request or settings that a run began with.

    Parameters
    ----------
    name : str
        Field of `Request` or `Settings`.
    wish : object
        The value asked for now.
    begun : Request

    Returns
    -------
    bool
        Another spelling of the same folder, or an option equal to the model's default, does not
        count as a difference.
    """
    if callable(wish):
        wish = name_of(wish)
    if name == "data":
        return not data.same(wish, begun.names[1])
    if name == "options":
        usual = arguments(begun.architecture)
        require_known_options(begun.architecture, wish)
        unusual = [{n: v for n, v in x.items() if v != usual[n]} for x in (wish, begun.options)]
        return unusual[0] != unusual[1]
    return wish != begun.values[name]
