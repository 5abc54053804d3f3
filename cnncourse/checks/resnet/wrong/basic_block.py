# %% The shortcut is missing.
# This is a plain block: use nn.Residual.
# - return nn.Residual(
# -     body=nn.Sequential(
# + return nn.Sequential(
# +     nn.Sequential(
# - shortcut=projection,
# - activation=nn.ReLU(),
# + nn.ReLU(),

# %% The ReLU after the sum is missing.
# It is nn.Residual's `activation`.
# - activation=nn.ReLU(),
# + activation=None,

# %% There is a ReLU before the sum.
# The second convolution and its batch norm end the body: the ReLU comes after the sum.
# - shortcut=projection,
# - activation=nn.ReLU(),
# + shortcut=projection,
# - nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
# - nn.BatchNorm2d(out_channels),
# + nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
# + nn.BatchNorm2d(out_channels),
# + nn.ReLU(),

# %% The ReLU between the convolutions is missing.
# Two convolutions without it are one.
# - nn.ReLU(),
# - nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
# + nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),

# %% There is a projection in every block.
# That is option C: with option B it is there only where the shape changes.
# - if in_channels != out_channels or stride != 1:
# + if True:

# %% A stride alone gets no projection.
# The shape changes as well if only the maps shrink.
# - if in_channels != out_channels or stride != 1:
# + if in_channels != out_channels:

# %% A change of channels alone gets no projection.
# The shape changes as well if only the channels do.
# - if in_channels != out_channels or stride != 1:
# + if stride != 1:

# %% The projection has no batch norm.
# Every convolution of the paper is followed by batch norm, this one as well.
# - nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# - nn.BatchNorm2d(out_channels),
# + nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),

# %% The projection is followed by a ReLU.
# The shortcut is linear: the ReLU comes after the sum.
# - nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# - nn.BatchNorm2d(out_channels),
# + nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# + nn.BatchNorm2d(out_channels),
# + nn.ReLU(),

# %% The projection is a 3×3 convolution.
# A 1×1 convolution is enough to change the channels.
# - nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# + nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),

# %% The projection has a bias.
# Batch norm follows and has a shift of its own: bias=False.
# - nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# + nn.Conv2d(in_channels, out_channels, 1, stride=stride),

# %% Option A is built.
# Option B learns a 1×1 convolution.
# - projection = nn.Sequential(
# -     nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# -     nn.BatchNorm2d(out_channels),
# - )
# + projection = nn.ZeroPadShortcut(in_channels, out_channels, stride)

# %% The convolutions have biases.
# Batch norm follows and has a shift of its own: bias=False.
# - nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
# + nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1),

# %% The stride is in the second convolution.
# The first one has it, so that the second works on the small maps.
# - nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
# + nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),
# - nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
# + nn.Conv2d(out_channels, out_channels, 3, stride=stride, padding=1, bias=False),

# %% The last batch norm is missing.
# Each convolution is followed by one.
# - nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
# - nn.BatchNorm2d(out_channels),
# + nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),

# %% The projection has no stride.
# It halves the maps as the first convolution does: stride=stride.
# - nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# + nn.Conv2d(in_channels, out_channels, 1, bias=False),
