"""Errors name arguments in Python's terms and in those of the command line."""

from __future__ import annotations

import pytest

from cnncourse.commands.option_names import option_of
from cnncourse.common.errors import Argument, NamesArguments, Refused, refusing


def shout(name):
    return name.upper()


def test_placeholders_without_a_value_name_arguments():
    error = Refused("{lr} must be above {bound}, got {value!r}", bound=0, value="x")
    assert str(error) == "lr must be above 0, got 'x'"
    assert error.message(shout) == "LR must be above 0, got 'x'"
    assert isinstance(error, ValueError)


def test_an_argument_may_be_a_value():
    error = Refused("{which} is too large", which=Argument("batch_size"))
    assert str(error) == "batch_size is too large"
    assert error.message(shout) == "BATCH_SIZE is too large"


def test_values_are_kept_whatever_they_contain():
    """A path may contain an argument's name, and a dict has braces."""
    error = Refused("{path} holds {kept}: see {lr}", path="/lr/{lr}", kept={"lr": 1})
    assert error.message(shout) == "/lr/{lr} holds {'lr': 1}: see LR"


def test_an_error_within_an_error_names_its_arguments_too():
    inner = Refused("{image_size}={size} is too small", size=4)
    outer = Refused("{model} does not fit: {error}", model="lenet5", error=inner)
    assert str(outer) == "lenet5 does not fit: image_size=4 is too small"
    assert outer.message(shout) == "lenet5 does not fit: IMAGE_SIZE=4 is too small"
    plain = Refused("{error}", error=ValueError("lr {1}"))
    assert plain.message(shout) == "lr {1}"


def test_other_kinds_of_errors_name_arguments_too():
    class Full(NamesArguments, MemoryError):
        pass

    with pytest.raises(MemoryError, match="try batch_size=3"):
        raise Full("try {batch_size}={n}", n=3)


def test_refusing_turns_errors_of_one_kind_into_refused():
    with pytest.raises(Refused, match=r"no \{such\} thing") as error, refusing(ValueError):
        raise ValueError("no {such} thing")
    assert isinstance(error.value.__cause__, ValueError)
    first = Refused("{lr}")
    with pytest.raises(Refused) as error, refusing(ValueError):
        raise first
    assert error.value is first
    with pytest.raises(KeyError), refusing(ValueError):
        raise KeyError("a fault of ours")


@pytest.mark.parametrize(
    ("argument", "option"),
    [
        ("batch_size", "--batch-size"),
        ("folder", "--out DIR"),
        ("options", "--option"),
        ("model", "model"),
        ("momentum", "momentum"),  # not an option of this command
    ],
)
def test_the_command_line_names_of_arguments(argument, option):
    known = {"batch_size": 3, "out": None, "option": [], "model": "lenet5"}
    assert option_of(known, argument) == option
