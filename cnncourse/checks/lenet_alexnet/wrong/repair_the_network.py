# %% Nothing is repaired.
# The first convolution pads, and `reshape(-1, 400)` makes 36 rows out of 25 images.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - x = x.reshape(len(x), 400)
# + x = x.reshape(-1, 400)

# %% The padding stays, and the first dense layer gets wider.
# The rows are right, but the network has 82,826 parameters: remove the padding.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - self.fc1 = nn.Linear(400, 120)
# + self.fc1 = nn.Linear(576, 120)
# - x = x.reshape(len(x), 400)
# + x = x.reshape(len(x), 576)

# %% Only the reshape is repaired.
# With the padding every image has 576 numbers: they do not fit into rows of 400.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)

# %% Each row has 576 numbers, and the dense layer expects 400.
# Remove the padding of the first convolution.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - x = x.reshape(len(x), 400)
# + x = x.reshape(len(x), -1)

# %% The number of images is fixed.
# A batch may have any size: len(x).
# - x = x.reshape(len(x), 400)
# + x = x.reshape(25, 400)

# %% The surplus pixels are cut off.
# Rows and parameters are right, but C1 still pads: remove its padding.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - x = x.reshape(len(x), 400)
# + x = x[:, :, :5, :5].reshape(len(x), 400)

# %% The surplus numbers are cut off.
# Rows and parameters are right, but C1 still pads: remove its padding.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - x = x.reshape(len(x), 400)
# + x = x.reshape(len(x), -1)[:, :400]

# %% The surplus rows are cut off.
# The first 25 of 36 rows still mix the images: repair the padding and the reshape.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - x = x.reshape(len(x), 400)
# + x = x.reshape(-1, 400)[: len(x)]

# %% The maps of 6 x 6 are averaged to 5 x 5.
# Rows and parameters are right, but C1 still pads: remove its padding.
# - self.conv1 = nn.Conv2d(1, 6, 5)
# + self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
# - self.pool2 = nn.MaxPool2d(2)
# + self.pool2 = nn.Sequential(nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(5))

# %% The padding has moved to the second convolution.
# Neither of the two pads: 32, 28, 14, 10, 5.
# - self.conv2 = nn.Conv2d(6, 16, 5)
# + self.conv2 = nn.Conv2d(6, 16, 5, padding=2)
# - self.fc1 = nn.Linear(400, 120)
# + self.fc1 = nn.Linear(784, 120)
# - x = x.reshape(len(x), 400)
# + x = x.reshape(len(x), 784)

# %% The channels are moved to the end before the maps are flattened.
# Flatten them as they are, channel by channel.
# - x = x.reshape(len(x), 400)
# + x = x.transpose(0, 2, 3, 1).reshape(len(x), 400)

# %% Images and numbers are exchanged.
# Rows are images: `reshape(len(x), 400)`, without a transposition.
# - x = x.reshape(len(x), 400)
# + x = x.reshape(400, len(x)).T
