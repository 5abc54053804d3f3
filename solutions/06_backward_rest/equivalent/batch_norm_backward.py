# %% The order of the axes does not matter to a sum.
# - dbeta = dout.sum(axis=(0, 2, 3))
# + dbeta = dout.sum(axis=(2, 0, 3))
# or
# + dbeta = dout.sum(axis=(0, 3, 2))

# %% Nor does it to the other sum.
# - dgamma = (dout * x_hat).sum(axis=(0, 2, 3))
# + dgamma = (dout * x_hat).sum(axis=(2, 0, 3))
# or
# + dgamma = (dout * x_hat).sum(axis=(0, 3, 2))

# %% The division leaves no remainder.
# - M = dout.size // dout.shape[1]
# + M = dout.size / dout.shape[1]
