# %% The area of the kernel is not counted.
# An output adds up C_in * KH * KW products.
# - fan_in = math.prod(shape[1:])
# + fan_in = shape[1]

# %% The filters are counted, not the inputs.
# fan_in is the product of all sizes but the first: `shape[1:]`.
# - fan_in = math.prod(shape[1:])
# + fan_in = shape[0] * math.prod(shape[2:])

# %% All weights are counted.
# One output uses one filter: leave C_out out.
# - fan_in = math.prod(shape[1:])
# + fan_in = math.prod(shape)

# %% The channels are not counted.
# A window goes through all channels.
# - fan_in = math.prod(shape[1:])
# + fan_in = math.prod(shape[2:])

# %% The 2 for the ReLU is missing.
# The ReLU halves the mean square: the variance is 2 / fan_in.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return rng.normal(0.0, math.sqrt(1 / fan_in), shape)

# %% The variance is used as the standard deviation.
# The standard deviation is the square root of the variance.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return rng.normal(0.0, 2 / fan_in, shape)

# %% The distribution is uniform.
# `rng.normal` or `rng.standard_normal`.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + bound = math.sqrt(6 / fan_in)
# + return rng.uniform(-bound, bound, shape)

# %% The size is a fixed small number.
# It depends on fan_in.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return rng.normal(0.0, 0.01, shape)

# %% The numbers come from a generator made inside.
# Draw from `rng`.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return np.random.default_rng(0).normal(0.0, math.sqrt(2 / fan_in), shape)

# %% The numbers come from NumPy's global generator.
# Draw from `rng`: then the same seed gives the same weights.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return np.random.normal(0.0, math.sqrt(2 / fan_in), shape)

# %% All weights are equal.
# Draw a number for each: pass the shape to the generator.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return np.full(shape, rng.normal(0.0, math.sqrt(2 / fan_in)))

# %% The variance is Glorot's.
# He's is 2 / fan_in.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + fan_out = shape[0] * math.prod(shape[2:])
# + return rng.normal(0.0, math.sqrt(2 / (fan_in + fan_out)), shape)

# %% The weights are all positive.
# Their mean is 0.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return abs(rng.normal(0.0, math.sqrt(2 / fan_in), shape))

# %% The weights are zeros.
# Then all filters stay alike: draw random numbers.
# - return rng.normal(0.0, math.sqrt(2 / fan_in), shape)
# + return np.zeros(shape)
