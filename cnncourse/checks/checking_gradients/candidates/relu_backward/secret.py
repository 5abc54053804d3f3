# %% Only the first row of the batch gets a gradient.
# Test more than one row.
# - return np.where(x > 0, dout, 0)
# + dx = np.zeros_like(dout)
# + dx[0] = np.where(x[0] > 0, dout[0], 0)
# + return dx

# %% The last row is left out.
# Compare every entry of dx.
# - return np.where(x > 0, dout, 0)
# + dx = np.where(x > 0, dout, 0)
# + dx[-1] = 0
# + return dx

# %% The gradient is divided by the size of the batch.
# Test more than one row.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, dout, 0) / len(x)

# %% Nothing passes where the input exceeds 6, as for ReLU6.
# Draw the inputs from a wide range: some should be large.
# - return np.where(x > 0, dout, 0)
# + return np.where((x > 0) & (x < 6), dout, 0)

# %% Large gradients are cut off at 1.
# Draw dout from a wide range, too.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, np.clip(dout, -1, 1), 0)

# %% The absolute value of dout passes.
# The upstream gradient needs both signs.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, np.abs(dout), 0)

# %% dx holds whole numbers.
# Use an upstream gradient with fractions.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, np.trunc(dout), 0)

# %% Only inputs above 1 let the gradient pass.
# Some inputs should lie between 0 and 1.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 1, dout, 0)

# %% dx is nan where nothing should pass.
# A comparison with nan is False: assert that the error is small, not that it is not large.
# - return np.where(x > 0, dout, 0)
# + return np.where(x > 0, dout, np.nan)
