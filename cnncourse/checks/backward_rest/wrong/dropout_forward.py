# %% The numbers that are kept are not scaled.
# Divide the mask by 1 - p: that keeps the mean of every number.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape) >= p) * 1.0

# %% The scaling is left to evaluation.
# Inverted dropout scales in training, so that evaluation returns x unchanged.
# - mask = np.ones(x.shape)
# + mask = np.full(x.shape, 1 - p)
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape) >= p) * 1.0

# %% Evaluation scales, too.
# Training has already scaled: in evaluation out is x.
# - mask = np.ones(x.shape)
# + mask = np.full(x.shape, 1 - p)

# %% Numbers are dropped in evaluation.
# Dropout is for training only: ask `training`.
# - if not training:
# -     mask = np.ones(x.shape)
# - elif p == 1:
# + if p == 1:

# %% The numbers that are kept are divided by p.
# They are kept with probability 1 - p: divide by that.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape) >= p) / max(p, 0.001)

# %% p is taken for the probability to be kept.
# p is the probability to be dropped: keep a number where rng.random(x.shape) >= p.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape) < p) / (1 - p)
# or
# + mask = (rng.random(x.shape) < p) / max(p, 0.001)

# %% Half of the numbers are dropped whatever p is.
# Compare with p.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape) >= 0.5) / (1 - p)

# %% Whole rows are dropped.
# Every number is dropped by itself: rng.random(x.shape).
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.random(x.shape[0]) >= p) / (1 - p)
# + mask = np.ones(x.shape) * mask.reshape(-1, *[1] * (x.ndim - 1))

# %% One mask is used for all rows.
# Every number is dropped by itself: rng.random(x.shape).
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = np.ones(x.shape) * ((rng.random(x.shape[1:]) >= p) / (1 - p))

# %% One number decides for the whole array.
# Every number is dropped by itself: rng.random(x.shape).
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = np.full(x.shape, (rng.random() >= p) / (1 - p))

# %% The normal distribution is drawn from.
# rng.random gives numbers between 0 and 1, of which the share p lies below p.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (rng.standard_normal(x.shape) >= p) / (1 - p)

# %% The mask is drawn without the rng.
# Draw with rng.random: whoever calls can then draw the same mask again.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (np.random.random(x.shape) >= p) / (1 - p)
# or
# + mask = (np.random.default_rng().random(x.shape) >= p) / (1 - p)

# %% Every call draws the same mask.
# Draw from the rng that is passed in; a new generator begins anew in every call.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (np.random.default_rng(0).random(x.shape) >= p) / (1 - p)

# %% The mask depends on x.
# It is drawn at random: rng.random(x.shape).
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (np.abs(x) >= np.quantile(np.abs(x), p)) / (1 - p)

# %% The first numbers are dropped.
# Which ones are dropped is drawn at random: rng.random(x.shape).
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = (np.arange(x.size) >= p * x.size).reshape(x.shape) / (1 - p)

# %% The mask is drawn twice, once for out and once for the cache.
# Draw it once: backward needs the mask that was used.
# - return x * mask, (mask,)
# + if training and p < 1:
# +     return x * mask, ((rng.random(x.shape) >= p) / (1 - p),)
# + return x * mask, (mask,)

# %% The mask in the cache is not scaled.
# Backward multiplies by it: the factor 1 / (1 - p) belongs to the mask.
# - return x * mask, (mask,)
# + return x * mask, (mask * (1 - p) if training else mask,)

# %% The mask in the cache holds ones where numbers were dropped.
# It holds 0 there: out = x * mask.
# - return x * mask, (mask,)
# + return x * mask, ((mask == 0) * 1.0,)

# %% The cache holds out instead of the mask.
# Backward needs the mask.
# - return x * mask, (mask,)
# + return x * mask, (x * mask,)

# %% At p = 1 zero is divided by zero.
# There everything is dropped: the mask holds zeros.
# - elif p == 1:
# -     mask = np.zeros(x.shape)
# - else:
# + else:

# %% At p = 1 nothing is dropped.
# There everything is dropped: the mask holds zeros.
# - mask = np.zeros(x.shape)
# + mask = np.ones(x.shape)

# %% The mask is added.
# Multiply: out = x * mask.
# - return x * mask, (mask,)
# + return x + mask, (mask,)

# %% Nothing is dropped.
# Multiply by the mask.
# - return x * mask, (mask,)
# + return x.copy(), (np.ones(x.shape),)

# %% Everything is dropped.
# Keep a number where rng.random(x.shape) >= p.
# - mask = (rng.random(x.shape) >= p) / (1 - p)
# + mask = np.zeros(x.shape)

# %% The mask itself is returned as the cache.
# The cache is a tuple: `(mask,)`, with a comma.
# - return x * mask, (mask,)
# + return x * mask, (mask)

# %% Zeros are written into x.
# The caller still needs x: x * mask makes a new array.
# - return x * mask, (mask,)
# + x *= mask
# + return x, (mask,)

# %% Only `out` is returned.
# End with `return out, (mask,)`.
# - return x * mask, (mask,)
# + return x * mask
