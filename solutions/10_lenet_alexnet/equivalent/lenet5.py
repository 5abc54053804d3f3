# %% The maximum of ReLUs is the ReLU of the maximum.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# - nn.ReLU(),
# - nn.MaxPool2d(2),  # 6 x 14 x 14
# + nn.Conv2d(in_channels, 6, 5),
# + nn.MaxPool2d(2),
# + nn.ReLU(),

# %% The maximum of ReLUs is the ReLU of the maximum.
# - nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
# - nn.ReLU(),
# - nn.MaxPool2d(2),  # 16 x 5 x 5
# + nn.Conv2d(6, 16, 5),
# + nn.MaxPool2d(2),
# + nn.ReLU(),
