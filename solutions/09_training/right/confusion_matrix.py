# %% pairs as numbers, counted
def confusion_matrix(labels, predictions, classes):
    pairs = labels * classes + predictions
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


# %% add.at
def confusion_matrix(labels, predictions, classes):
    matrix = np.zeros((classes, classes), np.int64)
    np.add.at(matrix, (labels, predictions), 1)
    return matrix
