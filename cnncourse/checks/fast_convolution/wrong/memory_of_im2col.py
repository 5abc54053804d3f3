# %% Numbers are counted, not bytes.
# Multiply by itemsize, the bytes of one number.
# - return N * C * KH * KW * OH * OW * itemsize
# + return N * C * KH * KW * OH * OW

# %% A number is always taken to have four bytes.
# Multiply by itemsize.
# - return N * C * KH * KW * OH * OW * itemsize
# + return N * C * KH * KW * OH * OW * 4

# %% Only one image is counted.
# A batch has N of them.
# - return N * C * KH * KW * OH * OW * itemsize
# + return C * KH * KW * OH * OW * itemsize

# %% The channels are forgotten.
# A column holds the window of all channels.
# - return N * C * KH * KW * OH * OW * itemsize
# + return N * KH * KW * OH * OW * itemsize

# %% There is taken to be a column for every pixel.
# A window begins only where it fits, and only at every stride-th place.
# - return N * C * KH * KW * OH * OW * itemsize
# + return N * C * KH * KW * H * W * itemsize

# %% The stride is not used.
# With stride S only every S-th window is written.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = H + 2 * ph - KH + 1, W + 2 * pw - KW + 1

# %% The padding is added once.
# There are zeros on both sides: H + 2 * ph.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = (H + ph - KH) // sh + 1, (W + pw - KW) // sw + 1

# %% The padding is not used.
# The zeros make room for more windows: H + 2 * ph.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1

# %% The number of windows is rounded up.
# The last window must fit: round down.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = -((KH - H - 2 * ph) // sh) + 1, -((KW - W - 2 * pw) // sw) + 1

# %% The kernel is taken to be square.
# `KH, KW = pair(kernel_size)`.
# - KH, KW = pair(kernel_size)
# + KH, KW = 2 * pair(kernel_size)[:1]

# %% The blow-up is returned.
# The bytes of the columns are asked for, not their multiple of the image.
# - return N * C * KH * KW * OH * OW * itemsize
# + return KH * KW

# %% The last window along each axis is not counted.
# A window fits (size + 2 * padding - kernel) // stride + 1 times: mind the + 1.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = (H + 2 * ph - KH) // sh, (W + 2 * pw - KW) // sw

# %% The 1 is added before the division.
# First divide by the stride and round down, then add 1.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = (H + 2 * ph - KH + 1) // sh, (W + 2 * pw - KW + 1) // sw
