# %% Mean and variance are taken for constants.
# In training they depend on x: dx also gets two shares through them.
# - if training:
# + if False:

# %% The gradient through the mean is forgotten.
# Every number moves the mean of its channel: subtract dbeta / M.
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + dx = dout - along / M

# %% The gradient through the variance is forgotten.
# Every number moves the variance of its channel: subtract x_hat * dgamma / M.
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + dx = dout - dbeta.reshape(per_channel) / M

# %% The gradients through mean and variance are added, not subtracted.
# dx is gamma / std * (dout - dbeta / M - x_hat * dgamma / M).
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + dx = dout + (dbeta.reshape(per_channel) + along) / M

# %% The gradients through mean and variance are not divided by M.
# Each number has the share 1 / M in the mean.
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + dx = dout - (dbeta.reshape(per_channel) + along)

# %% The gradient through the variance is not multiplied by x_hat.
# The variance grows with x where x is above the mean: x_hat * dgamma / M.
# - along = x_hat * dgamma.reshape(per_channel)
# + along = dgamma.reshape(per_channel)

# %% M counts only the images.
# A channel has N * H * W numbers.
# - M = dout.size // dout.shape[1]
# + M = len(dout)

# %% M counts only the positions.
# A channel has N * H * W numbers.
# - M = dout.size // dout.shape[1]
# + M = dout.shape[2] * dout.shape[3]

# %% M counts all channels together.
# A channel has N * H * W numbers.
# - M = dout.size // dout.shape[1]
# + M = dout.size

# %% The backward pass divides by M - 1.
# The batch was normalized by its biased variance: divide by M.
# - M = dout.size // dout.shape[1]
# + M = max(dout.size // dout.shape[1] - 1, 1)

# %% Evaluation is treated like training.
# There mean and variance are constants: dx is gamma / std * dout.
# - if training:
# + if True:

# %% gamma is forgotten in dx.
# x_hat was multiplied by gamma: dx has the factor gamma / std.
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (1 / std).reshape(per_channel) * dx

# %% The division by std is forgotten in dx.
# x - mean was divided by std: dx has the factor gamma / std.
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = gamma.reshape(per_channel) * dx

# %% dx is divided by the variance.
# It has the factor gamma / std.
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (gamma / std**2).reshape(per_channel) * dx

# %% gamma is multiplied twice into dx.
# dx has the factor gamma / std once.
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (gamma**2 / std).reshape(per_channel) * dx
# or
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + dx = gamma.reshape(per_channel) * (dout - (dbeta.reshape(per_channel) + along) / M)

# %% gamma multiplies dout, but not the shares through mean and variance.
# dgamma and dbeta do not hold gamma: all three terms have the factor gamma / std.
# - dx = dout
# + dx = gamma.reshape(per_channel) * dout
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + dx = dx - (dbeta.reshape(per_channel) + along) / M
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (1 / std).reshape(per_channel) * dx

# %% dx is multiplied by std.
# x - mean was divided by std: divide.
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (gamma * std).reshape(per_channel) * dx

# %% gamma is applied twice.
# dgamma and dbeta are sums over dout itself.
# - dgamma = (dout * x_hat).sum(axis=(0, 2, 3))
# + dgamma = (dout * x_hat).sum(axis=(0, 2, 3)) * gamma

# %% The gradient of gamma does not use x_hat.
# out is gamma * x_hat + beta: the slope of gamma is x_hat.
# - dgamma = (dout * x_hat).sum(axis=(0, 2, 3))
# - dx = dout
# + dgamma = dbeta.copy()
# + dx = dout

# %% The gradients of gamma and beta are summed over the batch only.
# All pixels of a channel share gamma and beta: sum over the axes 0, 2 and 3.
# - return dx, dgamma, dbeta
# + return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)

# %% The gradients of gamma and beta are summed over the pixels only.
# All images share gamma and beta: sum over the axes 0, 2 and 3.
# - return dx, dgamma, dbeta
# + return dx, (dout * x_hat).sum(axis=(2, 3)), dout.sum(axis=(2, 3))

# %% The gradients of gamma and beta are summed over the channels, too.
# Each channel has its own: sum over the axes 0, 2 and 3.
# - return dx, dgamma, dbeta
# + return dx, np.full(gamma.shape, dgamma.sum()), np.full(gamma.shape, dbeta.sum())

# %% The gradients of gamma and beta are means.
# Gradients of shared parameters add up.
# - return dx, dgamma, dbeta
# + return dx, dgamma / M, dbeta / M

# %% dgamma and dbeta are exchanged.
# End with `return dx, dgamma, dbeta`.
# - return dx, dgamma, dbeta
# + return dx, dbeta, dgamma

# %% The numbers of the channels meet the columns.
# Numpy compares shapes from the last axis: reshape (C,) to (1, C, 1, 1).
# - along = x_hat * dgamma.reshape(per_channel)
# - dx = dout - (dbeta.reshape(per_channel) + along) / M
# + along = x_hat * dgamma
# + dx = dout - (dbeta + along) / M
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (gamma / std) * dx

# %% dout is overwritten.
# It belongs to the caller: dout - ... makes a new array.
# - dx = (gamma / std).reshape(per_channel) * dx
# + dx = (gamma / std).reshape(per_channel) * dx
# + dout[:] = dx

# %% Only dx is returned.
# End with `return dx, dgamma, dbeta`.
# - return dx, dgamma, dbeta
# + return dx

# %% Everything is zero.
# Are the gradients ever filled in?
# - return dx, dgamma, dbeta
# + return 0 * dx, 0 * dgamma, 0 * dbeta
