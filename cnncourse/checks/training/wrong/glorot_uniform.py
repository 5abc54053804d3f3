# %% The area of the kernel is not counted.
# Both fans contain KH * KW.
# - window = math.prod(shape[2:])
# + window = 1

# %% The area of the kernel is counted in one fan only.
# Both fans contain KH * KW.
# - fan_in, fan_out = shape[1] * window, shape[0] * window
# + fan_in, fan_out = shape[1] * window, shape[0]

# %% Only fan_in counts.
# The two are added.
# - bound = math.sqrt(6 / (fan_in + fan_out))
# + bound = math.sqrt(6 / fan_in)
# or
# + bound = math.sqrt(3 / fan_in)

# %% Only fan_out counts.
# The two are added.
# - bound = math.sqrt(6 / (fan_in + fan_out))
# + bound = math.sqrt(3 / fan_out)

# %% The variance's 2 is used for the bound.
# A uniform distribution from -bound to bound has variance bound² / 3: hence the 6.
# - bound = math.sqrt(6 / (fan_in + fan_out))
# + bound = math.sqrt(2 / (fan_in + fan_out))

# %% The square root is missing.
# The bound is the square root of 6 / (fan_in + fan_out).
# - bound = math.sqrt(6 / (fan_in + fan_out))
# + bound = 6 / (fan_in + fan_out)

# %% The numbers go from 0 to the bound.
# From -bound to bound.
# - return rng.uniform(-bound, bound, shape)
# + return rng.uniform(0, bound, shape)

# %% The distribution is normal.
# `rng.uniform(low, high, shape)`.
# - return rng.uniform(-bound, bound, shape)
# + return rng.normal(0.0, bound / math.sqrt(3), shape)

# %% The bound is used as a standard deviation.
# `rng.uniform(low, high, shape)`.
# - return rng.uniform(-bound, bound, shape)
# + return rng.normal(0.0, bound, shape)

# %% The fans are averaged, with the 6 of the sum.
# 6 over the sum is 3 over the mean.
# - bound = math.sqrt(6 / (fan_in + fan_out))
# + bound = math.sqrt(6 / ((fan_in + fan_out) / 2))

# %% The numbers come from a generator made inside.
# Draw from `rng`.
# - return rng.uniform(-bound, bound, shape)
# + return np.random.default_rng(1).uniform(-bound, bound, shape)

# %% Only fan_in divides the 6.
# The sum is below the line: 6 / (fan_in + fan_out).
# - bound = math.sqrt(6 / (fan_in + fan_out))
# + bound = math.sqrt(6 / fan_in + fan_out)
