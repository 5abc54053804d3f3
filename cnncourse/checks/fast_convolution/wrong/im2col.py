# %% A column holds all channels of one pixel before the next pixel.
# Channel by channel: the axes before the reshape are (N, C, KH, KW, OH, OW).
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return cols.transpose(0, 2, 3, 1, 4, 5).reshape(N, C * KH * KW, OH * OW)

# %% The windows are rows.
# Each window is a column: its pixels run down axis 1.
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return cols.reshape(N, C * KH * KW, OH * OW).swapaxes(1, 2)

# %% Rows and columns of a window are exchanged.
# Within a channel the window is read row by row: u before v.
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return cols.transpose(0, 1, 3, 2, 4, 5).reshape(N, C * KH * KW, OH * OW)

# %% The windows come column by column.
# Column i * OW + j is the window of output (i, j): j runs fastest.
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return cols.transpose(0, 1, 2, 3, 5, 4).reshape(N, C * KH * KW, OH * OW)

# %% The windows are numbers in rows that are reshaped to columns.
# `reshape` does not turn a matrix round: put the axes in order first.
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + rows = cols.transpose(0, 4, 5, 1, 2, 3)
# + return rows.reshape(N, C * KH * KW, OH * OW)

# %% The images stand side by side in one matrix.
# The result has an axis for the images: (N, C * KH * KW, OH * OW).
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return np.moveaxis(cols, 0, 3).reshape(1, C * KH * KW, N * OH * OW)

# %% Only the first image is written.
# Each image has its own columns.
# - cols[:, :, u, v] = padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw]
# + cols[:1, :, u, v] = padded[:1, :, u : u + sh * OH : sh, v : v + sw * OW : sw]

# %% The windows are rotated, as in a convolution of mathematics.
# The layer is a cross-correlation: weight (u, v) meets pixel (i * sh + u, j * sw + v).
# - cols[:, :, u, v] = padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw]
# + cols[:, :, KH - 1 - u, KW - 1 - v] = padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw]

# %% The stride is not used for the places.
# Window (i, j) begins at row i * sh and column j * sw.
# - cols[:, :, u, v] = padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw]
# + cols[:, :, u, v] = padded[:, :, u : u + OH, v : v + OW]

# %% The two strides are exchanged.
# `sh, sw = pair(stride)`: height first.
# - (sh, sw), (ph, pw) = pair(stride), pair(padding)
# + (sw, sh), (ph, pw) = pair(stride), pair(padding)

# %% The two paddings are exchanged.
# `ph, pw = pair(padding)`: height first.
# - (sh, sw), (ph, pw) = pair(stride), pair(padding)
# + (sh, sw), (pw, ph) = pair(stride), pair(padding)

# %% The kernel's height and width are exchanged.
# `KH, KW = pair(kernel_size)`: height first.
# - KH, KW = pair(kernel_size)
# + KW, KH = pair(kernel_size)

# %% One padding is added on one side only.
# The zeros surround the image: ph rows above and ph below.
# - padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
# + padded = np.pad(x, [(0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)])

# %% The border is repeated where zeros belong.
# `np.pad` adds zeros unless it is told otherwise.
# - padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
# + padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)], mode="edge")

# %% The last window of each row is missing.
# (H + 2P - KH) // S + 1: the first window counts, too.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw

# %% The columns are always float64.
# Pass the dtype on: np.zeros(shape, dtype=x.dtype).
# - cols = np.zeros((N, C, KH, KW, OH, OW), dtype=x.dtype)
# + cols = np.zeros((N, C, KH, KW, OH, OW))

# %% Everything is zero.
# Are the columns ever filled in?
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return 0 * cols.reshape(N, C * KH * KW, OH * OW)

# %% The last window along each axis is not counted.
# A window fits (size + 2 * padding - kernel) // stride + 1 times: mind the + 1.
# - OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
# + OH, OW = (H + 2 * ph - KH) // sh, (W + 2 * pw - KW) // sw

# %% The six axes are returned.
# At the end one `reshape` makes (N, C * KH * KW, OH * OW) of them.
# - return cols.reshape(N, C * KH * KW, OH * OW)
# + return cols
