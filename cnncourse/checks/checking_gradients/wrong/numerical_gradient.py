# %% The difference is taken on one side only.
# Evaluate f on both sides of x and divide by the distance between the two points.
# - probe[index] = middle - step
# - below = f(probe)
# - probe[index] = middle
# - gradient[index] = (above - below) / (2 * step)
# + probe[index] = middle
# + gradient[index] = (above - f(probe)) / step

# %% It is divided by the step, not by the distance between the two points.
# The points x + step and x - step lie 2 * step apart.
# - gradient[index] = (above - below) / (2 * step)
# + gradient[index] = (above - below) / step

# %% It is divided by 2, then multiplied by the step.
# Mind the brackets: `/ (2 * step)`.
# - gradient[index] = (above - below) / (2 * step)
# + gradient[index] = (above - below) / 2 * step

# %% The sign is the wrong way round.
# The value at x + step comes first.
# - gradient[index] = (above - below) / (2 * step)
# + gradient[index] = (below - above) / (2 * step)

# %% An entry that was moved is not put back.
# Before you move the next entry, give the last one its value from x.
# - probe[index] = middle
# - gradient[index] = (above - below) / (2 * step)
# + gradient[index] = (above - below) / (2 * step)

# %% x itself is moved and not restored.
# Work on a copy, or put back the very number that you have kept.
# - probe = x.astype(np.float64)  # a copy: x stays as it is
# + probe = x
# - middle = probe[index]
# - probe[index] = middle + step
# - above = f(probe)
# - probe[index] = middle - step
# - below = f(probe)
# - probe[index] = middle
# + probe[index] += step
# + above = f(probe)
# + probe[index] -= 2 * step
# + below = f(probe)

# %% x is restored only up to rounding.
# Adding and subtracting the same number does not always give the old one: keep it, or copy x.
# - probe = x.astype(np.float64)  # a copy: x stays as it is
# + probe = x
# - middle = probe[index]
# - probe[index] = middle + step
# - above = f(probe)
# - probe[index] = middle - step
# - below = f(probe)
# - probe[index] = middle
# + probe[index] += step
# + above = f(probe)
# + probe[index] -= 2 * step
# + below = f(probe)
# + probe[index] += step

# %% In an array of whole numbers a short step disappears.
# Make a copy of floating-point numbers: x.astype(float).
# - probe = x.astype(np.float64)  # a copy: x stays as it is
# + probe = x.copy()

# %% Only the first axis is visited.
# np.ndindex(x.shape) visits every entry of an array of any shape.
# - for index in np.ndindex(x.shape):
# + for index in range(len(x)) if x.ndim else [()]:

# %% All entries are moved at once.
# That measures the sum of the gradient: move one entry at a time.
# - probe[index] = middle + step
# + probe = x + step
# - probe[index] = middle - step
# + probe = x - step
# - probe[index] = middle
# + probe = x.astype(np.float64)

# %% The given step is ignored.
# Use the argument `step`.
# - probe = x.astype(np.float64)  # a copy: x stays as it is
# + probe, step = x.astype(np.float64), 1e-5

# %% The gradient has one axis, whatever the shape of x.
# A gradient has the shape of its array.
# - return gradient
# + return gradient.ravel()

# %% The gradient holds whole numbers because x does.
# Make it with np.zeros(x.shape), not like x.
# - gradient = np.zeros(x.shape)
# + gradient = np.zeros_like(x)

# %% The measurement runs in float32 because x is.
# Convert x to float64 first: in float32 so short a step is lost in rounding.
# - probe = x.astype(np.float64)  # a copy: x stays as it is
# + probe = x.astype(np.float64 if x.dtype.kind != "f" else x.dtype)
