# %% dw is the sum over the images of another product.
# From out = w @ cols follows dw = dout @ cols transposed.
# - dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
# + dw = (cols @ dproduct.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)

# %% dw is that of the first image.
# All images use the filters: add over axis 0.
# - dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
# + dw = (dproduct @ cols.swapaxes(1, 2))[:1].sum(axis=0).reshape(w.shape)

# %% dw is the mean over the images.
# Gradients add; if the loss is a mean, its 1/N is in dout already.
# - dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
# + dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape) / max(N, 1)

# %% dw is a matrix.
# It has the shape of w.
# - dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
# + dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0)

# %% The pixels of a filter come in another order than those of a column.
# A row of dw has the order of a column: channel by channel, row by row.
# - dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(w.shape)
# + C_out, C, KH, KW = w.shape
# + dw = (dproduct @ cols.swapaxes(1, 2)).sum(axis=0).reshape(C_out, KH, KW, C)
# + dw = dw.transpose(0, 3, 1, 2)

# %% The filters are not transposed.
# From out = w @ cols follows dcols = w transposed @ dout.
# - dcols = w.reshape(C_out, cols.shape[1]).T @ dproduct
# + dcols = w.reshape(-1, C_out) @ dproduct

# %% The filters are rotated as well.
# col2im sends each number back where it came from: the filters stay as they are.
# - dcols = w.reshape(C_out, cols.shape[1]).T @ dproduct
# + dcols = w[:, :, ::-1, ::-1].reshape(C_out, -1).T @ dproduct

# %% Windows that overlap are overwritten.
# A pixel that several windows read receives from all of them.
# - dx = col2im(dcols, image_size, w.shape[2:], stride=stride, padding=padding)
# + (KH, KW), (sh, sw), (ph, pw), (H, W) = w.shape[2:], pair(stride), pair(padding), image_size
# + parts = dcols.reshape(N, w.shape[1], KH, KW, OH, OW)
# + padded = np.zeros((N, w.shape[1], H + 2 * ph, W + 2 * pw), dtype=dcols.dtype)
# + for u in range(KH):
# +     for v in range(KW):
# +         padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw] = parts[:, :, u, v]
# + dx = padded[:, :, ph : ph + H, pw : pw + W]

# %% The gradient is divided by the number of windows.
# Contributions add: col2im is the transpose of im2col, not its inverse.
# - dcols = w.reshape(C_out, cols.shape[1]).T @ dproduct
# + dcols = w.reshape(C_out, -1).T @ dproduct / (w.shape[2] * w.shape[3])

# %% The stride is not used.
# Pass it on: the numbers go back to the places that they were read from.
# - dx = col2im(dcols, image_size, w.shape[2:], stride=stride, padding=padding)
# + (ph, pw), (KH, KW) = pair(padding), w.shape[2:]
# + size = (OH + KH - 1, OW + KW - 1)
# + small = col2im(dcols, size, w.shape[2:], stride=1, padding=0)
# + dx = np.zeros((N, w.shape[1], image_size[0] + 2 * ph, image_size[1] + 2 * pw), dcols.dtype)
# + dx[:, :, : size[0], : size[1]] = small
# + dx = dx[:, :, ph : ph + image_size[0], pw : pw + image_size[1]]

# %% The padding is not cropped.
# dx has the shape of x: cut the frame off.
# - dx = col2im(dcols, image_size, w.shape[2:], stride=stride, padding=padding)
# + size = tuple(n + 2 * p for n, p in zip(image_size, pair(padding), strict=True))
# + dx = col2im(dcols, size, w.shape[2:], stride=stride, padding=0)

# %% dx is left in columns.
# Send the columns back to the image.
# - dx = col2im(dcols, image_size, w.shape[2:], stride=stride, padding=padding)
# + dx = dcols

# %% db has one number for each image and filter.
# The bias is shared by all images: add over axis 0, too.
# - db = None if b is None else dproduct.sum(axis=(0, 2))
# + db = None if b is None else dproduct.sum(axis=2)

# %% db is a mean over the places.
# The bias is added at every place, and gradients add.
# - db = None if b is None else dproduct.sum(axis=(0, 2))
# + db = None if b is None else dproduct.sum(axis=(0, 2)) / (OH * OW)

# %% db is computed where there is no bias.
# Where b is None, so is db.
# - db = None if b is None else dproduct.sum(axis=(0, 2))
# + db = dproduct.sum(axis=(0, 2))

# %% The gradients are in another order.
# End with `return dx, dw, db`.
# - return dx, dw, db
# + return dw, dx, db

# %% Everything is zero.
# Are the gradients ever filled in?
# - return dx, dw, db
# + return 0 * dx, 0 * dw, None if b is None else 0 * db
