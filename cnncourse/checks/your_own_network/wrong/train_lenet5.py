# %% Nothing is trained.
# Change the arrays of net.parameters() in place, against their gradients.
# - for step in range(steps):
# + for step in range(0):

# %% The steps go up the slope.
# Subtract the gradient.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = net.parameters(), 30
# - new = adam_step(weights[k], g, means[k], squares[k], step + 1, rate=rate)
# + new = adam_step(weights[k], -g, means[k], squares[k], step + 1, rate=rate)

# %% Images and labels are drawn apart.
# The same indices for both.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = net.parameters(), 30
# - value = loss(net(batch), labels[chosen])
# + value = loss(net(batch), labels[rng.integers(len(images), size=64)])

# %% Every step sees the same batch.
# Draw new images for every step.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = net.parameters(), 30
# - chosen = rng.integers(len(images), size=64)
# + chosen = np.arange(64)

# %% The rate is far too small.
# With Adam, 0.015 is a good peak.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = net.parameters(), 30
# - rate = one_cycle_rate(step, steps, 0.015)
# + rate = 1e-6

# %% Training stops after a few steps.
# Show every image about twelve times.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = net.parameters(), 20

# %% New arrays are made, which the network does not know.
# Change the arrays of the network in place: w -= rate * g.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = list(net.parameters()), 20
# - weights[k][...], means[k], squares[k] = new
# + weights[k], means[k], squares[k] = new
