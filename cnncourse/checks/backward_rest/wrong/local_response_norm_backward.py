# %% The denominators are taken for constants.
# They depend on x: a channel also feels the outputs of its neighbours.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + pass

# %% Only the channel's own denominator counts.
# A channel is in the denominators of its neighbours, too.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, c : c + 1] += dbase * 2 * alpha / size * x[:, c : c + 1]

# %% Only the neighbours' denominators count.
# A channel is in its own denominator, too.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, c : c + 1] -= dbase * 2 * alpha / size * x[:, c : c + 1]

# %% The last neighbour's share replaces the others.
# A channel gets a share from each of its neighbours: add with `+=`, not `=`.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + direct = dout[:, first:stop] / base[:, first:stop] ** beta
# + dx[:, first:stop] = direct + dbase * 2 * alpha / size * x[:, first:stop]

# %% The direct share is missing.
# A number is also in its own numerator: dout / base ** beta.
# - dx = dout / base**beta
# + dx = np.zeros(dout.shape, dtype=dout.dtype)

# %% The denominator is forgotten in the direct share.
# The slope of the numerator is 1 / base ** beta.
# - dx = dout / base**beta
# + dx = dout.copy()

# %% The neighbours' share has the wrong sign.
# A larger denominator makes the output smaller: minus.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] -= dbase * 2 * alpha / size * x[:, first:stop]

# %% The 2 of the square is missing.
# The slope of a square is 2 * x.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] += dbase * alpha / size * x[:, first:stop]

# %% The beta of the power is missing.
# The slope of base ** -beta is -beta * base ** (-beta - 1).
# - dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)
# + dbase = -dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)

# %% The exponent stays the same.
# The slope of base ** -beta has one power more in the denominator: beta + 1.
# - dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)
# + dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** beta

# %% The exponent has one power less.
# The slope of base ** -beta has one power more in the denominator: beta + 1.
# - dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)
# + dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta - 1)

# %% alpha is not divided by size.
# The base is k + alpha / size * sum of the squares.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] += dbase * 2 * alpha * x[:, first:stop]

# %% The numerator is left out of the denominator's gradient.
# out[c] is x[c] times a power of base[c]: x[c] is a factor of the slope.
# - dbase = -beta * dout[:, c : c + 1] * x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)
# + dbase = -beta * dout[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)

# %% alpha is forgotten in the slope of the base.
# The base is k + alpha / size * sum of the squares: the slope has the same factor.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] += dbase * 2 / size * x[:, first:stop]

# %% The slope of the square has no x.
# The slope of x ** 2 is 2 * x: each neighbour's own number, x[:, first:stop].
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] += dbase * 2 * alpha / size

# %% The slope of the square uses the channel in the middle.
# Each neighbour's own number is squared: 2 * x[:, first:stop].
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + dx[:, first:stop] += dbase * 2 * alpha / size * x[:, c : c + 1]

# %% The denominator of the neighbour is used, not that of the channel in the middle.
# out[c] was divided by base[c], whichever neighbour's gradient is computed.
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + ours = dout[:, c : c + 1] * x[:, c : c + 1]
# + slope = -beta * ours / base[:, first:stop] ** (beta + 1)
# + dx[:, first:stop] += slope * 2 * alpha / size * x[:, first:stop]

# %% The gradient of the neighbour is used, not that of the channel in the middle.
# The share comes through out[c]: it has the factor dout[c].
# - dx[:, first:stop] += dbase * 2 * alpha / size * x[:, first:stop]
# + power = x[:, c : c + 1] / base[:, c : c + 1] ** (beta + 1)
# + slope = -beta * dout[:, first:stop] * power
# + dx[:, first:stop] += slope * 2 * alpha / size * x[:, first:stop]

# %% The neighbourhood ends one channel too early.
# The last one is c + (size - 1) // 2, and a slice ends one behind it.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size // 2, 0), max(c + (size - 1) // 2, 0)

# %% The neighbourhood ends one channel too late.
# The last one is c + (size - 1) // 2; for an even size there is one more before than after.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size // 2, 0), c + size // 2 + 1

# %% For an even size, the neighbourhood is not turned round.
# Channel c is in the denominators of (size - 1) // 2 channels before it and size // 2 after it.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - (size - 1) // 2, 0), c + size // 2 + 1

# %% The neighbourhood begins one channel too early.
# It begins at c - size // 2.
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = max(c - size // 2 - 1, 0), c + (size - 1) // 2 + 1

# %% A negative start is used in a slice.
# dx[:, -1:2] counts -1 from the end: use max(..., 0).
# - first, stop = max(c - size // 2, 0), c + (size - 1) // 2 + 1
# + first, stop = c - size // 2, c + (size - 1) // 2 + 1

# %% The upstream gradient is assumed to be ones.
# By the chain rule every share is multiplied by dout.
# - x, base, size, alpha, beta = cache
# + x, base, size, alpha, beta = cache
# + dout = np.ones_like(dout)

# %% dout is overwritten.
# It belongs to the caller: dout / base ** beta makes a new array.
# - dx = dout / base**beta
# + ours, dx = dout, dout.copy() / base**beta
# + dout = dout.copy()
# + ours[:] = dx

# %% Only the first image gets a gradient.
# Keep the axis of the batch.
# - return dx
# + dx[1:] = 0
# + return dx

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def local_response_norm_backward(dout, cache):
    return np.array([0.25, 0.25, -0.5]).reshape(1, 3, 1, 1)
