# %% The gradient is not divided by the number of rows.
# The loss is a mean: its gradient has the factor 1/N.
# - return loss, dlogits / N
# + return loss, dlogits

# %% The loss is a sum.
# Take the mean over the rows.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p[np.arange(N), labels].sum()

# %% Loss and gradient are sums.
# The loss is the mean over the rows, and its gradient has the factor 1/N.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p[np.arange(N), labels].sum()
# - return loss, dlogits / N
# + return loss, dlogits

# %% Loss and gradient are divided by the number of entries.
# The mean is taken over the N rows.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p[np.arange(N), labels].sum() / logits.size
# - return loss, dlogits / N
# + return loss, dlogits / logits.size
# or
# - return loss, dlogits / N
# + return loss, dlogits / logits.size

# %% The logarithm of a probability that has become 0 is taken.
# Compute log p as shifted - log(sum(exp(shifted))), without p.
# - log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
# + p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
# + log_p = np.log(p)

# %% A tiny number is added to the probability to save the logarithm.
# It caps the loss: compute log p as shifted - log(sum(exp(shifted))), without p.
# - log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
# + p = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
# + log_p = np.log(p + 1e-12)

# %% Nothing is subtracted, so that the powers overflow.
# Subtract the largest number of every row first.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits

# %% The largest number of all rows is subtracted.
# The row's own largest number has to go.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits - logits.max()

# %% The softmax is taken over the batch.
# Every row is an example: max and sum along axis 1.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# - log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
# + shifted = logits - logits.max(axis=0, keepdims=True)
# + log_p = shifted - np.log(np.exp(shifted).sum(axis=0, keepdims=True))

# %% The sign of the loss is wrong.
# A probability is at most 1, its logarithm at most 0: the loss is minus the logarithm.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = log_p[np.arange(N), labels].mean()

# %% The loss is the mean probability, without a logarithm.
# It is the mean of -log p.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -np.exp(log_p[np.arange(N), labels]).mean()
# or
# + loss = 1 - np.exp(log_p[np.arange(N), labels]).mean()

# %% The loss adds the logarithms of all classes.
# Only the right class of every row counts.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p.sum(axis=1).mean()

# %% The loss takes whole columns.
# `[:, labels]` takes these columns of every row: index the rows, too, with np.arange(N).
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p[:, labels].mean()

# %% The loss is a logarithm to the base 2.
# np.log is the natural logarithm.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p[np.arange(N), labels].mean() / np.log(2)

# %% 1 is not subtracted at the label.
# The gradient of a row is p minus the one-hot label.
# - dlogits[np.arange(N), labels] -= 1
# + pass

# %% The sign of the gradient is wrong.
# It is p minus the one-hot label: a step against it raises the right logit.
# - return loss, dlogits / N
# + return loss, -dlogits / N

# %% The gradient is taken with respect to the probabilities.
# Go back through the softmax, too: p minus the one-hot label.
# - dlogits[np.arange(N), labels] -= 1
# + p = dlogits[np.arange(N), labels]
# + dlogits = np.zeros_like(logits)
# + dlogits[np.arange(N), labels] = -1 / p

# %% Only the logits of the right class get a gradient.
# The others take part in the sum of the softmax: their gradient is p.
# - dlogits[np.arange(N), labels] -= 1
# + right = dlogits[np.arange(N), labels]
# + dlogits = np.zeros_like(logits)
# + dlogits[np.arange(N), labels] = right - 1

# %% 1 is subtracted in whole columns.
# `[:, labels]` takes these columns of every row: index the rows, too, with np.arange(N).
# - dlogits[np.arange(N), labels] -= 1
# + dlogits[:, labels] -= 1

# %% 1 is subtracted at the most probable class.
# It belongs to the label.
# - dlogits[np.arange(N), labels] -= 1
# + dlogits[np.arange(N), dlogits.argmax(axis=1)] -= 1

# %% The logits take the place of the probabilities in the gradient.
# The gradient of a row is p minus the one-hot label.
# - dlogits = np.exp(log_p)
# + dlogits = logits.copy()

# %% The largest number is subtracted from the argument itself.
# `-=` changes the caller's array.
# - shifted = logits - logits.max(axis=1, keepdims=True)
# + shifted = logits
# + shifted -= shifted.max(axis=1, keepdims=True)

# %% The probabilities are returned instead of the loss.
# End with `return loss, dlogits`.
# - return loss, dlogits / N
# + return np.exp(log_p), dlogits / N

# %% A loss for every row is returned.
# Take the mean: one number.
# - loss = -log_p[np.arange(N), labels].mean()
# + loss = -log_p[np.arange(N), labels]

# %% The gradient is missing.
# End with `return loss, dlogits`.
# - return loss, dlogits / N
# + return loss

# %% The gradient holds whole numbers because the logits do.
# Make it an array of floats.
# - dlogits = np.exp(log_p)
# + dlogits = np.zeros_like(logits)
# + dlogits[:] = np.exp(log_p)
