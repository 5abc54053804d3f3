# %% np.pad
def pad2d(x, padding):
    ph, pw = pair(padding)
    return np.pad(x, [(0, 0)] * (x.ndim - 2) + [(ph, ph), (pw, pw)])


# %% concatenates strips of zeros
def pad2d(x, padding):
    if isinstance(padding, int):
        padding = (padding, padding)
    for axis, width in zip((-2, -1), padding, strict=True):
        shape = list(x.shape)
        shape[axis] = width
        strip = np.zeros(shape, x.dtype)
        x = np.concatenate([strip, x, strip], axis=axis)
    return x
