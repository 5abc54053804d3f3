"""Arguments of torch's layers that ours accept only with the value that has no effect."""

from __future__ import annotations

# For every argument, the accepted values and why others are rejected.
FIXED = {
    "device": ((None, "cpu"), "only layers of torch_nn run elsewhere"),
    "dilation": ((1, (1, 1), (1, 1, 1)), "the pixels of a pooling window lie side by side"),
    "divisor_override": ((None,), "a mean divides by the size of its window"),
    "end_dim": ((-1,), "each image becomes one row"),
    "ignore_index": ((-100,), "every label counts"),
    "inplace": ((False, True), "it has no effect, because layers do not change their input"),
    "padding_mode": (("zeros",), "images are padded with zeros"),
    "pos_weight": ((None,), "yes and no count the same"),
    "reduce": ((None, True), "a loss is one number, the mean"),
    "reduction": (("mean",), "a loss is one number, the mean"),
    "return_indices": (
        (False,),
        "layers.max_pool2d_indices(cache) or the 3d one gives the places",
    ),
    "size_average": ((None, True), "a loss is the mean, not the sum"),
    "start_dim": ((1,), "each image becomes one row"),
    "weight": ((None,), "all terms of the mean count the same"),
}


def only_defaults(**given):
    """Check that unsupported torch arguments have a value without effect.

    Parameters
    ----------
    **given : object
        Values by torch's argument names, which are the keys of `FIXED`.

    Raises
    ------
    ValueError
        Naming the argument, the accepted values, and the reason.
    """
    for name, value in given.items():
        allowed, reason = FIXED[name]
        plain = getattr(value, "type", None) if name == "device" else None  # a torch.device
        if not any(_same(value if plain is None else plain, other) for other in allowed):
            wanted = " or ".join(map(repr, allowed))
            raise ValueError(f"{name} must be {wanted}, got {_shown(value)}: {reason}")


def _same(value, other):
    return type(value) is type(other) and value == other


def _shown(value):
    """Return a value as one line of text; for arrays and tensors only the type."""
    return f"a {type(value).__name__}" if hasattr(value, "shape") else repr(value)
