# %% The weights are 1: the layer would add.
# Each of the KH times KW pixels counts 1 / (KH * KW).
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.ones((channels, 1, KH, KW))

# %% Each filter sees all channels: the layer would mix them.
# Depthwise means that a filter sees one channel: shape (channels, 1, KH, KW).
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((channels, channels, KH, KW), 1 / (KH * KW))

# %% The weights are shared out over the channels as well.
# A filter sees one channel only, so its weights add up to 1.
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((channels, 1, KH, KW), 1 / (channels * KH * KW))

# %% There is one filter for all channels.
# Every channel has its own: shape (channels, 1, KH, KW).
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((1, 1, KH, KW), 1 / (KH * KW))

# %% The first two axes are exchanged.
# Filters come first: shape (channels, 1, KH, KW).
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((1, channels, KH, KW), 1 / (KH * KW))

# %% The axis of length 1 is missing.
# Weights of a convolution have four axes: shape (channels, 1, KH, KW).
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((channels, KH, KW), 1 / (KH * KW))

# %% The weights are 1 / KH.
# A window has KH times KW pixels.
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((channels, 1, KH, KW), 1 / KH)

# %% Rows and columns are exchanged.
# The height comes first.
# - KH, KW = kernel_size
# + KW, KH = kernel_size

# %% The kernel is taken to be square.
# `KH, KW = kernel_size`: the two may differ.
# - KH, KW = kernel_size
# + KH = KW = kernel_size[0]

# %% Only the middle weight is set.
# Every pixel of the window has the same weight.
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + w = np.zeros((channels, 1, KH, KW))
# + w[:, :, KH // 2, KW // 2] = 1
# + return w

# %% The weights are rounded down to zero.
# Divide with `/`.
# - return np.full((channels, 1, KH, KW), 1 / (KH * KW))
# + return np.full((channels, 1, KH, KW), 1 // (KH * KW))


# %% The answer to one example is returned for every call.
# Compute it from the arguments.
def average_as_convolution(channels, kernel_size):
    return np.full((2, 1, 2, 2), 0.25)
