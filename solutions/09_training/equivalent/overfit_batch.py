# %% A loss is almost never exactly 0.01.
# - while not losses or losses[-1] >= 0.01:
# + while not losses or losses[-1] > 0.01:

# %% Weights and gradients are equally many.
# - weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=True)]
# + weights = [w - 0.1 * g for w, g in zip(weights, gradients)]
# or
# + weights = [w - 0.1 * g for w, g in zip(weights, gradients, strict=False)]
