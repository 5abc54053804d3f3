# %% alpha is not divided by size.
# As in torch, alpha multiplies the mean of the squares: alpha / size * sum.
# - base[:, c] = k + alpha / size * squares
# + base[:, c] = k + alpha * squares

# %% The squares are divided by the number of channels that are there.
# Those beyond the ends count as zeros: divide by size.
# - base[:, c] = k + alpha / size * squares
# + base[:, c] = k + alpha / x[:, first:stop].shape[1] * squares

# %% The neighbourhood ends one channel too early.
# The last one is c + (size - 1) // 2, and a slice ends one behind it.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size // 2, 0), max(c + (size - 1) // 2, 0)

# %% The neighbourhood begins one channel too early.
# It begins at c - size // 2.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size // 2 - 1, 0), c + (size - 1) // 2 + 1

# %% The neighbourhood ends one channel too late.
# The last one is c + (size - 1) // 2; for an even size there is one more before than after.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size // 2, 0), c + size // 2 + 1

# %% For an even size, the extra channel comes after, not before.
# As in torch, there are size // 2 before and (size - 1) // 2 after.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - (size - 1) // 2, 0), c + size // 2 + 1

# %% The neighbourhood begins at the channel itself.
# The channel is in the middle: size // 2 come before it.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = c, c + size

# %% The neighbourhood has size channels on each side.
# It has size channels in all.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size, 0), c + size + 1

# %% A negative start is used in a slice.
# x[:, -1:2] counts -1 from the end: use max(..., 0).
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = c - size // 2, c + (size - 1) // 2 + 1

# %% The first and the last channels take their neighbours from the other end.
# Beyond the ends there are zeros.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + around = [channel % C for channel in range(c - size // 2, stop)]
# + squares = np.sum(x[:, around] ** 2, axis=1)

# %% At the ends the neighbourhood is moved inside.
# Beyond the ends there are zeros: the neighbourhood gets shorter.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + first = max(min(first, C - size), 0)
# + squares = np.sum(x[:, first : first + size] ** 2, axis=1)

# %% The channel itself is left out.
# Its own square counts, too.
# - base[:, c] = k + alpha / size * squares
# + base[:, c] = k + alpha / size * (squares - x[:, c] ** 2)

# %% Only the channel itself counts.
# Add the squares of its neighbours.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + squares = x[:, c] ** 2

# %% The squares of all channels are added.
# Add the squares of its size neighbours only.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + squares = np.sum(x**2, axis=1)

# %% Neighbouring pixels are added instead of neighbouring channels.
# The neighbourhood lies along axis 1.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + squares = np.sum(x[:, c : c + 1] ** 2, axis=(1, 2, 3)).reshape(-1, 1, 1)

# %% The numbers are not squared.
# Add the squares.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + squares = np.sum(np.abs(x[:, first:stop]), axis=1)

# %% The sum is squared.
# Square first, then add.
# - squares = np.sum(x[:, first:stop] ** 2, axis=1)
# + squares = np.sum(x[:, first:stop], axis=1) ** 2

# %% k is not used.
# The base is k + alpha / size * sum of the squares.
# - base[:, c] = k + alpha / size * squares
# + base[:, c] = 1 + alpha / size * squares

# %% beta is not used.
# Divide by base ** beta.
# - out = x / base**beta
# + out = x / base

# %% The root is taken whatever beta is.
# Divide by base ** beta.
# - out = x / base**beta
# + out = x / np.sqrt(base)

# %% alpha and beta are exchanged.
# alpha multiplies the squares, and beta is the exponent.
# - base[:, c] = k + alpha / size * squares
# + base[:, c] = k + beta / size * squares
# - out = x / base**beta
# + out = x / base**alpha

# %% x is multiplied by the power.
# Divide: large neighbours make a number smaller.
# - out = x / base**beta
# + out = x * base**beta

# %% Each channel is divided by numbers that are already normalized.
# All squares are those of x: write into another array.
# - out = x / base**beta
# + out = x.astype(base.dtype)
# + for c in range(C):
# +     first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# +     squares = np.sum(out[:, first:stop] ** 2, axis=1)
# +     out[:, c] = x[:, c] / (k + alpha / size * squares) ** beta

# %% The base holds whole numbers because x does.
# np.zeros(x.shape) makes an array of floats; zeros like x hold what x holds.
# - base = np.zeros(x.shape, dtype=np.result_type(x, np.float32))
# + base = np.zeros_like(x)

# %% x is overwritten.
# The caller still needs x: divide into a new array.
# - out = x / base**beta
# + kept = x.copy()
# + x[:] = 0
# + out = kept / base**beta

# %% Only `out` is returned.
# End with `return out, cache`.
# - return out, (x, base, size, alpha, beta)
# + return out

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    return np.array([1 / 4, 1 / 8, 2 / 7]).reshape(1, 3, 1, 1), (x,)
