# %% The counts are the same numbers as floats.
# - matrix = np.zeros((classes, classes), dtype=int)
# + matrix = np.zeros((classes, classes))

# %% Labels and predictions are equally many.
# - for label, prediction in zip(labels, predictions, strict=True):
# + for label, prediction in zip(labels, predictions):
# or
# + for label, prediction in zip(labels, predictions, strict=False):
