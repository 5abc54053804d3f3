# %% The windows are averaged.
# The four numbers are added; only w = 1/4 makes a mean of the sum.
# - sums[:, :, i, j] = window.sum(axis=(2, 3))
# + sums[:, :, i, j] = window.mean(axis=(2, 3))

# %% The largest number of a window is taken.
# That is max pooling: LeNet-5 adds the four numbers.
# - sums[:, :, i, j] = window.sum(axis=(2, 3))
# + sums[:, :, i, j] = window.max(axis=(2, 3))

# %% The windows overlap.
# They lie side by side: window i begins in row 2 * i.
# - window = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
# + window = x[:, :, i : i + 2, j : j + 2]

# %% All maps share the first weight.
# w has a number for each map: w[:, np.newaxis, np.newaxis].
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = w[0] * sums + b[:, np.newaxis, np.newaxis]

# %% All maps share the first bias.
# b has a number for each map: b[:, np.newaxis, np.newaxis].
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = w[:, np.newaxis, np.newaxis] * sums + b[0]

# %% The bias is forgotten.
# Add b[c] to every number of map c.
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = w[:, np.newaxis, np.newaxis] * sums

# %% The weight is forgotten.
# Multiply the sums of map c by w[c].
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = sums + b[:, np.newaxis, np.newaxis]

# %% The bias is multiplied, too.
# First multiply the sum by w, then add b.
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = w[:, np.newaxis, np.newaxis] * (sums + b[:, np.newaxis, np.newaxis])

# %% The bias is added four times.
# Add it once, after the sum.
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = w[:, np.newaxis, np.newaxis] * sums + 4 * b[:, np.newaxis, np.newaxis]

# %% A sigmoid is inside.
# The activation is the next layer: return what comes before it.
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = 1 / (1 + np.exp(-(w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis])))

# %% A scaled tanh is inside.
# The activation is the next layer: return what comes before it.
# - out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = w[:, np.newaxis, np.newaxis] * sums + b[:, np.newaxis, np.newaxis]
# + out = 1.7159 * np.tanh(2 * out / 3)

# %% Only two of the four numbers are added.
# A window has two rows and two columns.
# - window = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
# + window = x[:, :, 2 * i : 2 * i + 1, 2 * j : 2 * j + 2]

# %% Rows and columns are exchanged.
# i counts rows and j columns.
# - window = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
# + window = x[:, :, 2 * j : 2 * j + 2, 2 * i : 2 * i + 2]

# %% An odd last row or column is kept.
# A window without its second row or column is left out: H // 2 rows.
def subsampling_forward(x, w, b):
    N, C, H, W = x.shape
    padded = np.pad(x, [(0, 0), (0, 0), (0, H % 2), (0, W % 2)])
    sums = padded.reshape(N, C, -(-H // 2), 2, -(-W // 2), 2).sum(axis=(3, 5))
    return w[:, None, None] * sums + b[:, None, None], (x.shape, sums, w)


# %% The input is changed.
# Make a new array.
def subsampling_forward(x, w, b):
    x *= w[:, None, None]
    N, C, H, W = x.shape
    even = x[:, :, : H // 2 * 2, : W // 2 * 2]
    sums = even.reshape(N, C, H // 2, 2, W // 2, 2).sum(axis=(3, 5))
    return sums + b[:, None, None], (x.shape, sums, w)


# %% Only the output is returned.
# Return the pair (out, cache): the backward pass needs the sums.
# - return out, (x.shape, sums, w)
# + return out
