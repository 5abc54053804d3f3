# %% The channels of zeros come first.
# The old channels stay where they are; zeros follow.
# - out[:, :C] = kept
# + out[:, out_channels - C :] = kept

# %% The zeros are on both sides.
# The old channels stay where they are; zeros follow. Both are common in other code.
# - out[:, :C] = kept
# + first = (out_channels - C) // 2
# + out[:, first : first + C] = kept

# %% The new channels are copies of the old ones.
# Option A fills them with zeros.
# - out[:, :C] = kept
# + for c in range(out_channels):
# +     out[:, c] = kept[:, c % C]

# %% The pixels are averaged.
# Option A takes every other pixel, as a stride does.
# - kept = x[:, :, ::stride, ::stride]
# + OH, OW = -(-x.shape[2] // stride), -(-x.shape[3] // stride)
# + kept = np.zeros((*x.shape[:2], OH, OW), dtype=x.dtype)
# + for i in range(OH):
# +     for j in range(OW):
# +         window = x[:, :, i * stride : (i + 1) * stride, j * stride : (j + 1) * stride]
# +         kept[:, :, i, j] = window.mean(axis=(2, 3))

# %% The largest of each window is taken.
# Option A takes every other pixel, as a stride does.
# - kept = x[:, :, ::stride, ::stride]
# + OH, OW = -(-x.shape[2] // stride), -(-x.shape[3] // stride)
# + kept = np.zeros((*x.shape[:2], OH, OW), dtype=x.dtype)
# + for i in range(OH):
# +     for j in range(OW):
# +         window = x[:, :, i * stride : (i + 1) * stride, j * stride : (j + 1) * stride]
# +         kept[:, :, i, j] = window.max(axis=(2, 3))

# %% The first pixel is skipped.
# The first window of a convolution with a stride begins at pixel 0.
# - kept = x[:, :, ::stride, ::stride]
# + kept = x[:, :, stride - 1 :: stride, stride - 1 :: stride]

# %% The last row of an odd size is lost.
# A slice with a step keeps it: 5 rows with stride 2 give 3.
# - kept = x[:, :, ::stride, ::stride]
# + kept = x[:, :, ::stride, ::stride][:, :, : x.shape[2] // stride, : x.shape[3] // stride]

# %% Only the rows have a stride.
# Skip columns as well.
# - kept = x[:, :, ::stride, ::stride]
# + kept = x[:, :, ::stride]

# %% Only the columns have a stride.
# Skip rows as well.
# - kept = x[:, :, ::stride, ::stride]
# + kept = x[:, :, :, ::stride]

# %% The stride is always 2.
# Use the argument.
# - kept = x[:, :, ::stride, ::stride]
# + kept = x[:, :, ::2, ::2]

# %% The channels are always doubled.
# Use out_channels.
# - N, C, OH, OW = kept.shape
# + N, C, OH, OW = kept.shape
# + out_channels = 2 * C

# %% The channels of zeros are missing.
# The sum needs out_channels channels.
# - out[:, :C] = kept
# + out = kept.copy()

# %% The stride runs over the images.
# The axes are N, C, H, W: rows and columns are the last two.
# - kept = x[:, :, ::stride, ::stride]
# + kept = x[::stride, ::stride]

# %% The new channels are ones.
# They are zeros.
# - out = np.zeros((N, out_channels, OH, OW), dtype=x.dtype)
# + out = np.ones((N, out_channels, OH, OW), dtype=x.dtype)

# %% float32 becomes float64.
# Give np.zeros the dtype of x.
# - out = np.zeros((N, out_channels, OH, OW), dtype=x.dtype)
# + out = np.zeros((N, out_channels, OH, OW))
