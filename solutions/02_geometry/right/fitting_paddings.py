# %% the numbers
def fitting_paddings():
    return 0, 5


# %% NumPy integers
def fitting_paddings():
    p = np.arange(5)
    return tuple(np.sum((size + 2 * p - 5) % 2 == 0) for size in (32, 33))
