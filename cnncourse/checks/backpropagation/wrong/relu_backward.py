# %% The sign of dout decides what passes.
# The gate was opened or closed by the input: ask x > 0.
# - return np.where(x > 0, dout, 0)
# + return np.where(dout > 0, dout, 0)

# %% The gradient passes where the input is exactly 0.
# There dx is 0: ask x > 0, not x >= 0.
# - return np.where(x > 0, dout, 0)
# + return np.where(x >= 0, dout, 0)

# %% Half of the gradient passes where the input is exactly 0.
# There dx is 0.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, dout, 0) + np.where(x == 0, dout / 2, 0)

# %% The slope is returned without dout.
# By the chain rule it is multiplied by dout.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, 1.0, 0.0)

# %% The input passes instead of the gradient.
# Where the input was positive, dx is dout.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, x, 0.0) + np.zeros_like(dout)

# %% The output is multiplied by dout.
# The slope of ReLU is 1 where the input was positive, not x.
# - return np.where(x > 0, dout, 0)
# + return np.maximum(x, 0) * dout

# %% dout is passed on as it is.
# Where the input was not positive nothing passes.
# - return np.where(x > 0, dout, 0)
# + return dout.copy()

# %% The condition is the wrong way round.
# The gradient passes where x > 0.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, 0, dout)

# %% A little passes where the input was negative, as in a leaky ReLU.
# There dx is 0.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, dout, 0.01 * dout)

# %% Where the input was negative, the gradient changes its sign.
# That is the slope of the absolute value; here it is 0.
# - return np.where(x > 0, dout, 0)
# + return np.sign(x) * dout

# %% Zeros are written into dout.
# dout belongs to the caller: np.where makes a new array.
# - return np.where(x > 0, dout, 0)
# + dout[x <= 0] = 0
# + return dout

# %% Zeros are written into the array in the cache.
# It belongs to the caller: np.where makes a new array.
# - return np.where(x > 0, dout, 0)
# + x[x <= 0] = 0
# + return np.where(x > 0, dout, 0)

# %% The cache is taken for the array in it.
# It is a tuple with one array: `(x,) = cache`.
# - (x,) = cache
# + x = cache

# %% The loops expect two axes.
# np.where works for arrays with any number of axes.
# - return np.where(x > 0, dout, 0)
# + dx = np.zeros(dout.shape)
# + for i in range(dout.shape[0]):
# +     for j in range(dout.shape[1]):
# +         dx[i, j] = dout[i, j] if x[i, j] > 0 else 0
# + return dx

# %% The result holds whole numbers because x does.
# Make the new array like dout, not like x.
# - return np.where(x > 0, dout, 0)
# + dx = np.zeros_like(x)
# + dx[x > 0] = dout[x > 0]
# + return dx

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
# - return np.where(x > 0, dout, 0)
# + return np.array([[12.0, 0.0, -6.0]])
