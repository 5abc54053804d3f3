# %% The first convolution is padded.
# Images have 227 pixels: (227 - 11) / 4 + 1 = 55 without padding.
# - nn.Conv2d(3, c1, 11, stride=4),  # 55 x 55
# + nn.Conv2d(3, c1, 11, stride=4, padding=2),

# %% The first kernels are those of ZFNet.
# AlexNet begins with 11 x 11 and stride 4.
# - nn.Conv2d(3, c1, 11, stride=4),  # 55 x 55
# + nn.Conv2d(3, c1, 7, stride=4),

# %% The pooling windows are 2 x 2.
# The maps get the same sizes, but AlexNet's windows are 3 x 3 with stride 2: they overlap.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.MaxPool2d(2),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.MaxPool2d(2),
# - nn.MaxPool2d(3, stride=2),  # 6 x 6
# + nn.MaxPool2d(2),

# %% The pooling has no stride of its own.
# MaxPool2d(3) moves by 3: write stride=2.
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.MaxPool2d(3),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.MaxPool2d(3),
# - nn.MaxPool2d(3, stride=2),  # 6 x 6
# + nn.MaxPool2d(3),
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(c5 * 2 * 2, hidden),

# %% The pooling is average pooling.
# AlexNet takes the maximum.
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.AvgPool2d(3, stride=2),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.AvgPool2d(3, stride=2),
# - nn.MaxPool2d(3, stride=2),  # 6 x 6
# + nn.AvgPool2d(3, stride=2),

# %% The last pooling is missing.
# The first, the second and the fifth convolution are followed by one.
# - nn.MaxPool2d(3, stride=2),  # 6 x 6
# - nn.Flatten(),
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Flatten(),
# + nn.Linear(c5 * 13 * 13, hidden),

# %% The normalization is missing.
# After the ReLUs of the first two convolutions comes local response normalization.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.MaxPool2d(3, stride=2),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.MaxPool2d(3, stride=2),

# %% The normalization comes after the pooling.
# First ReLU, then normalization, then pooling; the other order is Caffe's.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.MaxPool2d(3, stride=2),
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.MaxPool2d(3, stride=2),
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),

# %% The normalization comes before the ReLU.
# First ReLU, then normalization, then pooling.
# - nn.Conv2d(3, c1, 11, stride=4),  # 55 x 55
# - nn.ReLU(),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.Conv2d(3, c1, 11, stride=4),
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.ReLU(),
# - nn.Conv2d(c1, c2, 5, padding=2),
# - nn.ReLU(),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.Conv2d(c1, c2, 5, padding=2),
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.ReLU(),

# %% The normalization uses the paper's 1e-4 as it is.
# The paper multiplies the sum over 5 channels, this layer the mean: alpha=5e-4.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0),
# + nn.MaxPool2d(3, stride=2),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0),
# + nn.MaxPool2d(3, stride=2),

# %% The normalization has the layer's default numbers.
# Write AlexNet's: LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0).
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.LocalResponseNorm(5),
# + nn.MaxPool2d(3, stride=2),
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.LocalResponseNorm(5),
# + nn.MaxPool2d(3, stride=2),

# %% Only the first convolution is followed by normalization.
# The second one is, too.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.MaxPool2d(3, stride=2),

# %% Every pooling follows a normalization.
# The fifth convolution has a pooling, but no normalization.
# - nn.MaxPool2d(3, stride=2),  # 6 x 6
# + nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# + nn.MaxPool2d(3, stride=2),

# %% The second convolution is not padded.
# It keeps the size of its maps, 27 x 27: padding=2.
# - nn.Conv2d(c1, c2, 5, padding=2),
# + nn.Conv2d(c1, c2, 5),
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(c5 * 5 * 5, hidden),

# %% The small convolutions are not padded.
# They keep the size of their maps, 13 x 13: padding=1.
# - nn.Conv2d(c2, c3, 3, padding=1),
# + nn.Conv2d(c2, c3, 3),
# - nn.Conv2d(c3, c4, 3, padding=1),
# + nn.Conv2d(c3, c4, 3),
# - nn.Conv2d(c4, c5, 3, padding=1),
# + nn.Conv2d(c4, c5, 3),
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(c5 * 3 * 3, hidden),

# %% The fifth convolution has as many filters as the fourth.
# The paper's last convolution has 256 filters, not 384: use filters[4].
# - nn.Conv2d(c4, c5, 3, padding=1),
# + nn.Conv2d(c4, c4, 3, padding=1),
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(c4 * 6 * 6, hidden),

# %% The first dense layer reads one number of each map.
# It reads all 6 x 6 pixels of every map: 9216 numbers in the paper.
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(c5, hidden),

# %% The first dense layer reads one row of each map.
# It reads all 6 x 6 pixels of every map: 9216 numbers in the paper.
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(c5 * 6, hidden),

# %% The first dense layer reads 9216 numbers whatever the filters.
# 9216 is 256 * 6 * 6; with other filters it is filters[4] * 6 * 6.
# - nn.Linear(c5 * 6 * 6, hidden),
# + nn.Linear(9216, hidden),

# %% The second dense layer is missing.
# There are three: two with `hidden` outputs, and the scores.
# - nn.Linear(hidden, hidden),
# - nn.ReLU(),
# - nn.Dropout(0.5),

# %% There is no ReLU after the first three convolutions.
# Every convolution is followed by one.
# - nn.Conv2d(3, c1, 11, stride=4),  # 55 x 55
# - nn.ReLU(),
# + nn.Conv2d(3, c1, 11, stride=4),
# - nn.Conv2d(c1, c2, 5, padding=2),
# - nn.ReLU(),
# + nn.Conv2d(c1, c2, 5, padding=2),
# - nn.Conv2d(c2, c3, 3, padding=1),
# - nn.ReLU(),
# + nn.Conv2d(c2, c3, 3, padding=1),

# %% There is no ReLU between the dense layers.
# The first two are followed by one.
# - nn.Linear(c5 * 6 * 6, hidden),
# - nn.ReLU(),
# + nn.Linear(c5 * 6 * 6, hidden),
# - nn.Linear(hidden, hidden),
# - nn.ReLU(),
# + nn.Linear(hidden, hidden),

# %% There is a ReLU after the last layer.
# Scores may be negative: nothing follows the last layer.
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
