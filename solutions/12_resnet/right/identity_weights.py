# %% indices
def identity_weights(channels):
    plain = np.zeros((channels, channels, 3, 3))
    plain[range(channels), range(channels), 1, 1] = 1
    return plain, np.zeros_like(plain)


# %% outer product
def identity_weights(channels):
    middle = np.outer([0, 1, 0], [0, 1, 0])
    plain = np.eye(channels)[:, :, None, None] * middle
    return plain, 0 * plain
