# %% The kernel is not rotated.
# Reverse its rows and its columns: kernel[::-1, ::-1].
# - rotated = kernel[::-1, ::-1]
# + rotated = kernel.copy()

# %% Only the rows are reversed.
# A rotation by 180 degrees reverses rows and columns.
# - rotated = kernel[::-1, ::-1]
# + rotated = kernel[::-1]

# %% Only the columns are reversed.
# A rotation by 180 degrees reverses rows and columns.
# - rotated = kernel[::-1, ::-1]
# + rotated = kernel[:, ::-1]

# %% The kernel is transposed.
# A rotation by 180 degrees reverses rows and columns, and keeps the shape.
# - rotated = kernel[::-1, ::-1]
# + rotated = kernel.T

# %% The kernel is rotated by 90 degrees.
# Twice as far: np.rot90(kernel, 2).
# - rotated = kernel[::-1, ::-1]
# + rotated = np.rot90(kernel)

# %% The frame is as wide as the kernel.
# One row less: the rotated kernel must overlap dout in every corner.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, [(KH, KH), (KW, KW)])

# %% The frame is one number wide whatever the kernel is.
# KH - 1 rows and KW - 1 columns on each side.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, 1)

# %% The frame is that of the "same" padding.
# The full convolution needs KH - 1 rows on each side, not half of it.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, [(KH // 2, KH // 2), (KW // 2, KW // 2)])

# %% The frame has the rows' width on all sides.
# KW - 1 columns on the left and on the right.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, KH - 1)

# %% Rows and columns of the frame are exchanged.
# KH belongs to the first axis.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, [(KW - 1, KW - 1), (KH - 1, KH - 1)])

# %% The zeros are on one side only.
# They surround dout.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, [(0, 2 * (KH - 1)), (0, 2 * (KW - 1))])

# %% The border of dout is repeated.
# The frame holds zeros: there are no outputs.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)], mode="edge")

# %% The outputs are rotated, not the kernel.
# Rotate the kernel, and leave dout as it is.
# - padded = np.pad(dout, [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# - rotated = kernel[::-1, ::-1]
# + padded = np.pad(dout[::-1, ::-1], [(KH - 1, KH - 1), (KW - 1, KW - 1)])
# + rotated = kernel.copy()

# %% The results are in the wrong order.
# End with `return padded, rotated`.
# - return padded, rotated
# + return rotated, padded
