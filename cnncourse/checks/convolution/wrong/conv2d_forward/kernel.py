# %% The kernel is flipped.
# That is convolution, but a layer cross-correlates: use w as it is.
# - out[n, f, i, j] = np.sum(window * w[f])
# + out[n, f, i, j] = np.sum(window * w[f, :, ::-1, ::-1])

# %% The kernel's rows and columns are swapped.
# w.shape is (C_out, C_in / groups, KH, KW): rows before columns.
# - C_out, C_block, KH, KW = w.shape
# + C_out, C_block, KW, KH = w.shape
# or
# + w = w.swapaxes(2, 3)
# + C_out, C_block, KH, KW = w.shape
