# %% The filter is rotated.
# Where out[i, j] is added back, pixel (i + u, j + v) meets the weight [u, v]: no rotation. Only the
# full convolution, which gathers, needs it.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f, :, ::-1, ::-1]

# %% The filter is transposed where it is square.
# Rows of the kernel lie on rows of the window.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + kernel = w[f].transpose(0, 2, 1) if KH == KW else w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * kernel

# %% Square outputs are transposed for dx, as in f21·Z21 + f12·Z12.
# w[1, 0] meets the pixel (1, 1) in the output (0, 1), and w[0, 1] in the output (1, 0).
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + other = dout[n, f, j, i] if OH == OW else dout[n, f, i, j]
# + dpadded[n, channels, rows, columns] += other * w[f]

# %% The gradient of the filters is rotated.
# Weight [u, v] lay on pixel (i + u, j + v): dw is a plain cross-correlation.
# - return dx, dw, db
# + return dx, dw[:, :, ::-1, ::-1].copy(), db

# %% Rows and columns of the output are exchanged.
# dout has the shape (N, C_out, OH, OW).
# - N, C_out, OH, OW = dout.shape
# + N, C_out, OW, OH = dout.shape
# + if OH != OW:
# +     dout = dout.transpose(0, 1, 3, 2)
