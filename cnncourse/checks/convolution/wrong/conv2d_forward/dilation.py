# %% The dilation is not used.
# The window takes every dh-th row and every dw-th column, so it spans more.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh, dw = 1, 1

# %% The dilation is used in the size, but not in the window.
# The window takes every dh-th row and every dw-th column: a slice with a step.
# - padded = pad2d(x, (ph, pw))
# + padded, dh, dw = pad2d(x, (ph, pw)), 1, 1
# or
# + padded, dw = pad2d(x, (ph, pw)), 1
# or
# + padded, dh = pad2d(x, (ph, pw)), 1

# %% The two numbers of dilation are mixed up in the window.
# The window takes every dh-th row and every dw-th column: a slice with a step.
# - padded = pad2d(x, (ph, pw))
# + padded, dh = pad2d(x, (ph, pw)), dw
# or
# + padded, dw = pad2d(x, (ph, pw)), dh
# or
# + padded, dh, dw = pad2d(x, (ph, pw)), dw, dh

# %% The two numbers of dilation are swapped.
# Pairs go height first.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dw, dh = pair(dilation, "dilation", minimum=1)

# %% One of the two numbers of dilation is not used.
# A pair has one number for each axis: `dh, dw = pair(dilation)`.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh = dw = pair(dilation)[0]
# or
# + dh = dw = pair(dilation)[1]
# or
# + dh, dw = pair(dilation)[0], 1
# or
# + dh, dw = 1, pair(dilation)[1]

# %% The dilation is ignored where there is a stride.
# An axis may have both.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + dh, dw = (1 if s > 1 else d for s, d in zip(pair(stride), pair(dilation)))

# %% The kernel's elements are repeated for dilation.
# Dilation puts zeros between them, but np.repeat and np.kron make copies. Leave the kernel as it
# is, and let the window take every dh-th row and every dw-th column.
# - dh, dw = pair(dilation, "dilation", minimum=1)
# + w, dh, dw = w.repeat(pair(dilation)[0], axis=2).repeat(pair(dilation)[1], axis=3), 1, 1
# or
# + dh, dw = pair(dilation)
# + w = w.repeat(dh, axis=2)[:, :, : dh * (w.shape[2] - 1) + 1]
# + w = w.repeat(dw, axis=3)[:, :, :, : dw * (w.shape[3] - 1) + 1]
# + dh = dw = 1
