# %% On a tie all of the largest get the gradient.
# Test a window with equal numbers, in which the expected dx is known by hand.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + row, column = np.nonzero(window == window.max())
# + dx[n, c, top + row, left + column] += dout[n, c, i, j]

# %% On a tie the last one gets the gradient.
# Test a window with equal numbers, in which the expected dx is known by hand.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = (one[-1] for one in np.nonzero(window == window.max()))

# %% On a tie the gradient is shared out.
# Test a window with equal numbers, in which the expected dx is known by hand.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + row, column = np.nonzero(window == window.max())
# + dx[n, c, top + row, left + column] += dout[n, c, i, j] / len(row)

# %% Only the first image gets a gradient.
# Test more than one image.
# - for n in range(N):
# + for n in range(1):

# %% Only the first channel gets a gradient.
# Test more than one channel.
# - for c in range(C):
# + for c in range(1):

# %% The first channel's winners are used for all channels.
# Test more than one channel, each with its own numbers.
# - window = x[n, c, top : top + KH, left : left + KW]
# + window = x[n, 0, top : top + KH, left : left + KW]

# %% The number with the largest absolute value wins.
# Test images with negative numbers.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = np.unravel_index(np.abs(window).argmax(), window.shape)

# %% Numbers below 0 never win.
# Test windows that hold only negative numbers.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = np.unravel_index(np.maximum(window, 0).argmax(), window.shape)

# %% The smallest number wins.
# Compare dx itself, or its slope along a random direction.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# + row, column = np.unravel_index(window.argmin(), window.shape)

# %% The kernel is assumed to be square.
# Test a wide kernel and a tall one.
# - window = x[n, c, top : top + KH, left : left + KW]
# + window = x[n, c, top : top + KH, left : left + KH]
# or
# + window = x[n, c, top : top + KW, left : left + KW]

# %% The smaller of two strides is used for both axes.
# Test a stride that differs between rows and columns.
# - top, left = i * sh, j * sw
# + top, left = i * min(sh, sw), j * min(sh, sw)

# %% The place within the window is forgotten: the corner gets the gradient.
# Compare dx itself, or its slope along a random direction.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top, left] += dout[n, c, i, j]

# %% The last row of windows is left out.
# Test an upstream gradient without zeros, in more than one row of windows.
# - for i in range(OH):
# + for i in range(OH - 1):

# %% A pixel that wins several windows gets the mean of their gradients.
# Test windows that overlap: a stride smaller than the kernel.
# - dx = np.zeros(x.shape, dtype=dout.dtype)
# + dx, wins = np.zeros(x.shape), np.zeros(x.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + wins[n, c, top + row, left + column] += 1
# - return dx
# + return dx / np.maximum(wins, 1)

# %% The gradient is divided by the size of the batch.
# Test more than one image.
# - return dx
# + return dx / N

# %% dx is nan where no gradient arrives.
# A comparison with nan is False: assert that the error is small, not that it is not large.
# - return dx
# + return np.where(dx == 0, np.nan, dx)
