# %% The right class gets too little.
# It gets its share of the smoothing as well: 1 - smoothing + smoothing / classes.
# - targets[np.arange(len(labels)), labels] += 1 - smoothing
# + targets[np.arange(len(labels)), labels] = 1 - smoothing

# %% The smoothing goes to the other classes only.
# It is divided among all classes, the right one included.
# - targets = np.full((len(labels), classes), smoothing / classes)
# + targets = np.full((len(labels), classes), smoothing / (classes - 1))
# - targets[np.arange(len(labels)), labels] += 1 - smoothing
# + targets[np.arange(len(labels)), labels] = 1 - smoothing

# %% The smoothing is not divided.
# Divide it among the classes: a row adds up to 1.
# - targets = np.full((len(labels), classes), smoothing / classes)
# + targets = np.full((len(labels), classes), smoothing)

# %% Nothing is smoothed.
# Every class gets smoothing / classes.
# - targets = np.full((len(labels), classes), smoothing / classes)
# + targets = np.zeros((len(labels), classes))
# - targets[np.arange(len(labels)), labels] += 1 - smoothing
# + targets[np.arange(len(labels)), labels] += 1

# %% The right class keeps probability 1.
# Its 1 becomes 1 - smoothing.
# - targets[np.arange(len(labels)), labels] += 1 - smoothing
# + targets[np.arange(len(labels)), labels] += 1

# %% Whole columns are raised.
# One entry in each row: `targets[np.arange(len(labels)), labels]`.
# - targets[np.arange(len(labels)), labels] += 1 - smoothing
# + targets[:, labels] += 1 - smoothing

# %% Rows and columns are swapped.
# A row for each image, a column for each class.
# - return targets
# + return targets.T

# %% The smoothing is subtracted twice.
# Once: the right class keeps 1 - smoothing, and its share of the smoothing comes on top.
# - targets[np.arange(len(labels)), labels] += 1 - smoothing
# + targets[np.arange(len(labels)), labels] += 1 - 2 * smoothing

# %% The number of classes is taken from the labels.
# Not every class need be among them: use `classes`.
# - targets = np.full((len(labels), classes), smoothing / classes)
# + classes = labels.max(initial=0) + 1
# + targets = np.full((len(labels), classes), smoothing / classes)
