# %% all places first
def random_crop(images, pad, rng):
    N, _, H, W = images.shape
    rows, columns = rng.integers(0, 2 * pad, size=(2, N), endpoint=True)
    padded = np.pad(images, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    cut = [padded[n, :, rows[n] : rows[n] + H, columns[n] : columns[n] + W] for n in range(N)]
    return np.stack(cut)


# %% by indices
def random_crop(images, pad, rng):
    N, C, H, W = images.shape
    frame = np.zeros((N, C, H + 2 * pad, W + 2 * pad), images.dtype)
    frame[:, :, pad : pad + H, pad : pad + W] = images
    i = rng.integers(2 * pad + 1, size=(N, 1, 1, 1)) + np.arange(H).reshape(H, 1)
    j = rng.integers(2 * pad + 1, size=(N, 1, 1, 1)) + np.arange(W)
    return frame[np.arange(N).reshape(N, 1, 1, 1), np.arange(C).reshape(C, 1, 1), i, j]
