# %% The output is put through the sigmoid once more.
# The cache holds the output already: the slope is out * (1 - out).
# - return dout * out * (1 - out)
# + out = 1 / (1 + np.exp(-out))
# + return dout * out * (1 - out)

# %% `dout` is not used.
# By the chain rule the slope is multiplied by it.
# - return dout * out * (1 - out)
# + return out * (1 - out)

# %% The factor 1 - out is missing.
# The slope is out * (1 - out).
# - return dout * out * (1 - out)
# + return dout * out

# %% The factor out is missing.
# The slope is out * (1 - out).
# - return dout * out * (1 - out)
# + return dout * (1 - out)

# %% The sign is wrong.
# The sigmoid rises everywhere: its slope is out * (1 - out), never negative.
# - return dout * out * (1 - out)
# + return dout * out * (out - 1)

# %% This is the slope of tanh.
# That of the sigmoid is out * (1 - out).
# - return dout * out * (1 - out)
# + return dout * (1 - out**2)

# %% The gradient is squared instead of the output.
# Write out * (1 - out), then multiply by dout.
# - return dout * out * (1 - out)
# + return dout * out - (dout * out) ** 2
# or
# + return dout * (1 - dout)

# %% dout is divided by the slope.
# By the chain rule it is multiplied by the slope.
# - return dout * out * (1 - out)
# + return dout / (out * (1 - out))

# %% `@` is used instead of `*`.
# The sigmoid is elementwise, and so is its gradient.
# - return dout * out * (1 - out)
# + return (dout * out) @ (1 - out).T

# %% The gradient is added up over the examples.
# The sigmoid has no weights: every element has its own gradient.
# - return dout * out * (1 - out)
# + return (dout * out * (1 - out)).sum(axis=0)

# %% The cache is taken for the array in it.
# It is a tuple with one array: `(out,) = cache`.
# - (out,) = cache
# - return dout * out * (1 - out)
# + out = cache
# + return dout * out * (1 - np.array(out))

# %% The result is written into dout.
# It belongs to the caller: return a new array.
# - return dout * out * (1 - out)
# + dout *= out * (1 - out)
# + return dout

# %% The answer to one example is returned for every call.
# Compute it from the arguments.
# - return dout * out * (1 - out)
# + return np.array([0.25, 3.0, -3.0])
