# %% Nothing is spread.
# Between two numbers of dout lie stride - 1 zeros.
# - spread[:, :, ::sh, ::sw] = dout
# + spread[:, :, : dout.shape[2], : dout.shape[3]] = dout

# %% There is one zero between the numbers whatever the stride is.
# Between two numbers lie stride - 1 zeros.
# - spread[:, :, ::sh, ::sw] = dout
# + rows, columns = (min(n, 2) for n in (sh, sw))
# + OH, OW = dout.shape[2:]
# + spread[:, :, : OH * rows : rows, : OW * columns : columns] = dout

# %% The numbers are repeated.
# The outputs between do not exist: their gradients are 0.
# - spread[:, :, ::sh, ::sw] = dout
# + repeated = dout.repeat(sh, axis=2).repeat(sw, axis=3)
# + repeated = repeated[:, :, : full_size[0], : full_size[1]]
# + spread[:, :, : repeated.shape[2], : repeated.shape[3]] = repeated

# %% The rows that no window saw are missing.
# The result has the size that `full_size` names; what no window reached is 0.
# - spread = np.zeros((N, C_out, *full_size), dtype=dout.dtype)
# + OH, OW = dout.shape[2:]
# + spread = np.zeros((N, C_out, (OH - 1) * sh + 1, (OW - 1) * sw + 1), dtype=dout.dtype)

# %% The array is stride times as large.
# Its size is `full_size`.
# - spread = np.zeros((N, C_out, *full_size), dtype=dout.dtype)
# + OH, OW = dout.shape[2:]
# + spread = np.zeros((N, C_out, OH * sh, OW * sw), dtype=dout.dtype)

# %% The stride of the rows is used for the columns.
# `sh, sw = stride`: height first.
# - sh, sw = stride
# + sh = sw = stride[0]

# %% The two strides are exchanged.
# Height first.
# - sh, sw = stride
# + sw, sh = stride

# %% The numbers stand at the lower right end.
# The first output stands in row 0, column 0.
# - spread[:, :, ::sh, ::sw] = dout
# + OH, OW = dout.shape[2:]
# + top, left = full_size[0] - 1 - (OH - 1) * sh, full_size[1] - 1 - (OW - 1) * sw
# + spread[:, :, top::sh, left::sw] = dout

# %% The columns are not spread.
# Both axes are.
# - spread[:, :, ::sh, ::sw] = dout
# + spread[:, :, ::sh, : dout.shape[3]] = dout

# %% The rows are not spread.
# Both axes are.
# - spread[:, :, ::sh, ::sw] = dout
# + spread[:, :, : dout.shape[2], ::sw] = dout

# %% Every image gets the first one's gradient.
# Copy all images and channels: spread[:, :, ...].
# - spread[:, :, ::sh, ::sw] = dout
# + spread[:, :, ::sh, ::sw] = dout[:1, :1]

# %% Everything is zero.
# Is dout ever copied?
# - spread[:, :, ::sh, ::sw] = dout
# + pass
