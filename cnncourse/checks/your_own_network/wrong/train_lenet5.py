# %% Nothing is trained.
# Change the arrays of net.parameters() in place, against their gradients.
# - for step in range(steps):
# + for step in range(0):

# %% The steps go up the slope.
# Subtract the gradient.
# - steps = 12 * len(images) // 64
# + steps = 30
# - parameters[k] -= rate * mean / (np.sqrt(square) + 1e-8)
# + parameters[k] += rate * mean / (np.sqrt(square) + 1e-8)

# %% Images and labels are drawn apart.
# The same indices for both.
# - steps = 12 * len(images) // 64
# + steps = 30
# - value = loss(net(batch), labels[chosen])
# + value = loss(net(batch), labels[rng.integers(len(images), size=64)])

# %% Every step sees the same batch.
# Draw new images for every step.
# - steps = 12 * len(images) // 64
# + steps = 30
# - chosen = rng.integers(len(images), size=64)
# + chosen = np.arange(64)

# %% The rate is far too small.
# With Adam, 0.015 is a good peak.
# - steps = 12 * len(images) // 64
# + steps = 30
# - rate = 0.015 * min(1, 3 * step / steps, 1.5 * (1 - step / steps))
# + rate = 1e-6

# %% Training stops after a few steps.
# Show every image about twelve times.
# - steps = 12 * len(images) // 64
# + steps = 20

# %% New arrays are made, which the network does not know.
# Change the arrays of the network in place: w -= rate * g.
# - steps = 12 * len(images) // 64
# + steps = 20
# - parameters[k] -= rate * mean / (np.sqrt(square) + 1e-8)
# + parameters[k] = parameters[k] - rate * mean / (np.sqrt(square) + 1e-8)
