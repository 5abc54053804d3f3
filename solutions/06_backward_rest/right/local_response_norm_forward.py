# %% padded channels, and a sum of shifted arrays
def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    C = x.shape[1]
    padded = np.pad(x * 1.0, ((0, 0), (size // 2, (size - 1) // 2), (0, 0), (0, 0)))
    squares = sum(padded[:, step : step + C] ** 2 for step in range(size))
    base = k + alpha * squares / size
    return x * base**-beta, (x, base, size, alpha, beta)


# %% a matrix that says which channels are neighbours
def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    channels = np.arange(x.shape[1])
    distance = channels - channels[:, None]
    near = (distance >= -(size // 2)) & (distance <= (size - 1) // 2)
    base = k + alpha / size * np.einsum("cd,ndhw->nchw", near.astype(float), x.astype(float) ** 2)
    return x / np.power(base, beta), (x, base)


# %% differences of running sums
def local_response_norm_forward(x, *, size, alpha=1e-4, beta=0.75, k=1.0):
    N, C, H, W = x.shape
    sums = np.concatenate([np.zeros((N, 1, H, W)), np.cumsum(x * x, axis=1)], axis=1)
    before = np.clip(np.arange(C) - size // 2, 0, C)
    after = np.clip(np.arange(C) + (size - 1) // 2 + 1, 0, C)
    base = k + alpha * (sums[:, after] - sums[:, before]) / size
    return x / base**beta, (x, base)
