# %% The padding is cut off at the wrong end.
# Test padding, and compare dx itself or its slope along a random direction.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = dpadded[:, :, :H, :W]

# %% The padding of rows and columns is swapped.
# Test a padding that differs between rows and columns.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = np.pad(dpadded, ((0, 0), (0, 0), (0, pw), (0, ph)))[:, :, pw : pw + H, ph : ph + W]

# %% The dilation is cut off in place of the padding.
# Test a padding that is not equal to the dilation.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + zeros = ((0, 0), (0, 0), (0, dilation_h), (0, dilation_w))
# + rows, columns = slice(dilation_h, dilation_h + H), slice(dilation_w, dilation_w + W)
# + dx = np.pad(dpadded, zeros)[:, :, rows, columns]

# %% The dilation is forgotten.
# Test a dilation other than 1.
# - rows = slice(i * sh, i * sh + dilation_h * (KH - 1) + 1, dilation_h)
# + rows = slice(i * sh, i * sh + KH)
# - columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
# + columns = slice(j * sw, j * sw + KW)

# %% The smaller of two dilations is used for both axes.
# Test a dilation that differs between rows and columns.
# - (sh, sw), (ph, pw), (dilation_h, dilation_w) = pair(stride), pair(padding), pair(dilation)
# + (sh, sw), (ph, pw) = pair(stride), pair(padding)
# + dilation_h = dilation_w = min(pair(dilation))

# %% The smaller of two strides is used for both axes.
# Test a stride that differs between rows and columns.
# - (sh, sw), (ph, pw), (dilation_h, dilation_w) = pair(stride), pair(padding), pair(dilation)
# + (ph, pw), (dilation_h, dilation_w) = pair(padding), pair(dilation)
# + sh = sw = min(pair(stride))

# %% All groups see the channels of the first one.
# Test more than one group.
# - channels = slice(first, first + C_block)
# + channels = slice(0, C_block)

# %% Only the last image's share of dw is kept.
# Test more than one image.
# - for n in range(N):
# + for n in range(N):
# +     dw = np.zeros_like(w)

# %% Only the first image gets a gradient dx.
# Test more than one image.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dpadded[1:] = 0
# + dx = dpadded[:, :, ph : ph + H, pw : pw + W]

# %% In dx, the last gradient replaces the others where windows overlap.
# Test windows that overlap: a stride smaller than the kernel, or several filters.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] = dout[n, f, i, j] * w[f]

# %% dw holds only the last window's share.
# Compare dw itself, or its slope along a random direction.
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + dw[f] = dout[n, f, i, j] * padded[n, channels, rows, columns]

# %% db is a mean.
# Compare db with the sum over images, rows and columns.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.mean(axis=(0, 2, 3))

# %% db is the number of windows.
# Draw dout at random, and compare db, too.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else np.full(C_out, float(N * OH * OW))

# %% db is an array although there is no bias.
# Test a convolution whose b is None.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = dout.sum(axis=(0, 2, 3))

# %% dw is divided by the size of the batch.
# Test more than one image, and compare dw itself or its slope along a random direction.
# - return dx, dw, db
# + return dx, dw / N, db

# %% dw is rotated by half a turn.
# Compare dw itself, or its slope along a random direction.
# - return dx, dw, db
# + return dx, dw[:, :, ::-1, ::-1], db

# %% Rows that no window sees get a gradient.
# Test a size that the stride does not divide, so that the last rows are not seen.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + seen = (OH - 1) * sh + dilation_h * (KH - 1) + 1
# + dpadded[:, :, seen:] += dpadded[:, :, seen - 1 : seen]
# + dx = dpadded[:, :, ph : ph + H, pw : pw + W]

# %% The last row of dout is left out.
# Test an upstream gradient without zeros, in every row.
# - for i in range(OH):
# + for i in range(OH - 1):

# %% All filters send their gradient through the first one's weights.
# Test more than one filter.
# - dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[f]
# + dpadded[n, channels, rows, columns] += dout[n, f, i, j] * w[0]

# %% Only the first input channel gets a gradient.
# Test more than one input channel.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dpadded[:, 1:] = 0
# + dx = dpadded[:, :, ph : ph + H, pw : pw + W]

# %% dx and dw are swapped.
# Assert the shapes of both.
# - return dx, dw, db
# + return dw, dx, db

# %% db is missing.
# Assert that there are three gradients.
# - return dx, dw, db
# + return dx, dw

# %% dw is nan in one place.
# A comparison with nan is False: assert that the error is small, not that it is not large.
# - return dx, dw, db
# + dw[-1, -1, -1, -1] = np.nan
# + return dx, dw, db
