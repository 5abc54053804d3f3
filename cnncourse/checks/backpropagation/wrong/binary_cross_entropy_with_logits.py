# %% The logarithm of a probability that has become 0 is taken.
# Compute the loss from the logits: max(z, 0) - y z + log(1 + exp(-abs(z))).
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# - p = np.where(logits < 0, tail, 1) / (1 + tail)
# + p = np.where(logits < 0, tail, 1) / (1 + tail)
# + loss = np.mean(-targets * np.log(p) - (1 - targets) * np.log(1 - p))

# %% The probabilities are cut off to save the logarithm.
# That caps the loss: compute it from the logits.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# - p = np.where(logits < 0, tail, 1) / (1 + tail)
# + p = np.where(logits < 0, tail, 1) / (1 + tail)
# + safe = np.clip(p, 1e-12, 1 - 1e-12)
# + loss = np.mean(-targets * np.log(safe) - (1 - targets) * np.log(1 - safe))

# %% exp(z) overflows for large z.
# log(1 + exp(z)) is max(z, 0) + log(1 + exp(-abs(z))).
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.mean(np.log1p(np.exp(logits)) - targets * logits)

# %% The gradient is not divided by the number of entries.
# The loss is a mean: its gradient has the factor 1 / logits.size.
# - return loss, (p - targets) / logits.size
# + return loss, p - targets

# %% The gradient is divided by the number of rows.
# The mean is taken over all entries: divide by logits.size.
# - return loss, (p - targets) / logits.size
# + return loss, (p - targets) / len(logits)

# %% The loss is a sum.
# Take the mean over all entries.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.sum(np.maximum(logits, 0) - targets * logits + np.log1p(tail))

# %% Loss and gradient are sums.
# The loss is the mean over all entries, and its gradient has the factor 1 / logits.size.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.sum(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# - return loss, (p - targets) / logits.size
# + return loss, p - targets

# %% The sign of the gradient is wrong.
# It is p - y: a step against it raises the logit where the answer is yes.
# - return loss, (p - targets) / logits.size
# + return loss, (targets - p) / logits.size

# %% The gradient is taken with respect to the probability.
# Go back through the sigmoid, too: the two together give p - y.
# - return loss, (p - targets) / logits.size
# + return loss, (p - targets) / (p * (1 - p) + 1e-300) / logits.size

# %% The slope of the sigmoid is multiplied by p - y.
# It has been used already: it cancels against the slope of the logarithm.
# - return loss, (p - targets) / logits.size
# + return loss, (p - targets) * p * (1 - p) / logits.size

# %% The loss leaves out the examples whose answer is no.
# They count with -(1 - y) log(1 - p).
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.mean(targets * (np.maximum(-logits, 0) + np.log1p(tail)))

# %% The targets are taken as 0 or 1.
# They may lie between: both terms of the loss count, with y and 1 - y.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# - p = np.where(logits < 0, tail, 1) / (1 + tail)
# + targets = np.round(targets)
# + loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + p = np.where(logits < 0, tail, 1) / (1 + tail)
# or
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + signs = np.where(targets > 0.5, -1, 1)
# + loss = np.mean(np.maximum(signs * logits, 0) + np.log1p(tail))

# %% The logits are taken as probabilities.
# They are numbers before the sigmoid.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.mean(-targets * np.log(logits) - (1 - targets) * np.log(1 - logits))

# %% The gradient subtracts the logit's target from the logit.
# It is p - y, with the sigmoid of the logit.
# - return loss, (p - targets) / logits.size
# + return loss, (logits - targets) / logits.size

# %% The squared error of the probability is returned.
# The loss is -y log(p) - (1 - y) log(1 - p).
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# - p = np.where(logits < 0, tail, 1) / (1 + tail)
# + p = np.where(logits < 0, tail, 1) / (1 + tail)
# + loss = np.mean((p - targets) ** 2)

# %% The sign of the loss is wrong.
# Logarithms of probabilities are at most 0: the loss is at least 0.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = -np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))

# %% A loss for every entry is returned.
# Take the mean: one number.
# - loss = np.mean(np.maximum(logits, 0) - targets * logits + np.log1p(tail))
# + loss = np.maximum(logits, 0) - targets * logits + np.log1p(tail)

# %% The gradient is written into the logits.
# They belong to the caller: return a new array.
# - return loss, (p - targets) / logits.size
# + logits[...] = (p - targets) / logits.size
# + return loss, logits.copy()

# %% The gradient is missing.
# End with `return loss, dlogits`.
# - return loss, (p - targets) / logits.size
# + return loss

# %% The gradient holds whole numbers because the logits do.
# Make it an array of floats.
# - return loss, (p - targets) / logits.size
# + dlogits = np.zeros_like(logits)
# + dlogits[...] = (p - targets) / logits.size
# + return loss, dlogits
