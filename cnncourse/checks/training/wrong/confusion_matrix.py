# %% Rows and columns are swapped.
# The row is the true class, the column the predicted one.
# - matrix[label, prediction] += 1
# + matrix[prediction, label] += 1

# %% Each pair is counted once only.
# matrix[labels, predictions] += 1 counts repeated pairs once: use a loop or np.add.at.
# - for label, prediction in zip(labels, predictions, strict=True):
# -     matrix[label, prediction] += 1
# + matrix[labels, predictions] += 1

# %% Only mistakes are counted.
# The diagonal holds what was right.
# - matrix[label, prediction] += 1
# + matrix[label, prediction] += label != prediction

# %% Only what is right is counted.
# A mistake counts in the row of the true class and the column of the predicted one.
# - matrix[label, prediction] += 1
# + matrix[label, label] += label == prediction

# %% The number of classes is guessed from the labels.
# Use `classes`: some may not occur.
# - matrix = np.zeros((classes, classes), dtype=int)
# + size = max([0, *labels, *predictions]) + 1
# + matrix = np.zeros((size, size), dtype=int)

# %% The rows are shares.
# Return counts.
# - return matrix
# + return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)

# %% The whole is shares.
# Return counts.
# - return matrix
# + return matrix / max(len(labels), 1)

# %% The classes are counted from 1.
# Class r is row r.
# - matrix[label, prediction] += 1
# + matrix[label - 1, prediction - 1] += 1

# %% The matrix holds 0 or 1.
# Count: `+=`, not `=`.
# - matrix[label, prediction] += 1
# + matrix[label, prediction] = 1

# %% Both directions of a mistake are added.
# "A taken for B" and "B taken for A" are two entries.
# - return matrix
# + return matrix + matrix.T - np.diag(np.diag(matrix))
