# %% The gradient is passed on as it is.
# What was dropped had no effect on the loss: multiply by the mask.
# - return dout * mask
# + return dout.copy()

# %% The gradient of the numbers that were kept is not scaled.
# The forward pass multiplied by 1 / (1 - p), and so does the backward pass: dout * mask.
# - return dout * mask
# + return dout * (mask != 0)

# %% The gradient is divided by the mask's factor.
# The slope of x * mask is the mask: multiply.
# - return dout * mask
# + return np.where(mask != 0, dout / np.where(mask != 0, mask, 1), 0)
# or
# + with np.errstate(all="ignore"):
# +     return dout / mask

# %% A new mask is drawn.
# Use the mask of the cache: what was dropped forward gets no gradient.
# - return dout * mask
# + p = np.mean(mask == 0)
# + return dout * (np.random.random(mask.shape) >= p) * mask.max()

# %% The mask is applied twice.
# Multiply once.
# - return dout * mask
# + return dout * mask * mask

# %% The numbers that were dropped get the gradient.
# They had no effect on the loss: their gradient is 0.
# - return dout * mask
# + return dout * (mask == 0)

# %% The mask is returned without dout.
# By the chain rule it is multiplied by dout.
# - return dout * mask
# + return mask.copy()

# %% The factor is 2 whatever p was.
# The mask holds the factor 1 / (1 - p).
# - return dout * mask
# + return dout * (mask != 0) * 2

# %% The gradient is scaled a second time, by the share of numbers that were kept.
# The mask holds the factor 1 / (1 - p): multiply, and that is all.
# - return dout * mask
# + return dout * mask * mask.size / max(np.count_nonzero(mask), 1)

# %% Zeros are written into dout.
# dout belongs to the caller: dout * mask makes a new array.
# - return dout * mask
# + dout *= mask
# + return dout

# %% The cache is taken for the array in it.
# It is a tuple with one array: `(mask,) = cache`.
# - (mask,) = cache
# + mask = cache

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def dropout_backward(dout, cache):
    return np.array([2.0, 0.0, 2.0, 2.0, 0.0, 2.0])
