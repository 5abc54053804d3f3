# %% Nothing is subtracted, so that the powers overflow.
# Subtract the largest number of every row first: the probabilities stay the same.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# - powers = np.exp(shifted)
# + powers = np.exp(logits)

# %% The softmax is taken over the batch.
# Every row sums to 1: max and sum along axis 1.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.max(axis=0, keepdims=True)
# - return powers / powers.sum(axis=1, keepdims=True)
# + return powers / powers.sum(axis=0, keepdims=True)

# %% The sum is taken over all rows together.
# Every row has its own sum: axis=1 with keepdims=True.
# - return powers / powers.sum(axis=1, keepdims=True)
# + return powers / powers.sum()
# or
# - shifted = logits - logits.max(axis=1, keepdims=True)
# - powers = np.exp(shifted)
# - return powers / powers.sum(axis=1, keepdims=True)
# + powers = np.exp(logits)
# + return powers / powers.sum()

# %% The sums lose their axis and divide columns, not rows.
# With keepdims=True the sums are (N, 1), and each divides its own row.
# - return powers / powers.sum(axis=1, keepdims=True)
# + sums = powers.sum(axis=1)
# + return powers / (sums if len(sums) == powers.shape[1] else sums[:, np.newaxis])
# or
# - return powers / powers.sum(axis=1, keepdims=True)
# + return powers / powers.sum(axis=1)
# or
# - powers = np.exp(shifted)
# - return powers / powers.sum(axis=1, keepdims=True)
# + powers = np.exp(logits)
# + return powers / powers.sum(axis=1)

# %% The largest numbers lose their axis and are subtracted from columns, not rows.
# With keepdims=True they are (N, 1), and each is subtracted from its own row.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.max(axis=1)
# or
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.max(axis=1)
# - return powers / powers.sum(axis=1, keepdims=True)
# + return powers / powers.sum(axis=1)

# %% The largest number of all rows is subtracted.
# The row's own largest number has to go, or the powers of a small row are all 0.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.max()

# %% The mean of the row is subtracted.
# The powers still overflow if one number is much larger: subtract the largest.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.mean(axis=1, keepdims=True)

# %% The smallest number of the row is subtracted.
# The largest has to go: then no power exceeds 1.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.min(axis=1, keepdims=True)

# %% The numbers are divided by their largest.
# That changes the probabilities; subtracting it does not.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits / np.abs(logits).max(axis=1, keepdims=True)

# %% Large numbers are cut off.
# Then they no longer differ: subtract the row's largest number.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = np.clip(logits, -500, 500)

# %% The powers are not divided by their sum.
# - return powers / powers.sum(axis=1, keepdims=True)
# + return powers

# %% The numbers are divided by their sum, without powers.
# Take exp first.
# - powers = np.exp(shifted)
# + powers = shifted

# %% The largest number becomes 1 and all others 0.
# That is the arg max; softmax leaves something to the others.
# - return powers / powers.sum(axis=1, keepdims=True)
# + return (powers == 1).astype(float)

# %% The sigmoid of every number is taken.
# The probabilities of a row depend on one another: divide by the sum of the powers.
# - return powers / powers.sum(axis=1, keepdims=True)
# + return 1 / (1 + np.exp(-logits))

# %% The logarithms of the probabilities are returned.
# - return powers / powers.sum(axis=1, keepdims=True)
# + return np.log(powers / powers.sum(axis=1, keepdims=True))

# %% Powers of 2 are taken.
# np.exp gives the powers of e.
# - powers = np.exp(shifted)
# + powers = 2.0**shifted

# %% The largest number is subtracted from the argument itself.
# `-=` changes the caller's array: write logits = logits - ...
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits
# + shifted -= shifted.max(axis=1, keepdims=True)

# %% Only the first row is computed.
# - return powers / powers.sum(axis=1, keepdims=True)
# + return powers[:1] / powers[:1].sum()

# %% The sign in the exponent is wrong.
# The largest number gets the largest probability.
# - powers = np.exp(shifted)
# + powers = np.exp(-np.abs(logits))

# %% The probabilities are whole numbers because the logits are.
# Make an array of floats.
# - return powers / powers.sum(axis=1, keepdims=True)
# + p = np.zeros_like(logits)
# + p[:] = powers / powers.sum(axis=1, keepdims=True)
# + return p
