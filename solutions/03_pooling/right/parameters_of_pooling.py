# %% a maximum has no weights
def parameters_of_pooling():
    weights, biases = 0, 0
    return 64 * (weights + biases)


# %% in numpy's integers
def parameters_of_pooling():
    return np.int64(0)
