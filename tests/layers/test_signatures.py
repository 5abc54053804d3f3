"""Arrays come first; options are named, so that a call can be read."""

from __future__ import annotations

import inspect

import pytest

from cnncourse import layers

OPTIONS = {
    "alpha", "beta", "ceil_mode", "count_include_pad", "dilation", "eps", "groups", "k",
    "kernel_size", "label_smoothing", "momentum", "output_padding", "output_size", "p",
    "padding", "rng", "size", "stride", "training",
}  # fmt: skip
FORWARD = [name for name in layers.__all__ if name.endswith("_forward")]


@pytest.mark.parametrize("name", FORWARD)
def test_options_are_named_and_arrays_are_not_hidden(name):
    parameters = inspect.signature(getattr(layers, name)).parameters
    kinds = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    assert {parameter.kind for parameter in parameters.values()} <= kinds
    named = {n for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
    arrays = [n for n in parameters if n not in named]
    positional = set(arrays) - {"beta"} if "batch_norm" in name else set(arrays)  # beta: an array
    assert arrays[0] == "x"
    assert not positional & OPTIONS


def test_the_options_are_those_of_the_functions():
    """No option of the list above is there without a function that has it."""
    used = {n for f in FORWARD for n in inspect.signature(getattr(layers, f)).parameters}
    used |= set(inspect.signature(layers.softmax_cross_entropy).parameters)
    assert used >= OPTIONS
