# %% The bias is not added.
# Add b[f] to every value of output channel f.
# - if b is not None:
# -     out = out + b[:, np.newaxis, np.newaxis]

# %% b is used although it is None.
# Use it only `if b is not None`.
# - if b is not None:
# -     out = out + b[:, np.newaxis, np.newaxis]
# + out = out + b[:, np.newaxis, np.newaxis]

# %% An array is used as a condition.
# An array is neither true nor false: test `if b is not None`.
# - if b is not None:
# + if b:

# %% The bias is added more than once.
# Add it to the finished sum, outside np.sum.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + C_block * b[:, np.newaxis, np.newaxis]
# or
# + out = out + groups * b[:, np.newaxis, np.newaxis]
# or
# + out = out + (groups + 1) * b[:, np.newaxis, np.newaxis]
# or
# + out = out + w[0].size * b[:, np.newaxis, np.newaxis]

# %% All filters get the first bias.
# Every filter has its own: b[f] belongs to output channel f.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + b[0]

# %% The bias is broadcast along the columns or rows of a map.
# b[:, np.newaxis, np.newaxis] gives every map its own number.
# - out = out + b[:, np.newaxis, np.newaxis]
# + out = out + b
# or
# + out = out + b[:, np.newaxis]
