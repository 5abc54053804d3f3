# %% The stride is always in the 3×3 convolution.
# With stride_in="1x1" the first convolution has it.
# - first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
# + first, second = 1, stride

# %% The stride is always in the first 1×1 convolution.
# With stride_in="3x3" the 3×3 convolution has it.
# - first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
# + first, second = stride, 1

# %% The two places of the stride are swapped.
# "1x1" is the first convolution, "3x3" the second.
# - first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
# + first, second = (1, stride) if stride_in == "1x1" else (stride, 1)

# %% Both convolutions have the stride.
# Then the maps shrink twice, and the sum does not fit.
# - first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
# + first, second = stride, stride

# %% The block gives `channels` channels.
# The last convolution expands to four times as many.
# - nn.Conv2d(channels, 4 * channels, 1, bias=False),
# - nn.BatchNorm2d(4 * channels),
# + nn.Conv2d(channels, channels, 1, bias=False),
# + nn.BatchNorm2d(channels),

# %% The ReLU after the sum is missing.
# It is nn.Residual's `activation`.
# - activation=nn.ReLU(),
# + activation=None,

# %% There is a ReLU before the sum.
# The last batch norm ends the body: the ReLU comes after the sum.
# - nn.Conv2d(channels, 4 * channels, 1, bias=False),
# - nn.BatchNorm2d(4 * channels),
# + nn.Conv2d(channels, 4 * channels, 1, bias=False),
# + nn.BatchNorm2d(4 * channels),
# + nn.ReLU(),

# %% The ReLU before the last convolution is missing.
# There is one after each of the first two batch norms.
# - nn.ReLU(),
# - nn.Conv2d(channels, 4 * channels, 1, bias=False),
# + nn.Conv2d(channels, 4 * channels, 1, bias=False),

# %% The ReLU before the 3×3 convolution is missing.
# There is one after each of the first two batch norms.
# - nn.ReLU(),
# - nn.Conv2d(channels, channels, 3, stride=second, padding=1, bias=False),
# + nn.Conv2d(channels, channels, 3, stride=second, padding=1, bias=False),

# %% The projection is there only with a stride.
# The first block of the first stage changes the channels alone.
# - if in_channels != 4 * channels or stride != 1:
# + if stride != 1:

# %% The projection depends on the channels inside.
# The block gives 4 * channels: compare with that.
# - if in_channels != 4 * channels or stride != 1:
# + if in_channels != channels or stride != 1:

# %% The shortcut is missing.
# Use nn.Residual.
# - return nn.Residual(
# -     body=nn.Sequential(
# + return nn.Sequential(
# +     nn.Sequential(
# - shortcut=projection,
# - activation=nn.ReLU(),
# + nn.ReLU(),

# %% The 3×3 convolution has no padding.
# Without padding=1 the maps shrink.
# - nn.Conv2d(channels, channels, 3, stride=second, padding=1, bias=False),
# + nn.Conv2d(channels, channels, 3, stride=second, bias=False),

# %% The last convolution has a bias.
# Batch norm follows and has a shift of its own: bias=False.
# - nn.Conv2d(channels, 4 * channels, 1, bias=False),
# + nn.Conv2d(channels, 4 * channels, 1),

# %% The projection has no batch norm.
# Every convolution is followed by batch norm, this one as well.
# - nn.Conv2d(in_channels, 4 * channels, 1, stride=stride, bias=False),
# - nn.BatchNorm2d(4 * channels),
# + nn.Conv2d(in_channels, 4 * channels, 1, stride=stride, bias=False),

# %% The projection has no stride.
# It halves the maps as one of the convolutions does: stride=stride.
# - nn.Conv2d(in_channels, 4 * channels, 1, stride=stride, bias=False),
# + nn.Conv2d(in_channels, 4 * channels, 1, bias=False),

# %% There is a projection in every block.
# That is option C: with option B it is there only where the shape changes.
# - if in_channels != 4 * channels or stride != 1:
# + if True:

# %% A stride alone gets no projection.
# The shape changes as well if only the maps shrink.
# - if in_channels != 4 * channels or stride != 1:
# + if in_channels != 4 * channels:
