# %% The stride is not used.
# It determines the output's size and where each window begins.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh, sw = 1, 1

# %% The stride is used in the size, but not where a window begins.
# The window of output (i, j) begins at row i * sh and column j * sw.
# - padded = pad2d(x, (ph, pw))
# + padded, sh, sw = pad2d(x, (ph, pw)), 1, 1
# or
# + padded, sw = pad2d(x, (ph, pw)), 1
# or
# + padded, sh = pad2d(x, (ph, pw)), 1

# %% The two strides are mixed up where a window begins.
# The window of output (i, j) begins at row i * sh and column j * sw.
# - padded = pad2d(x, (ph, pw))
# + padded, sh = pad2d(x, (ph, pw)), sw
# or
# + padded, sw = pad2d(x, (ph, pw)), sh
# or
# + padded, sh, sw = pad2d(x, (ph, pw)), sw, sh

# %% The two numbers of stride are swapped.
# Pairs go height first.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sw, sh = pair(stride, "stride", minimum=1)

# %% One of the two numbers of stride is not used.
# A pair has one number for each axis: `sh, sw = pair(stride)`.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh = sw = pair(stride)[0]
# or
# + sh = sw = pair(stride)[1]
# or
# + sh, sw = pair(stride)[0], 1
# or
# + sh, sw = 1, pair(stride)[1]

# %% The stride is assumed to be one number.
# An option may be a pair: `sh, sw = pair(stride)` handles both forms.
# - sh, sw = pair(stride, "stride", minimum=1)
# + sh, sw = stride, stride
