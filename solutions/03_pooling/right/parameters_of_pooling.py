# %% the numbers themselves
def parameters_of_pooling():
    return 0, 36928


# %% weights and biases apart, in numpy's integers
def parameters_of_pooling():
    return np.int64(0), np.prod([64, 64, 3, 3]) + 64
