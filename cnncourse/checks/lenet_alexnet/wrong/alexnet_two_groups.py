# %% No convolution has groups.
# The second, the fourth and the fifth have two.
# - layers.append(nn.Conv2d(channels, count, kernel_size, stride, padding, groups=groups))
# + layers.append(nn.Conv2d(channels, count, kernel_size, stride, padding))

# %% The third convolution has groups, too.
# There the two halves meet: only 2, 4 and 5 have groups.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 2, 2, 2), strict=True)

# %% The third convolution has groups in place of the fourth.
# Layer 3 sees both halves: only 2, 4 and 5 have groups.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 2, 1, 2), strict=True)

# %% Only the second convolution has groups.
# The fourth and the fifth see their own half as well.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 1, 1), strict=True)

# %% The fifth convolution has no groups.
# It sees its own half as well: 2, 4 and 5 have groups.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 1), strict=True)

# %% The fourth convolution has no groups.
# It sees its own half as well: 2, 4 and 5 have groups.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 1, 2), strict=True)

# %% The first convolution has groups.
# Both halves see all three colours: only 2, 4 and 5 have groups.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (2, 2, 1, 2, 2), strict=True)

# %% The channels in are halved by hand.
# `groups=2` divides them; Conv2d takes the channels of both halves.
# - layers.append(nn.Conv2d(channels, count, kernel_size, stride, padding, groups=groups))
# + layers.append(
# +     nn.Conv2d(channels // groups, count, kernel_size, stride, padding, groups=1)
# + )

# %% Only one of the two halves is built.
# `groups=2` builds both; the filters stay as many as they are.
# - layers, channels = [], 3
# + layers, channels = [], 3
# + filters = tuple(count // 2 for count in filters)
# - layers.append(nn.Conv2d(channels, count, kernel_size, stride, padding, groups=groups))
# + layers.append(nn.Conv2d(channels, count, kernel_size, stride, padding))

# %% The first convolution is padded.
# Images have 227 pixels: (227 - 11) / 4 + 1 = 55 without padding.
# - stride, padding = (4, 0) if place == 1 else (1, kernel_size // 2)
# + stride, padding = (4, 2) if place == 1 else (1, kernel_size // 2)

# %% The normalization is missing.
# After the ReLUs of the first two convolutions comes local response normalization.
# - layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
# + pass

# %% The normalization comes after the pooling.
# First ReLU, then normalization, then pooling; the other order is Caffe's.
# - if place in (1, 2):
# -     layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
# - if place in (1, 2, 5):
# -     layers.append(nn.MaxPool2d(3, stride=2))
# + if place in (1, 2, 5):
# +     layers.append(nn.MaxPool2d(3, stride=2))
# + if place in (1, 2):
# +     layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))

# %% The pooling windows are 2 x 2.
# The maps get the same sizes, but AlexNet's windows are 3 x 3 with stride 2: they overlap.
# - layers.append(nn.MaxPool2d(3, stride=2))
# + layers.append(nn.MaxPool2d(2))

# %% The first dense layer reads half of the maps.
# From there on every layer sees everything.
# - nn.Linear(channels * 6 * 6, hidden),
# + nn.Linear(channels // 2 * 6 * 6, hidden),

# %% The last layer is a softmax.
# The network gives scores; the loss does the rest.
# - nn.Linear(hidden, num_classes),
# + nn.Linear(hidden, num_classes),
# + nn.Softmax(1),

# %% There is a ReLU after the last layer.
# Scores may be negative: nothing follows the last layer.
# - nn.Linear(hidden, num_classes),
# + nn.Linear(hidden, num_classes),
# + nn.ReLU(),
