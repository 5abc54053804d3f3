# %% The windows are a new array.
# Do not write into a new array: as_strided or sliding_window_view gives a view.
# - return np.lib.stride_tricks.as_strided(x, shape, strides)
# + return np.lib.stride_tricks.as_strided(x, shape, strides).copy()
# or
# + return np.zeros(shape, x.dtype)

# %% A reshape on the way copies.
# A view of windows that overlap cannot be reshaped without a copy: keep all six axes.
# - return np.lib.stride_tricks.as_strided(x, shape, strides)
# + windows = np.lib.stride_tricks.as_strided(x, shape, strides)
# + return windows.reshape(N, C * KH * KW, OH * OW).reshape(shape)

# %% The view goes past the end of the image.
# As many windows as fit: (H - KH) // sh + 1.
# - OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
# + OH, OW = H // sh, W // sw

# %% The last row of windows is missing.
# (H - KH) // sh + 1: the first window counts, too.
# - OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
# + OH, OW = (H - KH) // sh, (W - KW) // sw + 1

# %% The stride is not used for the places.
# Window i begins i * sh rows further down: its step in memory is sh * row.
# - strides = (image, channel, row, column, sh * row, sw * column)
# + strides = (image, channel, row, column, row, column)

# %% The stride is applied within a window as well.
# Within a window the pixels are neighbours: that would be a dilation.
# - strides = (image, channel, row, column, sh * row, sw * column)
# + OH, OW = (H - sh * (KH - 1) - 1) // sh + 1, (W - sw * (KW - 1) - 1) // sw + 1
# + shape = (N, C, KH, KW, OH, OW)
# + strides = (image, channel, sh * row, sw * column, sh * row, sw * column)

# %% The two strides are exchanged.
# `sh, sw = pair(stride)`: height first.
# - sh, sw = pair(stride)
# + sw, sh = pair(stride)

# %% The image is taken to lie in memory row by row.
# It may lie otherwise: begin with x.strides.
# - image, channel, row, column = x.strides
# + column = x.itemsize
# + row, channel, image = column * W, column * W * H, column * W * H * C

# %% A number is taken to have eight bytes.
# A float32 has four: begin with x.strides, or with x.itemsize.
# - image, channel, row, column = x.strides
# + image, channel, row, column = (8 * (step // x.itemsize) for step in x.strides)

# %% Strides are counted in numbers, not in bytes.
# as_strided counts bytes, as x.strides does.
# - image, channel, row, column = x.strides
# + image, channel, row, column = (step // x.itemsize for step in x.strides)

# %% Places and pixels are exchanged.
# The axes are (N, C, KH, KW, OH, OW).
# - return np.lib.stride_tricks.as_strided(x, shape, strides)
# + return np.lib.stride_tricks.as_strided(x, shape, strides).transpose(0, 1, 4, 5, 2, 3)

# %% Rows and columns are exchanged in the windows.
# The axes are (N, C, KH, KW, OH, OW): u before v.
# - return np.lib.stride_tricks.as_strided(x, shape, strides)
# + return np.lib.stride_tricks.as_strided(x, shape, strides).transpose(0, 1, 3, 2, 5, 4)

# %% Rows and columns are exchanged in the steps.
# The axis of u steps by rows, that of v by columns.
# - strides = (image, channel, row, column, sh * row, sw * column)
# + strides = (image, channel, column, row, sw * column, sh * row)

# %% Every image is the first one.
# The first axis steps by x.strides[0].
# - strides = (image, channel, row, column, sh * row, sw * column)
# + strides = (0, channel, row, column, sh * row, sw * column)

# %% The image is changed.
# A view shares the numbers with x: leave them alone.
# - return np.lib.stride_tricks.as_strided(x, shape, strides)
# + x *= 2
# + return np.lib.stride_tricks.as_strided(x, shape, strides)
