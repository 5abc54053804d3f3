"""Arrays come first; options are keyword-only, so that calls are readable."""

from __future__ import annotations

import inspect

import pytest

from cnncourse import layers

OPTIONS = {
    "alpha", "beta", "ceil_mode", "count_include_pad", "dilation", "eps", "groups", "k",
    "kernel_size", "label_smoothing", "momentum", "normalized_shape", "num_groups",
    "output_padding", "output_size", "p", "padding", "rng", "size", "stride", "training",
}  # fmt: skip
FORWARD = [name for name in layers.__all__ if name.endswith("_forward")]


@pytest.mark.parametrize("name", FORWARD)
def test_options_are_keyword_only_and_arrays_come_first(name):
    parameters = inspect.signature(getattr(layers, name)).parameters
    kinds = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    assert {parameter.kind for parameter in parameters.values()} <= kinds
    named = {n for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}
    arrays = [n for n in parameters if n not in named]
    positional = set(arrays) - {"beta"} if "gamma" in arrays else set(arrays)  # beta is an array
    assert arrays[0] == "x"
    assert not positional & OPTIONS


def test_every_option_listed_is_used():
    """Some function has each option of the list above."""
    used = {n for f in FORWARD for n in inspect.signature(getattr(layers, f)).parameters}
    used |= set(inspect.signature(layers.softmax_cross_entropy).parameters)
    assert used >= OPTIONS
