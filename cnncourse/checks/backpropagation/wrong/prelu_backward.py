# %% The gradients of the slopes are not multiplied by dout.
# By the chain rule each term is multiplied by it.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, 0, x).sum(axis=(0, 2, 3))

# %% The gradients of the slopes leave out x.
# The output is slope * x there: its slope with respect to `slope` is x.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, 0, dout).sum(axis=(0, 2, 3))

# %% The positive pixels count in dslope, too.
# Their output does not depend on the slope.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = (x * dout).sum(axis=(0, 2, 3))

# %% The positive pixels count in dslope, and the others do not.
# The slope is used where x is not positive.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, x * dout, 0).sum(axis=(0, 2, 3))

# %% dslope is a mean.
# A channel's pixels share one slope: their gradients add.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, 0, x * dout).mean(axis=(0, 2, 3))

# %% dslope is not added over the images.
# All images share the slopes: sum over the axes 0, 2 and 3.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, 0, x * dout).sum(axis=(2, 3))

# %% Only the last image counts in dslope.
# All images share the slopes: add with `+=`, not `=`.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + for image, gradient in zip(x, dout):
# +     dslope = np.where(image > 0, 0, image * gradient).sum(axis=(1, 2))

# %% All channels are added into one number.
# Every channel has a slope of its own: sum over the axes 0, 2 and 3.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.full(slope.shape, np.where(x > 0, 0, x * dout).sum())
# or
# + dslope = np.where(x > 0, 0, x * dout).sum()

# %% dslope is multiplied by the slope.
# The slope of slope * x with respect to `slope` is x.
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = slope * np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))

# %% dx is the slope alone.
# By the chain rule the slope is multiplied by dout.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(x > 0, 1, slope[:, np.newaxis, np.newaxis])

# %% Nothing passes where x is not positive, as in a ReLU.
# There dx is slope * dout.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(x > 0, dout, 0)

# %% The slopes are laid along the columns.
# slope[:, np.newaxis, np.newaxis] gives every channel its own number.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(x > 0, dout, slope * dout)

# %% The first slope is used for all channels.
# slope[:, np.newaxis, np.newaxis] gives every channel its own number.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(x > 0, dout, slope[0] * dout)

# %% A pixel that is exactly 0 counts as positive.
# Ask x > 0: for 0 dx is slope * dout.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(x >= 0, dout, slope[:, np.newaxis, np.newaxis] * dout)

# %% Where x is not positive, dx holds slope * x.
# That is the output; the gradient is slope * dout.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * x)

# %% The sign of dout decides where the slope is used.
# Ask x > 0.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.where(dout > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)

# %% The gradients are in the wrong order.
# End with `return dx, dslope`.
# - return dx, dslope
# + return dslope, dx

# %% dslope is missing.
# End with `return dx, dslope`.
# - return dx, dslope
# + return dx

# %% dout is written to.
# It belongs to the caller: np.where makes a new array.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# - dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dslope = np.where(x > 0, 0, x * dout).sum(axis=(0, 2, 3))
# + dout[x <= 0] *= 0.5
# + dx = dout.copy()

# %% dx holds whole numbers because x does.
# Make the new array like dout, not like x.
# - dx = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
# + dx = np.zeros_like(x)
# + dx[:] = np.where(x > 0, dout, slope[:, np.newaxis, np.newaxis] * dout)
