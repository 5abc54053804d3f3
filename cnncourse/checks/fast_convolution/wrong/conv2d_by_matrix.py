# %% The pixels of a filter come in another order than those of a column.
# Both go channel by channel, row by row: w.reshape(C_out, -1).
# - out = w.reshape(C_out, C_in * KH * KW) @ cols
# + out = w.transpose(0, 2, 3, 1).reshape(C_out, -1) @ cols

# %% Rows and columns of the filters are exchanged.
# Both go channel by channel, row by row: w.reshape(C_out, -1).
# - out = w.reshape(C_out, C_in * KH * KW) @ cols
# + out = w.swapaxes(2, 3).reshape(C_out, -1) @ cols

# %% The filters are rotated.
# The layer is a cross-correlation: use the filters as they are.
# - out = w.reshape(C_out, C_in * KH * KW) @ cols
# + out = w[:, :, ::-1, ::-1].reshape(C_out, -1) @ cols

# %% The channels are not added.
# One column holds the window of all channels, so that one product adds them, too.
# - out = w.reshape(C_out, C_in * KH * KW) @ cols
# + out = w[:, 0].reshape(C_out, -1) @ cols[:, : KH * KW]

# %% The bias is forgotten.
# Add b[f] to every output of filter f.
# - out = out + b[:, np.newaxis]
# + out = out + 0 * b[:, np.newaxis]

# %% The bias is added along the places.
# A bias belongs to a filter: b[:, np.newaxis] has an axis for the places.
# - out = out + b[:, np.newaxis]
# + out = out + np.resize(b, out.shape[2])

# %% A bias of None is not expected.
# Test `if b is not None`.
# - if b is not None:
# + if True:

# %% The stride is not used.
# Pass it on to the columns, and count the windows with it.
# - (sh, sw), (ph, pw) = pair(stride), pair(padding)
# + stride = 1
# + (sh, sw), (ph, pw) = pair(stride), pair(padding)

# %% The padding is not used.
# Pass it on to the columns, and count the windows with it.
# - (sh, sw), (ph, pw) = pair(stride), pair(padding)
# + padding = 0
# + (sh, sw), (ph, pw) = pair(stride), pair(padding)

# %% One stride is used for both axes.
# `sh, sw = pair(stride)` handles both forms.
# - cols = im2col(x, (KH, KW), stride=stride, padding=padding)
# + cols = im2col(x, (KH, KW), stride=sh, padding=padding)

# %% Height and width of the output are exchanged.
# OH belongs to the rows: (N, C_out, OH, OW).
# - return out.reshape(N, C_out, OH, OW), (cols, w, b, (H, W), stride, padding)
# + return out.reshape(N, C_out, OW, OH), (cols, w, b, (H, W), stride, padding)

# %% The output is a matrix.
# It has the axes (N, C_out, OH, OW).
# - return out.reshape(N, C_out, OH, OW), (cols, w, b, (H, W), stride, padding)
# + return out, (cols, w, b, (H, W), stride, padding)

# %% The cache is not returned.
# End with `return out, cache`.
# - return out.reshape(N, C_out, OH, OW), (cols, w, b, (H, W), stride, padding)
# + return out.reshape(N, C_out, OH, OW)

# %% The result is right, but it is computed window by window.
# Write all windows first, and multiply once for each image.
def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, _, KH, KW = w.shape
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    N, C, H, W = padded.shape
    OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
    filters = w.reshape(C_out, C * KH * KW)
    out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
    for n in range(N):
        for i in range(OH):
            for j in range(OW):
                window = padded[n, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
                out[n, :, i, j] = filters @ window.ravel()
    if b is not None:
        out = out + b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding)


# %% The result is right, but it is computed in seven loops.
# Write all windows first, and multiply once for each image.
def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, _, KH, KW = w.shape
    padded = np.pad(x, [(0, 0), (0, 0), (ph, ph), (pw, pw)])
    N, C, H, W = padded.shape
    OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
    out = np.zeros((N, C_out, OH, OW), dtype=np.result_type(x, w))
    for n, f, i, j in np.ndindex(out.shape):
        window = padded[n, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
        out[n, f, i, j] = np.sum(window * w[f])
    if b is not None:
        out = out + b[:, np.newaxis, np.newaxis]
    return out, (x, w, b, stride, padding)
