# %% Only the channels out are counted.
# A filter has a kernel for every channel in: multiply the two.
# - total += kernel_size**2 * before * after
# + total += kernel_size**2 * after

# %% Every layer is counted with its channels in on both sides.
# A layer has channels in and channels out, and they may differ.
# - total += kernel_size**2 * before * after
# + total += kernel_size**2 * before * before

# %% Every layer is counted with its channels out on both sides.
# A layer has channels in and channels out, and they may differ.
# - total += kernel_size**2 * before * after
# + total += kernel_size**2 * after * after

# %% All layers are counted like one from the first channels to the last.
# The layers in between have channels of their own.
# - return total
# + return (len(channels) - 1) * kernel_size**2 * channels[0] * channels[-1]

# %% Biases are counted.
# Count weights only.
# - total += kernel_size**2 * before * after
# + total += kernel_size**2 * before * after + after

# %% A kernel is counted with one row.
# It has K rows of K weights.
# - total += kernel_size**2 * before * after
# + total += kernel_size * before * after

# %% Every kernel is taken to be 3 x 3.
# Use `kernel_size`.
# - total += kernel_size**2 * before * after
# + total += 9 * before * after

# %% The weights of the layers are multiplied.
# The layers stand side by side in memory: add.
def stack_cost(channels, kernel_size):
    total = 1
    for before, after in zip(channels[:-1], channels[1:], strict=True):
        total *= kernel_size**2 * before * after
    return total


# %% Only the first layer is counted.
# `channels` has an entry for the input and one for every layer: go through all neighbours.
def stack_cost(channels, kernel_size):
    return kernel_size**2 * channels[0] * channels[1] if len(channels) > 1 else 0


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def stack_cost(channels, kernel_size):
    return 162
