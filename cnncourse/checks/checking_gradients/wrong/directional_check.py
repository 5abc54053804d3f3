# %% The products are not added.
# The slope along a direction is one number: sum gradient * direction over all entries.
# - calculated = np.sum(gradient * direction)
# - above, below = f(x + step * direction), f(x - step * direction)
# - return float(calculated), float((above - below) / (2 * step))
# + calculated = gradient * direction
# + above, below = f(x + step * direction), f(x - step * direction)
# + return calculated, float((above - below) / (2 * step))

# %% The gradient is summed without the direction.
# Every entry of the gradient counts as often as the direction goes along it.
# - calculated = np.sum(gradient * direction)
# + calculated = np.sum(gradient)

# %% Only the first axis is added up.
# `@` and np.dot add over one axis: use np.sum of the product.
# - calculated = np.sum(gradient * direction)
# + calculated = np.sum((gradient * direction)[0])

# %% The difference is taken on one side only.
# Evaluate f on both sides of x.
# - above, below = f(x + step * direction), f(x - step * direction)
# - return float(calculated), float((above - below) / (2 * step))
# + above, below = f(x + step * direction), f(x)
# + return float(calculated), float((above - below) / step)

# %% It is divided by the step, not by twice the step.
# The two points lie 2 * step apart along the direction.
# - return float(calculated), float((above - below) / (2 * step))
# + return float(calculated), float((above - below) / step)

# %% The direction is brought to length 1 for one slope only.
# Take the direction as it is, for both.
# - above, below = f(x + step * direction), f(x - step * direction)
# + unit = direction / np.linalg.norm(direction)
# + above, below = f(x + step * unit), f(x - step * unit)
# or
# - calculated = np.sum(gradient * direction)
# + calculated = np.sum(gradient * direction) / np.linalg.norm(direction)

# %% All entries are moved by the same step.
# Move x along the direction: step * direction.
# - above, below = f(x + step * direction), f(x - step * direction)
# + above, below = f(x + step), f(x - step)

# %% The two slopes are swapped.
# The calculated one comes first.
# - return float(calculated), float((above - below) / (2 * step))
# + return float((above - below) / (2 * step)), float(calculated)

# %% The sign of the measured slope is the wrong way round.
# The value at x + step * direction comes first.
# - return float(calculated), float((above - below) / (2 * step))
# + return float(calculated), float((below - above) / (2 * step))

# %% The given step is ignored.
# Use the argument `step`.
# - calculated = np.sum(gradient * direction)
# + calculated, step = np.sum(gradient * direction), 1e-5

# %% x is moved in place.
# x belongs to the caller: x + step * direction makes a new array.
# - above, below = f(x + step * direction), f(x - step * direction)
# + x += step * direction
# + above, below = f(x), f(x - 2 * step * direction)
