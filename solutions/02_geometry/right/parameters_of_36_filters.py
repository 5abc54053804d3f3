# %% the number
def parameters_of_36_filters():
    return 5220


# %% makes the arrays and counts
def parameters_of_36_filters():
    return np.zeros((36, 16, 3, 3)).size + np.zeros(36).size
