# %% The gradient of the bias is a mean.
# A filter's bias is added to every entry of its maps: the gradients add.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.sum(axis=0).mean(axis=(1, 2))

# %% The gradient of the bias is one for each image.
# All images share the bias: sum over the axes 0, 2 and 3.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.sum(axis=(2, 3))

# %% The gradient of the bias is one number for each window.
# A filter has one bias for all its windows: sum over the axes 0, 2 and 3.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.sum(axis=0)

# %% The gradient of the bias counts the last image only.
# All images share the bias: sum over the axes 0, 2 and 3.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout[-1:].sum(axis=(0, 2, 3))

# %% The gradient of the bias is divided by the batch size.
# The 1/N of a mean loss is already in dout: add.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else dout.sum(axis=(0, 2, 3)) / max(N, 1)

# %% The gradient of the bias is the same for all filters.
# Every filter has its own: sum over the axes 0, 2 and 3.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else np.full(C_out, dout.sum())

# %% The gradient of the bias is there although there is no bias.
# Where b is None, db is None.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = dout.sum(axis=(0, 2, 3))

# %% The gradient of the bias counts windows.
# By the chain rule the slope 1 is multiplied with dout.
# - db = None if b is None else dout.sum(axis=(0, 2, 3))
# + db = None if b is None else np.full(C_out, N * OH * OW, dtype=dout.dtype)
