# %% On a tie the last one wins.
# The first one in reading order wins, as `argmax` finds it.
# - places = window.reshape(N, C, height * width).argmax(axis=2)  # the first maximum
# + places = height * width - 1 - window.reshape(N, C, -1)[:, :, ::-1].argmax(axis=2) if N else 0

# %% On a tie the first column wins, not the first row.
# Read row by row: the smallest row * W + column wins.
# - places = window.reshape(N, C, height * width).argmax(axis=2)  # the first maximum
# - rows, columns = places // width, places % width
# + turned = window.transpose(0, 1, 3, 2).reshape(N, C, height * width).argmax(axis=2)
# + rows, columns = turned % height, turned // height

# %% The index is counted inside the window.
# It is counted in the whole channel: add where the window begins.
# - indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
# + indices[:, :, i, j] = places

# %% The index is counted in the padded image.
# Row 0 is the first row of the image itself.
# - indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
# + indices[:, :, i, j] = (first_row + ph + rows) * (W + 2 * pw) + first_column + pw + columns

# %% The row is multiplied by the height.
# A row has W pixels: the index is row * W + column.
# - indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
# + indices[:, :, i, j] = (first_row + rows) * H + first_column + columns

# %% The row is multiplied by the width of the output.
# A row of the input has W pixels: the index is row * W + column.
# - indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
# + indices[:, :, i, j] = (first_row + rows) * len(lefts) + first_column + columns

# %% Columns are counted first.
# The index is row * W + column.
# - indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
# + indices[:, :, i, j] = (first_column + columns) * H + first_row + rows

# %% Indices run on from channel to channel.
# They are counted in each channel, from 0.
# - return indices
# + return indices + np.arange(C)[:, np.newaxis, np.newaxis] * H * W

# %% The stride is not used for where the window begins.
# The window begins at tops[i] and lefts[j].
# - first_row, first_column = max(top, 0), max(left, 0)
# - window = x[:, :, first_row : top + KH, first_column : left + KW]
# + first_row, first_column = max(i - ph, 0), max(j - pw, 0)
# + window = x[:, :, first_row : i - ph + KH, first_column : j - pw + KW]

# %% Without a stride, the window moves by one pixel.
# The default stride is the kernel size.
# - sh, sw = (KH, KW) if stride is None else pair(stride)
# + sh, sw = (1, 1) if stride is None else pair(stride)

# %% The padding holds zeros, which may win.
# Padding never wins, and it has no index: leave it out of the window.
# - places = window.reshape(N, C, height * width).argmax(axis=2)  # the first maximum
# + places = window.reshape(N, C, height * width).argmax(axis=2)
# + if height * width < KH * KW:
# +     places = np.where(window.max(axis=(2, 3)) < 0, 0, places)

# %% The place in a window cut off by the border is divided by the kernel's width.
# The window is narrower there: divide by the width that it has.
# - rows, columns = places // width, places % width
# + rows, columns = places // KW, places % KW

# %% The maxima are returned.
# Their places are asked for.
# - indices[:, :, i, j] = (first_row + rows) * W + first_column + columns
# + indices[:, :, i, j] = window.max(axis=(2, 3)) if N else 0

# %% The smallest pixel wins.
# The largest one does: `argmax`.
# - places = window.reshape(N, C, height * width).argmax(axis=2)  # the first maximum
# + places = window.reshape(N, C, height * width).argmin(axis=2)

# %% Row and column are returned apart.
# Return row * W + column.
# - return indices
# + return indices // W, indices % W


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def pool_indices(x, *, kernel_size, stride=None, padding=0):
    return np.array([[[[5, 3], [13, 11]]]])
