# %% The pixels of a filter come in another order than those of a column.
# `im2col` writes channel by channel, row by row, and so does w.reshape(C_out, -1).
# - out = w.reshape(C_out, cols.shape[1]) @ cols  # (N, C_out, OH * OW)
# + out = w.transpose(0, 2, 3, 1).reshape(C_out, -1) @ cols

# %% Rows and columns of the filters are exchanged.
# `im2col` writes each channel row by row, and so does w.reshape(C_out, -1).
# - out = w.reshape(C_out, cols.shape[1]) @ cols  # (N, C_out, OH * OW)
# + out = w.swapaxes(2, 3).reshape(C_out, -1) @ cols

# %% The filters are read column by column.
# Each filter is a row: w.reshape(C_out, -1).
# - out = w.reshape(C_out, cols.shape[1]) @ cols  # (N, C_out, OH * OW)
# + out = w.reshape(-1, C_out).T @ cols

# %% The filters are rotated.
# The layer is a cross-correlation: use the filters as they are.
# - out = w.reshape(C_out, cols.shape[1]) @ cols  # (N, C_out, OH * OW)
# + out = w[:, :, ::-1, ::-1].reshape(C_out, -1) @ cols

# %% The bias is forgotten.
# Add b[f] to every output of filter f.
# - if b is not None:
# + if False:

# %% The bias is added along the places.
# A bias belongs to a filter: b[:, np.newaxis] has an axis for the places.
# - out = out + b[:, np.newaxis]
# + out = out + np.resize(b, out.shape[2])

# %% The bias is added once for each channel of the input.
# Once is enough.
# - out = out + b[:, np.newaxis]
# + out = out + w.shape[1] * b[:, np.newaxis]

# %% Height and width of the output are exchanged.
# output_size is (OH, OW), in this order.
# - return out.reshape(len(cols), C_out, *output_size)
# + return out.reshape(len(cols), C_out, *output_size[::-1])

# %% The output is read column by column.
# Window i * OW + j is output (i, j), so a plain reshape is right.
# - return out.reshape(len(cols), C_out, *output_size)
# + OH, OW = output_size
# + return out.reshape(len(cols), C_out, OW, OH).swapaxes(2, 3)

# %% Filters and places are mixed by a reshape.
# The product is (N, C_out, OH * OW) already: split the last axis only.
# - return out.reshape(len(cols), C_out, *output_size)
# + return out.swapaxes(1, 2).reshape(len(cols), C_out, *output_size)

# %% Only the first image is right.
# `@` multiplies every matrix of a stack: cols is (N, rows, windows).
# - out = w.reshape(C_out, cols.shape[1]) @ cols  # (N, C_out, OH * OW)
# + out = np.zeros((len(cols), C_out, cols.shape[2]))
# + out[:1] = w.reshape(C_out, -1) @ cols[:1]

# %% The windows are not laid out as an image.
# The result has the axes (N, C_out, OH, OW).
# - return out.reshape(len(cols), C_out, *output_size)
# + return out

# %% Everything is zero.
# Is the product ever taken?
# - return out.reshape(len(cols), C_out, *output_size)
# + return 0 * out.reshape(len(cols), C_out, *output_size)
