# %% A few steps more or less reach the goal as well.
# - weights, steps = net.parameters(), 12 * len(images) // 64
# + weights, steps = net.parameters(), 13 * len(images) // 64
# or
# + weights, steps = net.parameters(), 11 * len(images) // 64
# or
# + weights, steps = net.parameters(), 12 * len(images) // 65
# or
# + weights, steps = net.parameters(), 12 * len(images) // 63

# %% Both lists begin with the same zeros.
# - means, squares = ([np.zeros_like(w) for w in weights] for _ in range(2))
# + squares, means = ([np.zeros_like(w) for w in weights] for _ in range(2))

# %% The last step has a rate of almost 0.
# - for step in range(steps):
# + for step in range(steps - 1):

# %% A batch may have another size.
# - chosen = rng.integers(len(images), size=64)
# + chosen = rng.integers(len(images), size=65)
# or
# + chosen = rng.integers(len(images), size=63)

# %% The digits may stay where they are, or move by two pixels.
# - batch = random_crop(images[chosen], 1, rng)
# + batch = random_crop(images[chosen], 2, rng)
# or
# + batch = random_crop(images[chosen], 0, rng)

# %% Adam's usual rate reaches the goal, too.
# - new = adam_step(weights[k], g, means[k], squares[k], step + 1, rate=rate)
# + new = adam_step(weights[k], g, means[k], squares[k], step + 1)

# %% The correction of the first steps may be a little too small.
# - new = adam_step(weights[k], g, means[k], squares[k], step + 1, rate=rate)
# + new = adam_step(weights[k], g, means[k], squares[k], step + 2, rate=rate)

# %% How far the run is may be shown in another way, or not at all.
# - show(step, steps, value)
# + pass
# or
# + show(steps, step, value)
# or
# + show(step, value, steps)
