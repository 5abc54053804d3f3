# %% Where x is 0 it adds 0 to the sum.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x >= 0, 0, x * dout).sum(axis=(0, 2, 3))

# %% The order of the axes does not matter to a sum.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, 0, x * dout).sum(axis=(2, 0, 3))
# or
# + dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 3, 2))
