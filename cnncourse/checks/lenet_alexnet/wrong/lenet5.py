# %% The first convolution is padded, or C5 expects that it is.
# The image already has its frame: C1 makes 28 x 28 of 32 x 32, so S4 has 16 maps of 5 x 5.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# + nn.Conv2d(in_channels, 6, 5, padding=2),
# - nn.Linear(400, 120),
# + nn.Linear(16 * 6 * 6, 120),

# %% The second convolution is padded, or C5 expects that it is.
# C3 makes 10 x 10 of 14 x 14, so S4 has 16 maps of 5 x 5.
# - nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
# + nn.Conv2d(6, 16, 5, padding=2),
# - nn.Linear(400, 120),
# + nn.Linear(16 * 7 * 7, 120),

# %% The kernels are 3 x 3.
# LeNet-5's are 5 x 5.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# + nn.Conv2d(in_channels, 6, 3),
# - nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
# + nn.Conv2d(6, 16, 3),
# - nn.Linear(400, 120),
# + nn.Linear(16 * 6 * 6, 120),

# %% The maps are taken to be 4 x 4 at the end.
# That holds for images of 28 x 28 without padding.
# - nn.Linear(400, 120),
# + nn.Linear(16 * 4 * 4, 120),

# %% C5 reads one number of each map.
# It reads all of S4: 16 maps of 5 x 5 pixels.
# - nn.Linear(400, 120),
# + nn.Linear(16, 120),

# %% The pooling is average pooling.
# The network of today takes the maximum.
# - nn.MaxPool2d(2),  # 6 x 14 x 14
# + nn.AvgPool2d(2),
# - nn.MaxPool2d(2),  # 16 x 5 x 5
# + nn.AvgPool2d(2),

# %% The activation is tanh.
# The network of today has ReLUs.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# - nn.ReLU(),
# + nn.Conv2d(in_channels, 6, 5),
# + nn.Tanh(),
# - nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
# - nn.ReLU(),
# + nn.Conv2d(6, 16, 5),
# + nn.Tanh(),
# - nn.Linear(400, 120),
# - nn.ReLU(),
# + nn.Linear(400, 120),
# + nn.Tanh(),
# - nn.Linear(120, 84),
# - nn.ReLU(),
# + nn.Linear(120, 84),
# + nn.Tanh(),

# %% There is no ReLU after the convolutions.
# Each of them is followed by one.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# - nn.ReLU(),
# + nn.Conv2d(in_channels, 6, 5),
# - nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
# - nn.ReLU(),
# + nn.Conv2d(6, 16, 5),

# %% There is no ReLU between the dense layers.
# C5 and F6 are followed by one; without it two dense layers are one.
# - nn.Linear(400, 120),
# - nn.ReLU(),
# + nn.Linear(400, 120),
# - nn.Linear(120, 84),
# - nn.ReLU(),
# + nn.Linear(120, 84),

# %% There is a ReLU after the last layer.
# Scores may be negative: nothing follows the output.
# - nn.Linear(84, num_classes),
# + nn.Linear(84, num_classes),
# + nn.ReLU(),

# %% The last layer is a softmax.
# The network gives scores; the loss does the rest.
# - nn.Linear(84, num_classes),
# + nn.Linear(84, num_classes),
# + nn.Softmax(1),

# %% F6 is missing.
# Three dense layers end the network: 120, 84 and the classes.
# - nn.Linear(120, 84),
# - nn.ReLU(),
# - nn.Linear(84, num_classes),
# + nn.Linear(120, num_classes),

# %% The number of classes is fixed.
# Use `num_classes`.
# - nn.Linear(84, num_classes),
# + nn.Linear(84, 10),

# %% The number of channels is fixed.
# Use `in_channels` for C1.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# + nn.Conv2d(1, 6, 5),

# %% The convolutions have no bias.
# Leave `bias` as it is.
# - nn.Conv2d(in_channels, 6, 5),  # 6 x 28 x 28
# + nn.Conv2d(in_channels, 6, 5, bias=False),
# - nn.Conv2d(6, 16, 5),  # 16 x 10 x 10
# + nn.Conv2d(6, 16, 5, bias=False),

# %% The pooling is as in 1998.
# Subsampling learns a weight and a bias for each map; today's max pooling learns nothing.
# - nn.MaxPool2d(2),  # 6 x 14 x 14
# + nn.Subsampling(6),
# - nn.MaxPool2d(2),  # 16 x 5 x 5
# + nn.Subsampling(16),
