# %% on a flat copy
def numerical_gradient(f, x, step=1e-5):
    flat = np.array(x, dtype=float).ravel()
    slopes = np.zeros(flat.size)
    for k in range(flat.size):
        ends = []
        for sign in (1, -1):
            moved = flat.copy()
            moved[k] += sign * step
            ends.append(f(moved.reshape(x.shape)))
        slopes[k] = (ends[0] - ends[1]) / (2 * step)
    return slopes.reshape(x.shape)


# %% with a unit vector for every entry
def numerical_gradient(f, x, step=1e-5):
    slopes = []
    for k in range(x.size):
        shift = np.zeros(x.size)
        shift[k] = step
        shift = shift.reshape(x.shape)
        slopes.append(0.5 * (f(x + shift) - f(x - shift)) / step)
    return np.array(slopes).reshape(x.shape)
