# %% The running variance is biased.
# As in torch, it averages the unbiased variance: multiply by M / (M - 1).
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_var = (1 - momentum) * running_var + momentum * var

# %% The batch is normalized by the unbiased variance.
# Divide by M in the normalization, and by M - 1 for the running variance only.
# - mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
# + mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), ddof=1)
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_var = (1 - momentum) * running_var + momentum * var

# %% M counts only the images.
# A channel has N * H * W numbers.
# - M = x.size // x.shape[1]
# + M = max(len(x), 2)

# %% M counts all channels together.
# A channel has N * H * W numbers.
# - M = x.size // x.shape[1]
# + M = x.size

# %% The running statistics are never updated.
# In training, return (1 - momentum) * running + momentum * batch.
# - running_mean = (1 - momentum) * running_mean + momentum * mean
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + pass

# %% Only the running mean is updated.
# The running variance follows in the same way, with the unbiased variance.
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + pass

# %% The running statistics are updated in evaluation.
# Evaluation only reads them.
# - std = np.sqrt(var + eps)
# + if not training:
# +     M = max(x.size // x.shape[1], 2)
# +     batch_mean, batch_var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), ddof=0)
# +     running_mean = (1 - momentum) * running_mean + momentum * batch_mean
# +     running_var = (1 - momentum) * running_var + momentum * batch_var * M / (M - 1)
# + std = np.sqrt(var + eps)

# %% The momentum weights the old statistics.
# As in torch, momentum is the weight of the new batch.
# - running_mean = (1 - momentum) * running_mean + momentum * mean
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_mean = momentum * running_mean + (1 - momentum) * mean
# + running_var = momentum * running_var + (1 - momentum) * var * M / (M - 1)

# %% The batch's statistics replace the running ones.
# Mix them: (1 - momentum) * running + momentum * batch.
# - running_mean = (1 - momentum) * running_mean + momentum * mean
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_mean, running_var = mean, var * M / (M - 1)

# %% The batch's statistics are added to the running ones.
# The old ones keep the weight 1 - momentum.
# - running_mean = (1 - momentum) * running_mean + momentum * mean
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_mean = running_mean + momentum * mean
# + running_var = running_var + momentum * var * M / (M - 1)

# %% The running standard deviation is kept instead of the variance.
# Average the variance.
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_var = (1 - momentum) * running_var + momentum * np.sqrt(var * M / (M - 1))

# %% eps goes into the running variance.
# eps only keeps the root away from 0.
# - mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
# + mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3)) + eps
# + eps = 0.0

# %% Training normalizes by the running statistics.
# In training, a channel is normalized by the mean and variance of the batch.
# - std = np.sqrt(var + eps)
# + mean, var = running_mean, running_var
# + std = np.sqrt(var + eps)

# %% Evaluation normalizes by the statistics of the batch.
# In evaluation, mean and variance are the running ones.
# - std = np.sqrt(var + eps)
# + mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
# + std = np.sqrt(var + eps)

# %% eps is forgotten.
# The root is taken of var + eps.
# - std = np.sqrt(var + eps)
# + std = np.sqrt(var)

# %% eps is added to the standard deviation.
# It belongs under the root: np.sqrt(var + eps).
# - std = np.sqrt(var + eps)
# + std = np.sqrt(var) + eps

# %% eps is the same in every call.
# Use the argument.
# - std = np.sqrt(var + eps)
# + std = np.sqrt(var + (1e-5 if eps else 0.0))

# %% x is divided by the variance.
# Divide by the standard deviation, its root.
# - std = np.sqrt(var + eps)
# + std = var + eps

# %% The mean is not subtracted.
# x_hat is (x - mean) / std.
# - x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + x_hat = x / std.reshape(per_channel)

# %% One mean is taken for all channels.
# Each channel has its own: average over the axes 0, 2 and 3.
# - mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
# + mean, var = np.full(x.shape[1], x.mean()), np.full(x.shape[1], x.var())
# + M = x.size

# %% Every image is normalized by itself.
# That is instance norm: the mean of a channel goes over all images, axes 0, 2 and 3.
# - x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + if training:
# +     own, root = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
# +     x_hat = (x - own) / np.sqrt(root + eps + 1e-30)

# %% Every pixel is normalized by itself.
# The statistics go over the positions, too: axes 0, 2 and 3.
# - x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + if training:
# +     x_hat = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps + 1e-30)

# %% gamma and beta are not used.
# out is gamma * x_hat + beta.
# - out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)
# + out = x_hat.copy()

# %% gamma and beta are exchanged.
# gamma scales and beta shifts.
# - out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)
# + out = beta.reshape(per_channel) * x_hat + gamma.reshape(per_channel)

# %% The numbers of the channels meet the columns.
# Numpy compares shapes from the last axis: reshape (C,) to (1, C, 1, 1).
# - x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# - out = gamma.reshape(per_channel) * x_hat + beta.reshape(per_channel)
# + x_hat = (x - mean) / std
# + out = gamma * x_hat + beta

# %% The running statistics are written to.
# The caller still needs the old ones: return new arrays.
# - running_mean = (1 - momentum) * running_mean + momentum * mean
# - running_var = (1 - momentum) * running_var + momentum * var * M / (M - 1)
# + running_mean[:] = (1 - momentum) * running_mean + momentum * mean
# + running_var[:] = (1 - momentum) * running_var + momentum * var * M / (M - 1)

# %% x is overwritten.
# The caller still needs x: x - mean makes a new array.
# - x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + x_hat = (x - mean.reshape(per_channel)) / std.reshape(per_channel)
# + x[:] = 0

# %% The running statistics are not returned.
# End with `return out, running_mean, running_var, cache`.
# - return out, running_mean, running_var, (x_hat, gamma, std, training)
# + return out, (x_hat, gamma, std, training)

# %% The running variance comes before the running mean.
# End with `return out, running_mean, running_var, cache`.
# - return out, running_mean, running_var, (x_hat, gamma, std, training)
# + return out, running_var, running_mean, (x_hat, gamma, std, training)
