# %% the cube root of the rounding error
def best_step():
    return float(np.finfo(np.float64).eps ** (1 / 3)), float(np.finfo(np.float32).eps ** (1 / 3))


# %% powers of ten
def best_step():
    return 1e-5, 1e-2
