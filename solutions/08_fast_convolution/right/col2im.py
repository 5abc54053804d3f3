# %% window by window
def col2im(cols, image_size, kernel_size, *, stride=1, padding=0):
    (KH, KW), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    H, W = image_size
    N, C = cols.shape[0], cols.shape[1] // (KH * KW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    rows = range(0, H + 2 * ph - KH + 1, sh)
    columns = range(0, W + 2 * pw - KW + 1, sw)
    for place, (i, j) in enumerate((i, j) for i in rows for j in columns):
        window = cols[:, :, place].reshape(N, C, KH, KW)
        padded[:, :, i : i + KH, j : j + KW] += window
    return padded[:, :, ph : ph + H, pw : pw + W].copy()


# %% np.add.at with fancy indices
def col2im(cols, image_size, kernel_size, *, stride=1, padding=0):
    (KH, KW), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    H, W = image_size
    N, C = cols.shape[0], cols.shape[1] // (KH * KW)
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), cols.dtype)
    c, u, v = np.indices((C, KH, KW)).reshape(3, -1, 1)
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    i, j = np.indices((OH, OW)).reshape(2, 1, -1)
    np.add.at(padded, (slice(None), c, i * sh + u, j * sw + v), cols)
    return padded[:, :, ph : ph + H, pw : pw + W]
