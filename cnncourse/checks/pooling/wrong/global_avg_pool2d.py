# %% The sum is taken.
# Divide it by the number of pixels, or use `mean`.
# - return x.mean(axis=(2, 3))
# + return x.sum(axis=(2, 3))

# %% The maximum is taken.
# The mean is asked for.
# - return x.mean(axis=(2, 3))
# + return x.max(axis=(2, 3))

# %% The mean is taken over images and channels.
# Rows and columns are axes 2 and 3.
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(0, 1))

# %% The mean is taken over channels, too.
# Every channel keeps a number of its own: the result has shape (N, C).
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(1, 2, 3))

# %% The mean is taken over images, too.
# Every image keeps numbers of its own: the result has shape (N, C).
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(0, 2, 3))

# %% One mean is taken of everything.
# Every channel of every image has a number of its own.
# - return x.mean(axis=(2, 3))
# + return x.mean()

# %% The mean is taken over the rows only.
# Rows and columns are axes 2 and 3: `axis=(2, 3)`.
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=2)

# %% The axes of length 1 are kept.
# The result has shape (N, C).
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(2, 3), keepdims=True)

# %% Channels come before images.
# The result has shape (N, C).
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(2, 3)).T

# %% The sum is divided by the height twice.
# An image has H times W pixels.
# - return x.mean(axis=(2, 3))
# + return x.sum(axis=(2, 3)) / x.shape[2] ** 2

# %% The mean is rounded down to a whole number.
# Means are fractions.
# - return x.mean(axis=(2, 3))
# + return x.mean(axis=(2, 3)).astype(x.dtype)
