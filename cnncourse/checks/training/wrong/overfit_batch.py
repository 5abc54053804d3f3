# %% Nothing is learned.
# Take a step against the gradient in every round.
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + if len(losses) > 50:
# +     return weights, losses

# %% The steps go up the slope.
# Subtract the gradient.
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + weights = [w + 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + if len(losses) > 50:
# +     return weights, losses

# %% The number of steps is fixed, and too small.
# Go on until the loss is below 0.01.
# - while not losses or losses[-1] >= 0.01:
# + for _ in range(10):

# %% The steps are too small for the number of rounds.
# Go on until the loss is below 0.01, or take a larger rate.
# - while not losses or losses[-1] >= 0.01:
# + for _ in range(100):
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + weights = [w - 0.0001 * g for w, g in zip(weights, gradients, strict=True)]

# %% The steps are far too long.
# Try a rate of 0.1.
# - while not losses or losses[-1] >= 0.01:
# + for _ in range(60):
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + weights = [w - 20 * g for w, g in zip(weights, gradients, strict=True)]

# %% It stops when the loss is below 0.1.
# Below 0.01.
# - while not losses or losses[-1] >= 0.01:
# + while not losses or losses[-1] >= 0.1:

# %% The weights given are returned, not the trained ones.
# Return those that the loop has made.
# - losses = []
# + losses, first = [], weights
# - return weights, losses
# + return first, losses

# %% The weights given are changed.
# Make new arrays: `w - rate * g`, not `w -= rate * g`.
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + for w, g in zip(weights, gradients, strict=True):
# +     w -= 0.1 * g

# %% Only the last loss is returned.
# Return the list of all losses.
# - return weights, losses
# + return weights, losses[-1]

# %% Only the losses are returned.
# End with `return weights, losses`.
# - return weights, losses
# + return losses

# %% The two results are swapped.
# The weights come first.
# - return weights, losses
# + return losses, weights

# %% Training starts from zeros.
# Start from the weights given.
# - losses = []
# + losses = []
# + weights = [0 * w + 0.01 * np.sin(np.arange(w.size)).reshape(w.shape) for w in weights]

# %% Only the biases are trained.
# Every array takes a step.
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + weights = [w - 0.1 * g * (g.ndim == 1) for w, g in zip(weights, gradients, strict=True)]
# + if len(losses) > 100:
# +     return weights, losses

# %% The loss of the last weights is not noted.
# Note the loss of the weights that you return, too: the last one is below 0.01.
# - return weights, losses
# + return weights, losses[:-1]
