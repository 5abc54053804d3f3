# %% The maximum of ReLUs is the ReLU of the maximum.
# - nn.Conv2d(c4, c5, 3, padding=1),
# - nn.ReLU(),
# - nn.MaxPool2d(3, stride=2),  # 6 x 6
# + nn.Conv2d(c4, c5, 3, padding=1),
# + nn.MaxPool2d(3, stride=2),
# + nn.ReLU(),

# %% Dropout does nothing while a network answers, wherever it stands.
# - nn.Linear(c5 * 6 * 6, hidden),
# - nn.ReLU(),
# - nn.Dropout(0.5),
# + nn.Linear(c5 * 6 * 6, hidden),
# + nn.Dropout(0.5),
# + nn.ReLU(),

# %% Dropout does nothing while a network answers, wherever it stands.
# - nn.Dropout(0.5),
# - nn.Linear(hidden, hidden),
# + nn.Linear(hidden, hidden),
# + nn.Dropout(0.5),

# %% Dropout does nothing while a network answers, wherever it stands.
# - nn.Linear(hidden, hidden),
# - nn.ReLU(),
# - nn.Dropout(0.5),
# + nn.Linear(hidden, hidden),
# + nn.Dropout(0.5),
# + nn.ReLU(),

# %% Dropout does nothing while a network answers, wherever it stands.
# - nn.Dropout(0.5),
# - nn.Linear(hidden, num_classes),
# + nn.Linear(hidden, num_classes),
# + nn.Dropout(0.5),

# %% 0.75 is the layer's default as well.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 27 x 27
# + nn.LocalResponseNorm(5, alpha=5e-4, k=2.0),
# + nn.MaxPool2d(3, stride=2),

# %% 0.75 is the layer's default as well.
# - nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
# - nn.MaxPool2d(3, stride=2),  # 13 x 13
# + nn.LocalResponseNorm(5, alpha=5e-4, k=2.0),
# + nn.MaxPool2d(3, stride=2),
