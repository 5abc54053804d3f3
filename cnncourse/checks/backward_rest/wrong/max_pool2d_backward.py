# %% Where windows overlap, the last gradient replaces the others.
# A pixel that wins several windows gets a share from each: add with `+=`, not `=`.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] = dout[n, c, i, j]

# %% An array of places with `+=` keeps only one of several gradients for the same pixel.
# `dx[rows, columns] += ...` adds once for each pixel: loop over the windows, or use np.add.at.
def max_pool2d_backward(dout, cache):
    x, (KH, KW), (sh, sw) = cache
    N, C, OH, OW = dout.shape
    dx = np.zeros(x.shape)
    places = np.zeros((N, C, OH, OW), dtype=int)
    for n, c, i, j in np.ndindex(dout.shape):
        window = x[n, c, i * sh : i * sh + KH, j * sw : j * sw + KW]
        row, column = np.unravel_index(window.argmax(), window.shape)
        places[n, c, i, j] = (i * sh + row) * x.shape[3] + j * sw + column
    images, channels, _ = np.ogrid[:N, :C, :1]
    flat = dx.reshape(N, C, x.shape[2] * x.shape[3])
    flat[images, channels, places.reshape(N, C, OH * OW)] += dout.reshape(N, C, OH * OW)
    return dx


# %% On a tie all of the largest pixels get the gradient.
# The forward pass took one of them: the first one, as `argmax` finds it.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + equal = window == window.max()
# + dx[n, c, top : top + KH, left : left + KW] += equal * dout[n, c, i, j]

# %% On a tie the gradient is shared out.
# The first of the largest pixels gets all of it, as `argmax` finds it.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + equal = window == window.max()
# + dx[n, c, top : top + KH, left : left + KW] += equal * dout[n, c, i, j] / equal.sum()

# %% On a tie the last one wins.
# The first one in reading order wins, as `argmax` finds it: compare with `>`, not `>=`.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = (one[-1] for one in np.nonzero(window == window.max()))

# %% On a tie the first one by columns wins.
# Reading order is row by row.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + column, row = np.unravel_index(window.T.argmax(), window.T.shape)

# %% Every pixel of a window gets its gradient.
# Only the winner had an effect on the output.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j]

# %% The gradient is shared out among the pixels of a window.
# That is average pooling: here the winner gets all of it.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)

# %% The pixel is returned instead of its gradient.
# The slope is 1 for the winner: it gets dout.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] += window[row, column]

# %% The gradient is multiplied by the pixel.
# The output is the pixel itself: its slope is 1.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] += dout[n, c, i, j] * window[row, column]

# %% The upstream gradient is assumed to be ones.
# By the chain rule the slope 1 is multiplied by dout[n, c, i, j].
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] += 1

# %% The stride is not used: windows lie side by side.
# Window i begins at row i * sh.
# - x, (KH, KW), (sh, sw) = cache
# + x, (KH, KW), _ = cache
# + sh, sw = KH, KW
# - window = x[n, c, top : top + KH, left : left + KW]
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + window = x[n, c, top : top + KH, left : left + KW]
# + if window.size == 0:
# +     continue
# + row, column = np.unravel_index(window.argmax(), window.shape)
# + dx[n, c, top + row, left + column] += dout[n, c, i, j]

# %% Every window begins one pixel after the one before.
# Window i begins at row i * sh.
# - top, left = i * sh, j * sw
# + top, left = i, j

# %% Rows and columns of the stride are exchanged.
# The height comes first.
# - x, (KH, KW), (sh, sw) = cache
# + x, (KH, KW), (sw, sh) = cache
# - window = x[n, c, top : top + KH, left : left + KW]
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + window = x[n, c, top : top + KH, left : left + KW]
# + if window.size == 0:
# +     continue
# + row, column = np.unravel_index(window.argmax(), window.shape)
# + dx[n, c, top + row, left + column] += dout[n, c, i, j]

# %% Rows and columns of the kernel are exchanged.
# The height comes first.
# - x, (KH, KW), (sh, sw) = cache
# + x, (KW, KH), (sh, sw) = cache

# %% The place of the winner is unravelled for a square window.
# A window has KW columns: np.unravel_index(window.argmax(), window.shape).
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = divmod(int(window.argmax()), KH)
# + row, column = min(row, KH - 1), min(column, KW - 1)

# %% The place of the winner is divided by the height of the window.
# A window has KW columns: np.unravel_index(window.argmax(), window.shape).
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = divmod(int(window.argmax()), KH)

# %% The place in the window is taken for the place in the image.
# The window begins at row `top` and column `left`: add them.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, row, column] += dout[n, c, i, j]

# %% The gradient goes to the corner of the window.
# It goes to the winner: top + row, left + column.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top, left] += dout[n, c, i, j]

# %% The winner of the first channel is used for all channels.
# Every channel has its own winner.
# - window = x[n, c, top : top + KH, left : left + KW]
# + window = x[n, 0, top : top + KH, left : left + KW]

# %% The winner of the first image is used for all images.
# Every image has its own winner.
# - window = x[n, c, top : top + KH, left : left + KW]
# + window = x[0, c, top : top + KH, left : left + KW]

# %% Only the first image gets a gradient.
# Loop over all images.
# - for n in range(N):
# + for n in range(min(N, 1)):

# %% Only the first channel gets a gradient.
# Loop over all channels.
# - for c in range(C):
# + for c in range(1):

# %% Only the first window is visited.
# Visit all rows and columns of dout; is the `return` inside a loop?
# - for i in range(OH):
# + for i in range(1):
# - for j in range(OW):
# + for j in range(1):

# %% The pixel with the largest absolute value wins.
# -5 is smaller than 1: compare the pixels as they are.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = np.unravel_index(np.abs(window).argmax(), window.shape)

# %% Pixels below 0 never win.
# All pixels of a window may be negative: start from the first one, or from -np.inf.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = np.unravel_index(np.maximum(window, 0).argmax(), window.shape)

# %% The smallest pixel wins.
# Use argmax.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = np.unravel_index(window.argmin(), window.shape)

# %% The gradient has only the rows and columns that a window saw.
# It has the shape of x: what no window saw gets 0.
# - return dx
# + return dx[:, :, : (OH - 1) * sh + KH, : (OW - 1) * sw + KW].copy()

# %% The gradient is divided by the batch size.
# The 1/N of a mean loss is already in dout.
# - return dx
# + return dx / max(N, 1)

# %% The gradient holds whole numbers because x does.
# np.zeros(x.shape) makes an array of floats; zeros like x hold what x holds.
# - dx = np.zeros(x.shape, dtype=dout.dtype)
# + dx = np.zeros_like(x)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] += dout[n, c, i, j].astype(x.dtype)

# %% The gradient is written into x.
# The caller still needs x: np.zeros makes a new array.
# - dx = np.zeros(x.shape, dtype=dout.dtype)
# + dx = x
# + x = x.copy()
# + dx[:] = 0


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def max_pool2d_backward(dout, cache):
    return np.array([[[[0.0, 0.0], [0.0, 1.0]]]])
