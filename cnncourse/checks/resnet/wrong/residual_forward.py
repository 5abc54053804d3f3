# %% The ReLU comes before the sum.
# Add first: the ReLU of the block is applied to x + change.
# - return np.maximum(total, 0), (total,)
# + return x + np.maximum(change, 0), (total,)

# %% The ReLU is missing.
# Negative sums become 0 in the output.
# - return np.maximum(total, 0), (total,)
# + return total, (total,)

# %% The shortcut is missing.
# This is a plain block: add x to the change.
# - total = x + change
# + total = np.array(change)

# %% The change is missing.
# Add the change to x.
# - total = x + change
# + total = np.array(x)

# %% The input is subtracted.
# The block adds what it received.
# - total = x + change
# + total = change - x

# %% The change is subtracted.
# The block adds it.
# - total = x + change
# + total = x - change

# %% The input is changed on the way.
# `x += change` writes into the caller's array: write `x + change`.
# - total = x + change
# + x += change
# + total = x

# %% The mean is taken instead of the sum.
# The two are added, without a factor.
# - total = x + change
# + total = (x + change) / 2

# %% Both terms pass a ReLU of their own.
# One ReLU, after the sum.
# - return np.maximum(total, 0), (total,)
# + return np.maximum(x, 0) + np.maximum(change, 0), (total,)

# %% The two are multiplied.
# A shortcut is added.
# - total = x + change
# + total = x * change

# %% The magnitude is taken instead of the ReLU.
# Negative sums become 0, not positive.
# - return np.maximum(total, 0), (total,)
# + return np.abs(total), (total,)

# %% The cache is empty.
# The backward pass has to know where the sum was positive.
# - return np.maximum(total, 0), (total,)
# + return np.maximum(total, 0), ()

# %% Only the output is returned.
# Return the pair (out, cache).
# - return np.maximum(total, 0), (total,)
# + return np.maximum(total, 0)
