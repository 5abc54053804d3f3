# %% The stride is not used.
# Window i begins at row i * sh, as in the forward pass.
# - rows = slice(i * sh, i * sh + dilation_h * (KH - 1) + 1, dilation_h)
# + rows = slice(i, i + dilation_h * (KH - 1) + 1, dilation_h)
# - columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
# + columns = slice(j, j + dilation_w * (KW - 1) + 1, dilation_w)

# %% The stride of the rows is used for the columns.
# `sh, sw = pair(stride)`: height first.
# - columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
# + left = min(j * sh, padded.shape[3] - dilation_w * (KW - 1) - 1)
# + columns = slice(left, left + dilation_w * (KW - 1) + 1, dilation_w)

# %% The dilation is not used.
# The window takes every dilation-th row and column, as in the forward pass.
# - rows = slice(i * sh, i * sh + dilation_h * (KH - 1) + 1, dilation_h)
# + rows = slice(i * sh, i * sh + KH)
# - columns = slice(j * sw, j * sw + dilation_w * (KW - 1) + 1, dilation_w)
# + columns = slice(j * sw, j * sw + KW)

# %% The padding is not cropped.
# Cut off the frame: [:, :, ph : ph + H, pw : pw + W].
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = dpadded

# %% The wrong corner is cropped.
# The image begins behind the frame: [:, :, ph : ph + H, pw : pw + W].
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = dpadded[:, :, :H, :W]

# %% The crop is empty without padding.
# A slice to -0 is empty: [:, :, ph : ph + H, pw : pw + W].
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = dpadded[:, :, ph:-ph, pw:-pw]

# %% The rows' padding is cropped from the columns, too.
# `ph, pw = pair(padding)`: height first.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + dx = dpadded[:, :, ph : ph + H, ph : ph + W]

# %% The frame is not added for dw.
# The forward pass read the padded image.
# - dw[f] += dout[n, f, i, j] * padded[n, channels, rows, columns]
# + shifted = np.pad(x, [(0, 0), (0, 0), (0, 2 * ph), (0, 2 * pw)])
# + dw[f] += dout[n, f, i, j] * shifted[n, channels, rows, columns]

# %% The rows that no window saw get a gradient, too.
# What no output read does not change the loss: there dx is 0.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + seen = (OH - 1) * sh + dilation_h * (KH - 1) + 1
# + dpadded[:, :, seen:] = dpadded[:, :, seen - 1 : seen]
# + dx = dpadded[:, :, ph : ph + H, pw : pw + W]

# %% The rows that no window saw are missing.
# dx has the shape of x: they are 0.
# - dx = dpadded[:, :, ph : ph + H, pw : pw + W]
# + seen = (OH - 1) * sh + dilation_h * (KH - 1) + 1
# + dx = dpadded[:, :, ph : min(ph + H, seen), pw : pw + W]
