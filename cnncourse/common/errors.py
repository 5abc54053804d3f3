"""The error for requests that cannot be met, and how it names arguments."""

from __future__ import annotations

from contextlib import contextmanager


class Argument(str):
    """The name of an argument, among the values of an error that names it."""


class NamesArguments:
    """An exception whose message names arguments, so that a command can name its options instead.

        raise Refused("{batch_size} must be at least 1, got {value}", value=0)

    Parameters
    ----------
    text : str
        A literal for `str.format`. A name in braces without a value is the name of an argument, as
        is a value of type `Argument`. A value may be another such exception.
    **values : object
    """

    def __init__(self, text, **values):
        self.text, self.values = text, values
        super().__init__(self.message())

    def message(self, name_of=str):
        """Write the message.

        Parameters
        ----------
        name_of : function
            Gives for the name of an argument what the reader knows it by; the name itself if
            omitted.

        Returns
        -------
        str
        """

        def written(value):
            if isinstance(value, Argument):
                return name_of(value)
            return value.message(name_of) if isinstance(value, NamesArguments) else value

        values = {name: written(value) for name, value in self.values.items()}
        return self.text.format_map(_ArgumentsElse(values, name_of))


class _ArgumentsElse(dict):
    """Values by name; what is missing is the name of an argument."""

    def __init__(self, values, name_of):
        super().__init__(values)
        self.name_of = name_of

    def __missing__(self, name):
        return self.name_of(name)


class Refused(NamesArguments, ValueError):
    """A request that cannot be met; the message names what is wrong and what to do.

    The command line prints it as one line. Parameters are those of `NamesArguments`.
    """


@contextmanager
def refusing(kind=ValueError):
    """Raise errors of a kind, such as those of a function for which a request is too much, as
    `Refused`."""
    try:
        yield
    except Refused:
        raise
    except kind as error:
        raise Refused("{error}", error=error) from error
