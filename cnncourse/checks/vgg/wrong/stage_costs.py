# %% The maps never shrink.
# After a pooling they are half as high and wide.
# - size //= 2
# + size //= 1

# %% Only one side of the maps is counted.
# A filter is applied at size * size places.
# - cost += kernel_size**2 * channels * filters * size**2
# + cost += kernel_size**2 * channels * filters * size

# %% Weights are counted, not multiply-adds.
# Every weight is used at size * size places.
# - cost += kernel_size**2 * channels * filters * size**2
# + cost += kernel_size**2 * channels * filters

# %% The channels in are left out.
# A filter has a kernel for every channel in.
# - cost += kernel_size**2 * channels * filters * size**2
# + cost += kernel_size**2 * filters * size**2

# %% The first layer of a stage is counted like the others.
# It reads the channels of the stage before.
# - cost += kernel_size**2 * channels * filters * size**2
# + cost += kernel_size**2 * filters * filters * size**2

# %% The channels do not go on from layer to layer.
# After a convolution, its filters are the channels of the next one.
# - channels = filters
# + channels = in_channels

# %% Multiplications and additions are counted apart.
# A multiply-add is one of each, counted together.
# - cost += kernel_size**2 * channels * filters * size**2
# + cost += 2 * kernel_size**2 * channels * filters * size**2

# %% Every kernel is taken to be 3 x 3.
# An entry may be a pair (filters, kernel_size).
# - filters, kernel_size = entry if isinstance(entry, tuple) else (entry, 3)
# + filters, kernel_size = (entry[0], 3) if isinstance(entry, tuple) else (entry, 3)

# %% Biases are counted.
# Count multiply-adds of weights only.
# - cost += kernel_size**2 * channels * filters * size**2
# + cost += (kernel_size**2 * channels + 1) * filters * size**2

# %% The costs add up from stage to stage.
# Begin every stage with 0.
# - cost = 0
# + pass

# %% The number of channels in is fixed.
# Use `in_channels`.
# - costs, cost, channels, size = [], 0, in_channels, image_size
# + costs, cost, channels, size = [], 0, 3, image_size

# %% The size of the image is fixed.
# Use `image_size`.
# - costs, cost, channels, size = [], 0, in_channels, image_size
# + costs, cost, channels, size = [], 0, in_channels, 224

# %% The convolutions are not padded.
# They keep the size of their maps.
# - cost += kernel_size**2 * channels * filters * size**2
# + size -= kernel_size - 1
# + cost += kernel_size**2 * channels * filters * size**2

# %% The total is returned.
# Return a number for every stage.
# - return tuple(costs)
# + return sum(costs)
