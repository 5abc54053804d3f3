# %% The statistics go over the batch, as in batch norm.
# Every image has its own mean and variance: axes 1, 2 and 3.
# - mean = x.mean(axis=(1, 2, 3), keepdims=True)
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + mean = x.mean(axis=(0, 2, 3), keepdims=True)
# + std = np.sqrt(x.var(axis=(0, 2, 3), keepdims=True) + eps)

# %% The statistics go over everything.
# Images share no statistics: axes 1, 2 and 3.
# - mean = x.mean(axis=(1, 2, 3), keepdims=True)
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + mean = x.mean()
# + std = np.sqrt(x.var() + eps)

# %% Every channel is normalized by itself.
# That is instance norm: all channels of an image are normalized together, axes 1, 2 and 3.
# - mean = x.mean(axis=(1, 2, 3), keepdims=True)
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + mean = x.mean(axis=(2, 3), keepdims=True)
# + std = np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)

# %% Every pixel is normalized over its channels.
# The statistics go over the positions, too: axes 1, 2 and 3.
# - mean = x.mean(axis=(1, 2, 3), keepdims=True)
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + mean = x.mean(axis=1, keepdims=True)
# + std = np.sqrt(x.var(axis=1, keepdims=True) + eps)

# %% The variance is unbiased.
# Divide by M, the number of entries of an image, and not by M - 1.
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True, ddof=1) + eps)

# %% eps is forgotten.
# The root is taken of var + eps.
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True))

# %% eps is added to the standard deviation.
# It belongs under the root: np.sqrt(var + eps).
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True)) + eps

# %% x is divided by the variance.
# Divide by the standard deviation, its root.
# - std = np.sqrt(x.var(axis=(1, 2, 3), keepdims=True) + eps)
# + std = x.var(axis=(1, 2, 3), keepdims=True) + eps

# %% The mean is not subtracted.
# x_hat is (x - mean) / std.
# - x_hat = (x - mean) / std
# + x_hat = x / std

# %% gamma and beta are not used.
# out is gamma * x_hat + beta.
# - out = gamma * x_hat + beta
# + out = x_hat.copy()

# %% gamma and beta are exchanged.
# gamma scales and beta shifts.
# - out = gamma * x_hat + beta
# + out = beta * x_hat + gamma

# %% The scale is applied before the normalization.
# Normalize first, then scale and shift.
# - x_hat = (x - mean) / std
# - out = gamma * x_hat + beta
# + x_hat = (gamma * x + beta - mean) / std
# + out = x_hat.copy()

# %% gamma and beta are averaged to one number a channel.
# Every entry of an image has its own: gamma has the shape (C, H, W).
# - out = gamma * x_hat + beta
# + out = gamma.mean(axis=(1, 2), keepdims=True) * x_hat + beta.mean(axis=(1, 2), keepdims=True)

# %% The first image's statistics are used for all images.
# Keep the axis of the batch: keepdims=True.
# - x_hat = (x - mean) / std
# + x_hat = (x - mean[:1]) / std[:1]

# %% The statistics of the images meet the columns.
# Numpy compares shapes from the last axis: use keepdims=True, or reshape (N,) to (N, 1, 1, 1).
# - x_hat = (x - mean) / std
# + x_hat = (x - mean.ravel()) / std.ravel()

# %% x is overwritten.
# The caller still needs x: x - mean makes a new array.
# - x_hat = (x - mean) / std
# + x_hat = (x - mean) / std
# + x[:] = 0

# %% Only `out` is returned.
# End with `return out, cache`.
# - return out, (x_hat, gamma, std)
# + return out

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def layer_norm_forward(x, gamma, beta, *, eps=1e-5):
    x_hat = np.array([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]).reshape(1, 2, 2, 2)
    return x_hat, (x_hat,)
