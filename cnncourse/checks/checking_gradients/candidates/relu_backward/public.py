# %% dout is passed on as it is.
# Test negative inputs, and compare dx there.
# - return np.where(x > 0, dout, 0)
# + return dout.copy()

# %% The slope is returned without dout.
# An upstream gradient of ones hides it: draw dout at random.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, 1.0, 0.0)

# %% The sign of dout decides what passes.
# Draw x and dout independently of each other: then their signs differ somewhere.
# - return np.where(x > 0, dout, 0)
# + return np.where(dout > 0, dout, 0)

# %% dx has one axis, whatever the shape of x.
# Assert the shape of dx before its numbers.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, dout, 0).ravel()
