# %% The biases are forgotten.
# Each filter and each output of a dense layer has one.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# + counts.append(filters * (channels // groups * kernel_size**2))
# - counts.append(outputs * (channels * size**2 + 1))
# + counts.append(outputs * channels * size**2)

# %% A layer has a single bias.
# Each filter and each output of a dense layer has one.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# + counts.append(filters * (channels // groups * kernel_size**2) + 1)
# - counts.append(outputs * (channels * size**2 + 1))
# + counts.append(outputs * channels * size**2 + 1)

# %% A filter is counted with one channel.
# It has a kernel for each channel that it sees.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# + counts.append(filters * (kernel_size**2 + 1))

# %% Groups are ignored.
# A filter sees only the channels of its own group: channels // groups.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# + counts.append(filters * (channels * kernel_size**2 + 1))

# %% Groups divide the filters, too.
# All filters learn; each sees only the channels of its own group.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# + counts.append(filters // groups * (channels // groups * kernel_size**2 + 1))

# %% Groups divide the biases, too.
# Every filter has its bias: first the weights of one filter, plus 1, then times the filters.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# + counts.append(filters * (channels * kernel_size**2 + 1) // groups)

# %% Weights are counted at every place.
# A filter is shared by all places: do not multiply by the size of the map.
# - counts.append(filters * (channels // groups * kernel_size**2 + 1))
# - channels = filters
# - size = (size + 2 * padding - kernel_size) // stride + 1
# + size = (size + 2 * padding - kernel_size) // stride + 1
# + counts.append(filters * (channels // groups * kernel_size**2 + 1) * size**2)
# + channels = filters

# %% The stride is ignored.
# It divides the room that the kernel has to move.
# - size = (size + 2 * padding - kernel_size) // stride + 1
# + size = size + 2 * padding - kernel_size + 1

# %% The padding is ignored.
# It adds pixels on both sides.
# - size = (size + 2 * padding - kernel_size) // stride + 1
# + size = (size - kernel_size) // stride + 1

# %% The padding is counted once.
# It adds pixels on both sides: 2 * padding.
# - size = (size + 2 * padding - kernel_size) // stride + 1
# + size = (size + padding - kernel_size) // stride + 1

# %% A pooling divides the size by its stride.
# Windows of 3 with stride 2 make 27 of 55, but 6 of 13, and stride 1 makes 11 of 13.
# - size = (size - kernel_size) // stride + 1
# + size = -(-size // stride)

# %% A pooling has a parameter for each channel.
# Taking a maximum learns nothing.
# - counts.append(0)
# + counts.append(channels)

# %% Poolings are left out.
# They are layers, too: give them a 0.
# - counts.append(0)
# + counts += []

# %% A dense layer reads one number of each map.
# It reads every pixel of every map: channels * size * size.
# - counts.append(outputs * (channels * size**2 + 1))
# + counts.append(outputs * (channels + 1))

# %% A dense layer reads one row of each map.
# It reads every pixel of every map: channels * size * size.
# - counts.append(outputs * (channels * size**2 + 1))
# + counts.append(outputs * (channels * size + 1))

# %% The second dense layer reads maps, too.
# After a dense layer there are `outputs` numbers and no maps: set the size to 1.
# - channels, size = outputs, 1
# + channels = outputs

# %% The total is returned.
# Return a tuple with a number for every layer.
# - return tuple(counts)
# + return sum(counts)
