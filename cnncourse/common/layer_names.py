"""Names that layers may have, the same in every engine."""

from __future__ import annotations

# Attributes of the layers of some engine: a network's names must be usable in every engine.
RESERVED = frozenset(
    """
    T_destination add_module append apply backward backward_parameters bfloat16 buffer_names buffers
    call_super_init children compile cpu cuda double dump_patches eval extend extra_repr float
    forward functions get_buffer get_extra_state get_parameter get_submodule gradients half insert
    ipu keeps_output layer_class load load_state_dict modules mtia multiply_adds named_buffers
    named_children named_modules named_parameters output_shape parameter_names parameters pop
    register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter
    register_state_dict_post_hook register_state_dict_pre_hook require_layer requires_grad_
    reset_parameters row save seed sees_all set_extra_state set_submodule share_memory state_dict to
    to_empty trace train training type windows xpu zero_grad
    """.split()
)


def require_name(holder, name):
    """Check that a child layer may be called `name`.

    Parameters
    ----------
    holder : layer
        The parent, of any engine.
    name : object

    Raises
    ------
    ValueError
        If `name` is empty, contains a dot or is not a string, or if it is an attribute of the
        layers of some engine or of the class of `holder`.
    """
    kind = type(holder).__name__
    if not isinstance(name, str) or not name or "." in name:
        raise ValueError(
            f"{kind} cannot call a layer {name!r}: a name is a non-empty string without dots"
        )
    if name in RESERVED or getattr(type(holder), name, None) is not None:
        raise name_taken(holder, name)


def name_taken(holder, name):
    """Return the error for a name that is already an attribute."""
    return ValueError(
        f"{type(holder).__name__} cannot call a layer {name!r}: layers already have an attribute "
        f"of that name; choose another name"
    )
