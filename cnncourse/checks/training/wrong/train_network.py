# %% Nothing is trained.
# Take steps against the gradient.
# - weights[k], velocities[k] = sgd_step(w, g, velocity, rate=rate, momentum=0.9)
# + weights[k], velocities[k] = w, velocity

# %% The steps go up the slope.
# Subtract the gradient.
# - weights[k], velocities[k] = sgd_step(w, g, velocity, rate=rate, momentum=0.9)
# + weights[k], velocities[k] = sgd_step(w, -g, velocity, rate=rate, momentum=0.9)

# %% Images and labels are drawn apart.
# The same indices for both.
# - _, gradients = network.loss_and_gradients(weights, batch, labels[chosen])
# + other = labels[rng.integers(len(images), size=32)]
# + _, gradients = network.loss_and_gradients(weights, batch, other)

# %% Every step sees the same batch.
# Draw new images for every step.
# - chosen = rng.integers(len(images), size=32)
# + chosen = np.arange(32)

# %% All weights start as zeros.
# Then no gradient passes the last layer: draw them, by he_normal.
# - weights = [he_normal(s, rng) if len(s) > 1 else np.zeros(s) for s in network.shapes]
# + weights = [np.zeros(s) for s in network.shapes]

# %% The rate is far too large.
# With momentum 0.9, a peak of 0.1 is enough.
# - rate = one_cycle_rate(step, steps, peak=0.1)
# + rate = 5.0

# %% The rate is far too small.
# With momentum 0.9, a peak of 0.1 is enough.
# - rate = one_cycle_rate(step, steps, peak=0.1)
# + rate = 1e-6

# %% Training stops after a few steps.
# Show every image about twelve times.
# - steps = 12 * len(images) // 32
# + steps = 20

# %% The digits are mirrored.
# A mirrored 3 is no 3: digits may be shifted a little, not flipped.
# - batch = random_crop(images[chosen], 1, rng)
# + batch = images[chosen][:, :, :, ::-1]

# %% The digits are shifted too far.
# Of 8 pixels, one to each side is enough.
# - batch = random_crop(images[chosen], 1, rng)
# + batch = random_crop(images[chosen], 6, rng)

# %% The first weights are returned.
# Return the trained ones.
# - velocities = [np.zeros(s) for s in network.shapes]
# + velocities, first = [np.zeros(s) for s in network.shapes], list(weights)
# - return weights
# + return first

# %% The loss is returned.
# Return the weights.
# - return weights
# + return network.loss_and_gradients(weights, images, labels)[0]
