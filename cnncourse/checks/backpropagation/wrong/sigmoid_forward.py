# %% exp(-x) overflows for large negative numbers.
# For negative x use exp(x) / (1 + exp(x)), which is the same function.
# - tail = np.exp(-np.abs(x))
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = 1 / (1 + np.exp(-x))

# %% exp(x) overflows for large positive numbers.
# For positive x use 1 / (1 + exp(-x)), which is the same function.
# - tail = np.exp(-np.abs(x))
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = np.exp(x) / (1 + np.exp(x))

# %% np.where computes both of its branches, and the unused one overflows.
# Give exp a number that is never positive: exp(-abs(x)) serves both branches.
# - tail = np.exp(-np.abs(x))
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = np.where(x < 0, np.exp(x) / (1 + np.exp(x)), 1 / (1 + np.exp(-x)))

# %% Both signs use the form for positive numbers.
# For negative x the numerator is exp(x), not 1.
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = 1 / (1 + tail)

# %% The two branches are exchanged.
# Large numbers come close to 1, very negative ones close to 0.
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = np.where(x < 0, 1, tail) / (1 + tail)

# %% The sign in the exponent is wrong.
# It is exp(-x): large numbers come close to 1.
# - tail = np.exp(-np.abs(x))
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + x = -x
# + tail = np.exp(-np.abs(x))
# + out = np.where(x < 0, tail, 1) / (1 + tail)

# %% This is tanh, which squashes into (-1, 1).
# sigmoid(x) is (1 + tanh(x / 2)) / 2.
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = np.tanh(x)

# %% The argument of tanh is not halved.
# sigmoid(x) is (1 + tanh(x / 2)) / 2.
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = (1 + np.tanh(x)) / 2

# %% Large numbers are cut off at 20, where the function is not yet 1.
# With exp(-abs(x)) nothing overflows, and nothing need be cut off.
# - tail = np.exp(-np.abs(x))
# + x = np.clip(x, -20, 20)
# + tail = np.exp(-np.abs(x))

# %% The function expects a single number.
# `if` cannot ask an array: np.where asks every element.
# - tail = np.exp(-np.abs(x))
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + if x < 0:
# +     out = np.exp(x) / (1 + np.exp(x))
# + else:
# +     out = 1 / (1 + np.exp(-x))

# %% The result holds whole numbers because x does.
# Make an array of floats.
# - out = np.where(x < 0, tail, 1) / (1 + tail)
# + out = np.zeros_like(x)
# + out[...] = np.where(x < 0, tail, 1) / (1 + tail)

# %% The cache is missing.
# End with `return out, (out,)`.
# - return out, (out,)
# + return out

# %% The cache is empty.
# The backward pass computes the slope from the output: return (out,).
# - return out, (out,)
# + return out, ()

# %% The slope is returned.
# That is what backward needs; here the function itself is asked for.
# - return out, (out,)
# + return out * (1 - out), (out,)
