# %% The weights are folded with channels last.
# Maps are flattened channel by channel: fold into (D_out, C, KH, KW).
# - filters = w.reshape(-1, C, KH, KW)
# + filters = w.reshape(-1, KH, KW, C).transpose(0, 3, 1, 2)

# %% Rows and columns of the window are exchanged.
# The window is (KH, KW): its rows come first.
# - filters = w.reshape(-1, C, KH, KW)
# + filters = w.reshape(-1, C, KW, KH).transpose(0, 1, 3, 2)

# %% The kernels are rotated, as in a true convolution.
# The dense layer takes the weights as they are.
# - filters = w.reshape(-1, C, KH, KW)
# + filters = w.reshape(-1, C, KH, KW)[:, :, ::-1, ::-1]

# %% The bias is missing.
# The dense layer adds one to every output.
# - out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
# + out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4))

# %% The bias is added for every channel.
# It is added once, after the sum.
# - out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
# + out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + C * b

# %% Every output has the mean of the products.
# A dense layer adds them up.
# - out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
# + out[:, :, i, j] = (seen * filters).mean(axis=(2, 3, 4)) + b

# %% Only the first channel is read.
# Every output sees all channels.
# - out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
# + out[:, :, i, j] = (seen * filters)[:, :, 0].sum(axis=(2, 3)) + b

# %% All windows are the one in the corner.
# The window moves: begin at row i and column j.
# - seen = maps[:, np.newaxis, :, i : i + KH, j : j + KW]
# + seen = maps[:, np.newaxis, :, :KH, :KW]

# %% Rows and columns of the place are exchanged.
# i counts rows, j columns.
# - out[:, :, i, j] = (seen * filters).sum(axis=(2, 3, 4)) + b
# + out[:, :, j % (H - KH + 1), i % (W - KW + 1)] = (seen * filters).sum(axis=(2, 3, 4)) + b

# %% Only one place is computed.
# The window fits at (H - KH + 1) * (W - KW + 1) places.
def dense_everywhere(maps, w, b, window):
    KH, KW = window
    flat = maps[:, :, :KH, :KW].reshape(len(maps), -1)
    return (flat @ w.T + b)[:, :, None, None]


# %% The windows lie side by side.
# They move by one pixel, as in a convolution of stride 1.
def dense_everywhere(maps, w, b, window):
    N, C, H, W = maps.shape
    KH, KW = window
    out = np.zeros((N, len(w), H // KH, W // KW), np.result_type(maps, w, b))
    for i in range(H // KH):
        for j in range(W // KW):
            seen = maps[:, :, i * KH : (i + 1) * KH, j * KW : (j + 1) * KW]
            out[:, :, i, j] = seen.reshape(N, -1) @ w.T + b
    return out


# %% There is one place too few along each axis.
# A window fits H - KH + 1 times.
# - out = np.zeros((N, len(filters), H - KH + 1, W - KW + 1), np.result_type(maps, w, b))
# - for i in range(H - KH + 1):
# -     for j in range(W - KW + 1):
# + out = np.zeros((N, len(filters), H - KH, W - KW), np.result_type(maps, w, b))
# + for i in range(H - KH):
# +     for j in range(W - KW):
