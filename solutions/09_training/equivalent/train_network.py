# %% Biases may start as random numbers.
# - weights = [he_normal(s, rng) if len(s) > 1 else np.zeros(s) for s in network.shapes]
# + weights = [he_normal(s, rng) for s in network.shapes]
# or
# + weights = [he_normal(s, rng) if len(s) >= 1 else np.zeros(s) for s in network.shapes]
# or
# + weights = [he_normal(s, rng) if len(s) > 0 else np.zeros(s) for s in network.shapes]

# %% The last layer may start at zero: its gradient does not depend on itself.
# - weights = [he_normal(s, rng) if len(s) > 1 else np.zeros(s) for s in network.shapes]
# + weights = [he_normal(s, rng) if len(s) > 2 else np.zeros(s) for s in network.shapes]

# %% A few steps more or less reach the goal as well.
# - steps = 12 * len(images) // 32
# + steps = 13 * len(images) // 32
# or
# + steps = 11 * len(images) // 32
# or
# + steps = 12 * len(images) // 33
# or
# + steps = 12 * len(images) // 31

# %% The last step has a rate of almost 0.
# - for step in range(steps):
# + for step in range(steps - 1):

# %% A batch may have another size.
# - chosen = rng.integers(len(images), size=32)
# + chosen = rng.integers(len(images), size=33)
# or
# + chosen = rng.integers(len(images), size=31)

# %% The goal can be reached with images that stay as they are.
# - batch = random_crop(images[chosen], 1, rng)
# + batch = random_crop(images[chosen], 0, rng)

# %% The goal can be reached without momentum.
# - weights[k], velocities[k] = sgd_step(w, g, velocity, rate=rate, momentum=0.9)
# + weights[k], velocities[k] = sgd_step(w, g, velocity, rate=rate)
# or
# + weights[k], velocities[k] = sgd_step(w, g, velocity, rate=rate, momentum=-0.09999999999999998)
