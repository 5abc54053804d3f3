# %% All three have five numbers, so `strict` never raises.
# - rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=True)
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2))
# or
# + rows = zip(filters, (11, 5, 3, 3, 3), (1, 2, 1, 2, 2), strict=False)

# %% Whether a number is among others does not depend on their order.
# - if place in (1, 2):
# + if place in (2, 1):

# %% Whether a number is among others does not depend on their order.
# - if place in (1, 2, 5):
# + if place in (2, 1, 5):
# or
# + if place in (1, 5, 2):

# %% 0.75 is the layer's default as well.
# - layers.append(nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0))
# + layers.append(nn.LocalResponseNorm(5, alpha=5e-4, k=2.0))

# %% Dropout does nothing while a network answers, wherever it stands.
# - nn.Linear(channels * 6 * 6, hidden),
# - nn.ReLU(),
# - nn.Dropout(0.5),
# + nn.Linear(channels * 6 * 6, hidden),
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
