"""Architecture: a student's builder against a network of `cnncourse.models`.

    built("my_lenet", ASSIGNMENT, lenet5, cases)  # of `network_case`

The harness `network_on_engines`, `network_on_nn` or `network` builds the network in the sandbox,
loads the judge's random weights and running statistics in the order of its state, and runs it in
evaluation mode.
The parameters and costs that it reports serve to explain a failure; the output decides, and only a
network that computes the same function gets it right. The assignment's `provides:` must list
`cnncourse.nn` and, for `network_on_engines`, `cnncourse.blueprint`. Nothing in this file runs in
the sandbox.
"""

from __future__ import annotations

import re
from math import prod

import numpy as np

from cnncourse.checks.engine.check import Case, Check, no_errors
from cnncourse.checks.engine.differences import Difference, difference, kind
from cnncourse.checks.kinds.harnesses import network_on_engines


def built(name, assignment, reference, cases, *, harness=network_on_engines, errors=no_errors):
    """Make the check of a builder of networks; the arguments are those of `Check`.

    Returns
    -------
    Check
        Its hint for an exception is that of `errors`, or one that suits every network.
    """
    return Check(
        name,
        assignment,
        reference,
        cases,
        given=("cnncourse.nn", "cnncourse.blueprint"),
        harness=harness,
        arguments=("images", "weights"),
        accept=problem,
        essence=without_names,
        errors=lambda case, text: errors(case, text) or _error_hint(text),
    )


def _error_hint(text):
    """Find a hint for an exception in any network, or None."""
    if "Linear(" in text and re.search(r"\(N, D_in\), got shape \(\d+, \d+, \d+, \d+\)", text):
        return "A dense layer reads rows of numbers: `nn.Flatten()` goes before the first one."
    if "Linear(" in text and "numbers per image" in text:
        return (
            "The maps before the dense layers have another size than the first of these expects: "
            "check kernels, strides, padding and pooling."
        )
    return None


def network_case(group, net, rng, image_shape, *, batch=2, **options):
    """Make a case: images, weights, and options for the builder.

    Parameters
    ----------
    group : str
    net : Module
        The reference, built with `cnncourse.nn` and the same options.
    rng : numpy.random.Generator
    image_shape : tuple of int
        `(C, H, W)`. Choose options that keep the network small: its weights are sent to the
        sandbox, and it runs there for every case.
    batch : int
        Number of images.
    **options
        Arguments of the builder.

    Returns
    -------
    Case
        With the arguments `(images, weights)`.
    """
    images = rng.standard_normal((batch, *image_shape)).astype(np.float32)
    weights = [_drawn(name, value, rng) for name, value in net.state_dict().items()]
    return Case(group, (images, weights), options)


def _drawn(name, value, rng):
    """Draw one array of a state at a scale where activations neither vanish nor explode."""
    if value.dtype.kind != "f":
        return value
    if value.ndim > 1:
        drawn = rng.standard_normal(value.shape) * np.sqrt(2 / prod(value.shape[1:]))
    elif name.endswith(("running_var", "weight")):
        drawn = rng.uniform(0.5, 2.0, value.shape)
    else:
        drawn = rng.standard_normal(value.shape) / 2
    return drawn.astype(value.dtype)


def problem(case, expected, value):
    """Say how a network differs from the expected one.

    Parameters
    ----------
    case : Case
    expected, value : tuple
        As returned by `harnesses.networks.network`.

    Returns
    -------
    Difference or None
    """
    if not _well_formed(value):
        return Difference(f"it gave {kind(value)}, expected the description of a network")
    state, parameters, multiply_adds, out = value
    found = _state_problem(expected[0], state, parameters, expected[1])
    if found is not None:
        return found
    found = difference(expected[-1], out, label="the output")
    if multiply_adds != expected[2]:
        told = f"it takes {multiply_adds:,} multiply-adds per image, expected {expected[2]:,}"
        return Difference(
            told,
            "The parameters are right, so a feature map has the wrong size: check strides, padding "
            f"and pooling{_output_shapes(expected[-1], out)}.",
        )
    if found is not None and type(out) is np.ndarray and out.shape == expected[-1].shape:
        right = "Parameters are" if multiply_adds is None else "Parameters and costs are"
        return Difference(
            f"with the same weights, {found.text}",
            f"{right} right: look at the layers without parameters (activations, normalization, "
            "the kind of pooling) and at the order of the layers.",
        )
    return found


def without_names(value):
    """Return a result without the names of the layers, which say nothing about a mistake.

    Parameters
    ----------
    value : object
        As for `problem`.

    Returns
    -------
    object
    """
    if not _well_formed(value):
        return value
    state, *rest = value
    return [shape for _, shape in state], *rest


def _output_shapes(expected, out):
    if type(out) is not np.ndarray or out.shape == expected.shape:
        return ""
    return f"; the output has shape {out.shape}, expected {expected.shape}"


def _well_formed(value):
    """Say whether a value has the types that a harness returns; it may be forged."""
    if type(value) is not tuple or len(value) != 4:
        return False
    state, parameters, multiply_adds, _ = value
    if type(parameters) is not int or type(multiply_adds) not in (int, type(None)):
        return False
    return type(state) is list and all(
        type(entry) is tuple
        and len(entry) == 2
        and type(entry[0]) is str
        and type(entry[1]) is tuple
        and all(type(n) is int for n in entry[1])
        for entry in state
    )


def _state_problem(expected, state, parameters, expected_parameters):
    """Name the first parameter in order whose shape differs."""
    total = f"{parameters:,} parameters in total, expected {expected_parameters:,}"
    if not state:
        return Difference(f"it has no parameters, expected {expected_parameters:,}")
    for number, ((_, wanted), (name, shape)) in enumerate(zip(expected, state, strict=False), 1):
        if shape != wanted:
            return Difference(
                f"`{name[:80]}`, array {number} of {len(state)} in order, has shape {shape}, "
                f"expected {wanted}; {total}",
                _shape_hint(wanted, shape),
            )
    if len(state) < len(expected):
        name, shape = expected[len(state)]
        return Difference(
            f"after its {len(state)} arrays, `{name}` of shape {shape} is missing; {total}",
            "Biases and batch norms count, too." if len(shape) == 1 else "A layer is missing.",
        )
    if len(state) > len(expected):
        name, shape = state[len(expected)]
        return Difference(f"`{name[:80]}` of shape {shape} is one too many; {total}")
    if parameters != expected_parameters:
        return Difference(total)
    return None


def _shape_hint(wanted, shape):
    if len(shape) != len(wanted):
        return "Is this another kind of layer, or is there a bias too many or too few?"
    if shape[:2] == wanted[1::-1] and wanted[0] != wanted[1]:
        return "Inputs and outputs are swapped: the arguments go (in, out), the shape (out, in)."
    if len(wanted) == 4 and shape[2:] != wanted[2:]:
        return "The kernel has the wrong size."
    if len(wanted) == 2 and shape[0] == wanted[0]:
        return "How many numbers does an image have when it reaches the first dense layer?"
    return "The number of channels or units is wrong."
