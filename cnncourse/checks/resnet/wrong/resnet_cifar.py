# %% The shortcuts are missing.
# This is the plain network: use nn.Residual.
# - return nn.Residual(body=body, shortcut=shortcut, activation=nn.ReLU())
# + return nn.Sequential(body, nn.ReLU())

# %% Option B is built.
# Where the shape changes, use nn.ZeroPadShortcut, which has no parameters.
# - shortcut = nn.ZeroPadShortcut(in_channels, out_channels, stride)
# + shortcut = nn.Sequential(
# +     nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False),
# +     nn.BatchNorm2d(out_channels),
# + )

# %% The first stage halves the maps as well.
# Only the second and the third do.
# - stride = 2 if stage > 0 and place == 0 else 1
# + stride = 2 if place == 0 else 1
# - if in_channels != out_channels:
# + if in_channels != out_channels or stride != 1:

# %% The maps are never halved.
# The first block of stages 2 and 3 has stride 2.
# - stride = 2 if stage > 0 and place == 0 else 1
# + stride = 1

# %% The channels are not doubled.
# Each stage has twice as many as the one before.
# - out_channels = width * 2**stage
# + out_channels = width

# %% The channels grow by the same number in each stage.
# Twice and four times as many, not twice and three times.
# - out_channels = width * 2**stage
# + out_channels = width * (stage + 1)

# %% There is one block too few in each stage.
# A stage has `depth` blocks.
# - for place in range(depth):
# + for place in range(max(depth - 1, 1)):

# %% Depth counts layers.
# It counts blocks, of two convolutions each.
# - for place in range(depth):
# + for place in range(6 * depth + 2):

# %% The first convolution is missing its batch norm.
# Each convolution is followed by one.
# - layers = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
# + layers = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.ReLU()]

# %% The first ReLU is missing.
# The first convolution has batch norm and ReLU as well.
# - layers = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
# + layers = [nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)]

# %% There is no average at the end.
# nn.AdaptiveAvgPool2d(1) makes one number of each map.
# - layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10)]
# + layers += [nn.Flatten(), nn.Linear(in_channels * 4, 10)]

# %% The largest number of each map is taken at the end.
# Average the maps.
# - layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10)]
# + layers += [nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10)]

# %% The ReLU after the sum is missing.
# It is nn.Residual's `activation`.
# - return nn.Residual(body=body, shortcut=shortcut, activation=nn.ReLU())
# + return nn.Residual(body=body, shortcut=shortcut)

# %% A pooling halves the maps.
# A convolution with stride 2 does.
# - stride = 2 if stage > 0 and place == 0 else 1
# + stride = 1
# + if stage > 0 and place == 0:
# +     layers.append(nn.MaxPool2d(2))

# %% The dense layer has no bias.
# It is the only layer with one: no batch norm follows.
# - layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10)]
# + layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10, bias=False)]

# %% The dense layer always reads 64 numbers.
# That holds for width 16: the last stage has 4 * width channels.
# - layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(in_channels, 10)]
# + layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]

# %% There are four stages.
# The networks for CIFAR-10 have three.
# - for stage in range(3):
# + for stage in range(4):
