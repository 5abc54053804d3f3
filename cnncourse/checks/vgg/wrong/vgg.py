# %% The convolutions are not padded.
# They keep the size of their maps: padding = kernel_size // 2.
# - padding = kernel_size // 2
# + padding = 0

# %% Every convolution is padded by 1.
# That is right for 3 x 3 only: kernel_size // 2.
# - padding = kernel_size // 2
# + padding = 1

# %% Every kernel is taken to be 3 x 3.
# An entry may be a pair (filters, kernel_size).
# - filters, kernel_size = entry if isinstance(entry, tuple) else (entry, 3)
# + filters, kernel_size = (entry[0], 3) if isinstance(entry, tuple) else (entry, 3)

# %% There is no ReLU after the convolutions.
# Every convolution is followed by one.
# - layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding), nn.ReLU()]
# + layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding)]

# %% The ReLU after 1 x 1 convolutions is missing.
# Every convolution is followed by one; for 1 x 1 it is the reason to have it.
# - layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding), nn.ReLU()]
# + layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding)]
# + layers += [nn.ReLU()] if kernel_size > 1 else []

# %% The channels do not go on from layer to layer.
# After a convolution, its filters are the channels of the next one.
# - channels = filters
# + channels = in_channels

# %% The number of channels in is fixed.
# Use `in_channels` for the first convolution.
# - layers, channels, size = [], in_channels, image_size
# + layers, channels, size = [], 3, image_size

# %% The maps are taken to be 7 x 7 at the end.
# That holds for 224 pixels and five poolings only.
# - nn.Linear(channels * size * size, hidden),
# + nn.Linear(channels * 7 * 7, hidden),

# %% The first dense layer reads one side of the maps.
# The maps have `size` rows and `size` columns.
# - nn.Linear(channels * size * size, hidden),
# + nn.Linear(channels * size, hidden),

# %% The pooling is average pooling.
# VGG takes the maximum.
# - layers.append(nn.MaxPool2d(2))
# + layers.append(nn.AvgPool2d(2))

# %% The pooling overlaps, as in AlexNet.
# VGG's windows are 2 x 2 and lie side by side.
# - layers.append(nn.MaxPool2d(2))
# + layers.append(nn.MaxPool2d(3, 2, padding=1))

# %% The second dense layer is missing.
# There are three dense layers.
# - nn.Linear(hidden, hidden),
# - nn.ReLU(),

# %% There is no ReLU between the dense layers.
# After the first two there is one.
# - nn.Linear(channels * size * size, hidden),
# - nn.ReLU(),
# + nn.Linear(channels * size * size, hidden),

# %% There is a ReLU after the last layer.
# The scores may be negative: nothing follows the last layer.
# - nn.Linear(hidden, num_classes),
# + nn.Linear(hidden, num_classes),
# + nn.ReLU(),

# %% The last layer is a softmax.
# The network gives scores; the loss does the rest.
# - nn.Linear(hidden, num_classes),
# + nn.Linear(hidden, num_classes),
# + nn.Softmax(1),

# %% The number of classes is fixed.
# Use `num_classes`.
# - nn.Linear(hidden, num_classes),
# + nn.Linear(hidden, 1000),

# %% The convolutions have no bias.
# VGG's have one: leave `bias` as it is.
# - layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding), nn.ReLU()]
# + layers += [nn.Conv2d(channels, filters, kernel_size, padding=padding, bias=False), nn.ReLU()]

# %% The maps are averaged before the dense layers.
# Flatten them: the first dense layer reads every pixel of every map.
# - nn.Flatten(),
# - nn.Linear(channels * size * size, hidden),
# + nn.AdaptiveAvgPool2d(1),
# + nn.Flatten(),
# + nn.Linear(channels, hidden),
