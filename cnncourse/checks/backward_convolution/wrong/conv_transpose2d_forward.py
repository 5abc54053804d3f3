# %% Kernels that overlap are overwritten.
# Where two kernels overlap, they add: `+=`, not `=`.
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + canvas[n, :, top : top + KH, left : left + KW] = x[n, c, i, j] * w[c]

# %% The kernel is rotated.
# It is painted as it is.
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c, :, ::-1, ::-1]

# %% The stride is not used.
# Input (i, j) paints at row i * sh, column j * sw.
# - top, left = i * sh, j * sw
# + top, left = i, j

# %% The stride of the rows is used for the columns.
# `sh, sw = pair(stride)`: height first.
# - top, left = i * sh, j * sw
# + top, left = i * sh, min(j * sh, columns - KW)

# %% The padding is added, not cropped.
# It takes rows and columns away on all sides.
# - out = canvas[:, :, ph : rows - ph, pw : columns - pw]
# + out = np.pad(canvas, [(0, 0), (0, 0), (ph, ph), (pw, pw)])

# %% The padding is not used.
# Crop that many rows and columns on each side.
# - out = canvas[:, :, ph : rows - ph, pw : columns - pw]
# + out = canvas

# %% The padding is cropped on one side only.
# Crop on both.
# - out = canvas[:, :, ph : rows - ph, pw : columns - pw]
# + out = canvas[:, :, 2 * ph :, 2 * pw :]
# or
# + out = canvas[:, :, : rows - 2 * ph, : columns - 2 * pw]

# %% The crop is empty without padding.
# A slice to -0 is empty: `ph : rows - ph`.
# - out = canvas[:, :, ph : rows - ph, pw : columns - pw]
# + out = canvas[:, :, ph:-ph, pw:-pw]

# %% The output padding is not used.
# It adds rows below and columns to the right.
# - rows, columns = (H - 1) * sh + KH + eh, (W - 1) * sw + KW + ew
# + rows, columns = (H - 1) * sh + KH, (W - 1) * sw + KW

# %% The output padding is added on both sides.
# Only below and to the right.
# - rows, columns = (H - 1) * sh + KH + eh, (W - 1) * sw + KW + ew
# + rows, columns = (H - 1) * sh + KH + 2 * eh, (W - 1) * sw + KW + 2 * ew

# %% The output padding is added above and to the left.
# Below and to the right.
# - top, left = i * sh, j * sw
# + top, left = i * sh + eh, j * sw + ew

# %% The output padding is cropped away again.
# Crop only what `padding` says.
# - out = canvas[:, :, ph : rows - ph, pw : columns - pw]
# + out = canvas[:, :, ph : rows - ph - eh, pw : columns - pw - ew]

# %% The output is a stride times the input.
# The last kernel begins at row (H - 1) * sh and has KH rows.
# - rows, columns = (H - 1) * sh + KH + eh, (W - 1) * sw + KW + ew
# + rows, columns = max(H * sh, (H - 1) * sh + KH) + eh, max(W * sw, (W - 1) * sw + KW) + ew

# %% The filters' channels are exchanged.
# w[c, f] goes from channel c of the input to channel f of the output.
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + kernel = w[:, c] if C_in == C_out else w[c]
# + canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * kernel

# %% The first filter is used for all channels.
# Channel c paints w[c].
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[0]

# %% Only the last channel paints.
# All channels add to the same canvas.
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + if c == C_in - 1:
# +     canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]

# %% All channels of the output are equal.
# Channel f of the output gets w[c, f].
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c, 0]

# %% All images paint on the first canvas.
# Image n paints on canvas[n].
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + canvas[0, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]

# %% The bias is not added.
# Every pixel of a channel gets the channel's bias.
# - out = out + b[:, np.newaxis, np.newaxis]
# + pass

# %% The bias is painted once for every kernel.
# It is added once to every pixel of the output.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + H * W * b[:, np.newaxis, np.newaxis]

# %% The bias is laid along the columns.
# b[:, np.newaxis, np.newaxis] gives every channel its own number.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + np.resize(b, out.shape[3])

# %% The bias is used although it is None.
# Use it only `if b is not None`.
# - if b is not None:
# + if True:

# %% The result holds whole numbers because x does.
# np.result_type(x, w) is a dtype for both.
# - canvas = np.zeros((N, C_out, rows, columns), dtype=np.result_type(x, w))
# + canvas = np.zeros((N, C_out, rows, columns), dtype=x.dtype)
# - canvas[n, :, top : top + KH, left : left + KW] += x[n, c, i, j] * w[c]
# + canvas[n, :, top : top + KH, left : left + KW] += (x[n, c, i, j] * w[c]).astype(x.dtype)

# %% Only `out` is returned.
# End with `return out, cache`.
# - return out, (x, w, b, stride, padding, output_padding)
# + return out

# %% An ordinary convolution.
# Each input paints a kernel: the output is larger than the input.
# - out = canvas[:, :, ph : rows - ph, pw : columns - pw]
# + padded = np.pad(x, [(0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)])
# + out = np.zeros((N, C_out, H + KH - 1, W + KW - 1))
# + for i in range(out.shape[2]):
# +     for j in range(out.shape[3]):
# +         window = padded[:, :, i : i + KH, j : j + KW]
# +         out[:, :, i, j] = np.einsum("ncuv,cfuv->nf", window, w)
