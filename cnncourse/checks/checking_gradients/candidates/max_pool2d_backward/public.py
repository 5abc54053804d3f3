# %% Where windows overlap, the last gradient replaces the others.
# Test windows that overlap: a stride smaller than the kernel.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] = dout[n, c, i, j]

# %% The stride is forgotten: windows lie side by side.
# Test a stride that is not the kernel size.
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

# %% Every pixel of a window gets its gradient.
# Compare dx itself, or its slope along a random direction.
# - row, column = np.unravel_index(window.argmax(), window.shape)
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j]

# %% The upstream gradient is assumed to be ones.
# Draw dout at random.
# - dx[n, c, top + row, left + column] += dout[n, c, i, j]
# + dx[n, c, top + row, left + column] += 1

# %% dx has only the rows and columns that a window saw.
# Assert the shape of dx, with windows that do not reach the last pixels.
# - return dx
# + return dx[:, :, : (OH - 1) * sh + KH, : (OW - 1) * sw + KW]
