# %% Windows that overlap are overwritten.
# A pixel that several windows read receives from all of them: `+=`.
# - padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += cols[:, :, u, v]
# + padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] = cols[:, :, u, v]

# %% The mean is taken where windows overlap.
# Contributions add: this is the transpose of im2col, not its inverse.
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + count = np.zeros_like(padded)
# + for u in range(KH):
# +     for v in range(KW):
# +         count[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += 1
# + padded /= np.maximum(count, 1)
# + return padded[:, :, ph : ph + H, pw : pw + W]

# %% The stride is not used for the places.
# Window (i, j) begins at row i * sh and column j * sw.
# - padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += cols[:, :, u, v]
# + padded[:, :, u : u + OH, v : v + OW] += cols[:, :, u, v]

# %% The two strides are exchanged.
# `sh, sw = pair(stride)`: height first.
# - (sh, sw), (ph, pw) = pair(stride), pair(padding)
# + (sw, sh), (ph, pw) = pair(stride), pair(padding)

# %% The padding is not cropped.
# Cut off the frame: [:, :, ph : ph + H, pw : pw + W].
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + return padded

# %% The wrong corner is cropped.
# The image begins behind the frame: [:, :, ph : ph + H, pw : pw + W].
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + return padded[:, :, :H, :W]

# %% The crop is empty without padding.
# A slice to -0 is empty: [:, :, ph : ph + H, pw : pw + W].
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + return padded[:, :, ph:-ph, pw:-pw]

# %% A column is read with all channels of one pixel before the next pixel.
# It goes channel by channel: reshape to (N, C, KH, KW, OH, OW).
# - cols = cols.reshape(N, C, KH, KW, OH, OW)
# + cols = cols.reshape(N, KH, KW, C, OH, OW).transpose(0, 3, 1, 2, 4, 5)

# %% Rows and columns of a window are exchanged.
# Within a channel a window goes row by row: u before v.
# - cols = cols.reshape(N, C, KH, KW, OH, OW)
# + cols = cols.reshape(N, C, KW, KH, OH, OW).swapaxes(2, 3)

# %% The windows are taken column by column.
# Column i * OW + j is window (i, j): j runs fastest.
# - cols = cols.reshape(N, C, KH, KW, OH, OW)
# + cols = cols.reshape(N, C, KH, KW, OW, OH).swapaxes(4, 5)

# %% The windows are rotated.
# Each number goes back to the pixel that it was read from: weight (u, v), pixel (i + u, j + v).
# - padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += cols[:, :, u, v]
# + turned = cols[:, :, KH - 1 - u, KW - 1 - v]
# + padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += turned

# %% The last rows, which no window read, are missing.
# The image has H rows and W columns: those stay 0.
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + rows, columns = sh * (OH - 1) + KH, sw * (OW - 1) + KW
# + return padded[:, :, ph : min(ph + H, rows), pw : min(pw + W, columns)]

# %% Only the first image is filled.
# Each image has its own columns.
# - padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += cols[:, :, u, v]
# + padded[:1, :, u : u + sh * OH : sh, v : v + sw * OW : sw] += cols[:1, :, u, v]

# %% Everything is zero.
# Are the columns ever added?
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + return 0 * padded[:, :, ph : ph + H, pw : pw + W]

# %% The sums are divided by the size of the kernel.
# They are sums: a pixel that four windows read gets four numbers.
# - return padded[:, :, ph : ph + H, pw : pw + W]
# + return padded[:, :, ph : ph + H, pw : pw + W] / (KH * KW)
