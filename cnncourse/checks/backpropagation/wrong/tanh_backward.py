# %% The tanh of the output is taken.
# The cache holds tanh(x) already: the slope is 1 - out ** 2.
# - return dout * (1 - out**2)
# + return dout * (1 - np.tanh(out) ** 2)

# %% `dout` is not used.
# By the chain rule the slope is multiplied by it.
# - return dout * (1 - out**2)
# + return 1 - out**2

# %% The square is missing.
# The slope is 1 - out ** 2.
# - return dout * (1 - out**2)
# + return dout * (1 - out)

# %% This is the slope of the sigmoid.
# That of tanh is 1 - out ** 2.
# - return dout * (1 - out**2)
# + return dout * out * (1 - out)

# %% The gradient is squared along with the output.
# Square the output alone, then multiply the slope by dout.
# - return dout * (1 - out**2)
# + return dout - (dout * out) ** 2

# %% The sign is wrong.
# tanh rises everywhere: its slope is never negative.
# - return dout * (1 - out**2)
# + return dout * (out**2 - 1)
# or
# + return dout * (1 + out**2)

# %% The product of dout with the slope lacks its brackets.
# Write dout * (1 - out ** 2).
# - return dout * (1 - out**2)
# + return dout * 1 - out**2

# %% dout is divided by the slope.
# By the chain rule it is multiplied by the slope.
# - return dout * (1 - out**2)
# + return dout / (1 - out**2)

# %% `^` is not a power in Python.
# Write out ** 2 or out * out.
# - return dout * (1 - out**2)
# + return dout * (1 - out ^ 2)

# %% The result is written into dout.
# It belongs to the caller: return a new array.
# - return dout * (1 - out**2)
# + dout *= 1 - out**2
# + return dout
