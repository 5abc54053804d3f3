# %% Where windows overlap, the last gradient replaces the others.
# A pixel that lies in several windows gets a share from each: add with `+=`, not `=`.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] = share

# %% Every pixel gets the whole gradient.
# The output is a mean: each pixel has the slope 1 / (KH * KW).
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1]

# %% The gradient is divided by the number of rows of the window only.
# A window has KH * KW pixels.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1] / KH

# %% The gradient is divided by 4 whatever the kernel is.
# A window has KH * KW pixels.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1] / 4

# %% The gradient is divided by KH * KH.
# A window has KH * KW pixels.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1] / (KH * KH)

# %% The gradient is divided by the size of the image.
# The mean was taken over one window, KH * KW pixels.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1] / (x.shape[2] * x.shape[3])

# %% The gradient is divided by the number of windows.
# The mean was taken over one window, KH * KW pixels.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1] / (OH * OW)

# %% A pixel that lies in several windows gets the mean of its shares.
# The shares add: each window is a path to the loss.
# - return dx
# + windows = np.zeros(x.shape)
# + for i in range(OH):
# +     for j in range(OW):
# +         windows[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += 1
# + return dx / np.maximum(windows, 1)

# %% The largest pixel gets the gradient.
# That is max pooling: a mean sends the same share to all.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + window = x[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
# + largest = window == window.max(axis=(2, 3), keepdims=True) if len(x) else 0
# + dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += largest * share * KH * KW

# %% The gradient is multiplied by the pixels.
# The slope of a mean does not depend on the pixels.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + window = x[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
# + dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share * window

# %% The upstream gradient is assumed to be ones.
# By the chain rule the slope is multiplied by dout.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = 1 / (KH * KW)

# %% Only one corner of the window gets its share.
# Every pixel of the window gets one.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + dx[:, :, i * sh : i * sh + 1, j * sw : j * sw + 1] += share

# %% The stride is not used: windows lie side by side.
# Window i begins at row i * sh.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + dx[:, :, i * KH : i * KH + KH, j * KW : j * KW + KW] += share

# %% Every window begins one pixel after the one before.
# Window i begins at row i * sh.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + dx[:, :, i : i + KH, j : j + KW] += share

# %% Rows and columns of the stride are exchanged.
# The height comes first.
# - x, (KH, KW), (sh, sw) = cache
# + x, (KH, KW), (sw, sh) = cache

# %% Rows and columns of the kernel are exchanged.
# The height comes first.
# - x, (KH, KW), (sh, sw) = cache
# + x, (KW, KH), (sh, sw) = cache

# %% The window ends at the wrong column.
# It ends at j * sw + KW.
# - dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] += share
# + dx[:, :, i * sh : i * sh + KH, j * sw : j * sw + KH] += share

# %% The gradients of all channels are added.
# Every channel is pooled by itself.
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = dout[:, :, i : i + 1, j : j + 1].sum(axis=1, keepdims=True) / (KH * KW)

# %% Only the first image gets a gradient.
# Keep the axis of the batch: dout[:, :, i : i + 1, j : j + 1].
# - return dx
# + dx[1:] = 0
# + return dx

# %% Only the first window is visited.
# Visit all rows and columns of dout; is the `return` inside a loop?
# - for i in range(OH):
# -     for j in range(OW):
# + for i in range(1):
# +     for j in range(1):

# %% The gradient is repeated instead of added: that fits windows side by side only.
# Where windows overlap or leave gaps, visit them one after the other.
def avg_pool2d_backward(dout, cache):
    x, (KH, KW), _ = cache
    dx = np.zeros(x.shape)
    spread = np.kron(dout / (KH * KW), np.ones((1, 1, KH, KW)))[:, :, : x.shape[2], : x.shape[3]]
    dx[:, :, : spread.shape[2], : spread.shape[3]] = spread
    return dx


# %% np.repeat puts the windows side by side.
# Where windows overlap or leave gaps, visit them one after the other, and add.
# - return dx
# + return np.repeat(np.repeat(dout / (KH * KW), KH, axis=2), KW, axis=3)

# %% The gradient has only the rows and columns that a window saw.
# It has the shape of x: what no window saw gets 0.
# - return dx
# + return dx[:, :, : (OH - 1) * sh + KH, : (OW - 1) * sw + KW].copy()

# %% The gradient holds whole numbers because x does.
# np.zeros(x.shape) makes an array of floats; zeros like x hold what x holds.
# - dx = np.zeros(x.shape, dtype=dout.dtype)
# + dx = np.zeros_like(x)
# - share = dout[:, :, i : i + 1, j : j + 1] / (KH * KW)
# + share = (dout[:, :, i : i + 1, j : j + 1] / (KH * KW)).astype(x.dtype)

# %% The gradient is written into x.
# The caller still needs x: np.zeros makes a new array.
# - dx = np.zeros(x.shape, dtype=dout.dtype)
# + dx = x
# + dx[:] = 0


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def avg_pool2d_backward(dout, cache):
    return np.ones((1, 1, 2, 2))
