"""Errors for requests that cannot be met, and how they name arguments."""

from __future__ import annotations

from contextlib import contextmanager


class Argument(str):
    """The name of an argument, passed as a value to an error."""


class NamesArguments:
    """An exception whose message names arguments; a command can print its options instead.

        raise Refused("{batch_size} must be at least 1, got {value}", value=0)

    Parameters
    ----------
    text : str
        A template for `str.format`. A placeholder without a value names an argument, and so does
        a value of type `Argument`. A value may itself be such an exception.
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
            Translates an argument's name into the one the reader knows; by default the name is
            kept.

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
    """Values by name; a missing key is taken as the name of an argument."""

    def __init__(self, values, name_of):
        super().__init__(values)
        self.name_of = name_of

    def __missing__(self, name):
        return self.name_of(name)


class Refused(NamesArguments, ValueError):
    """A request that cannot be met; the message says what is wrong and what to do.

    The command line prints it as one line. It takes the parameters of `NamesArguments`.
    """


@contextmanager
def refusing(kind=ValueError):
    """Turn errors of one kind into `Refused`, for calls that may reject the user's request."""
    try:
        yield
    except Refused:
        raise
    except kind as error:
        raise Refused("{error}", error=error) from error
