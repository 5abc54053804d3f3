# %% a matrix that says which channels are neighbours
def local_response_norm_backward(dout, cache):
    x, base, size, alpha, beta = cache
    channels = np.arange(x.shape[1])
    distance = channels - channels[:, None]
    near = ((distance >= -(size // 2)) & (distance <= (size - 1) // 2)).astype(float)
    through = np.einsum("cd,nchw->ndhw", near, dout * x * base ** (-beta - 1))
    return dout * base**-beta - 2 * alpha * beta / size * x * through


# %% each channel gathers from those that it damps
def local_response_norm_backward(dout, cache):
    x, base, size, alpha, beta = cache
    C = x.shape[1]
    dx = np.zeros(x.shape)
    for d in range(C):
        dx[:, d] = dout[:, d] / base[:, d] ** beta
        for c in range(C):
            if c - size // 2 <= d <= c + (size - 1) // 2:
                power = base[:, c] ** (beta + 1)
                dx[:, d] -= 2 * alpha * beta / size * x[:, d] * dout[:, c] * x[:, c] / power
    return dx


# %% shifted arrays on padded channels
def local_response_norm_backward(dout, cache):
    x, base, size, alpha, beta = cache
    out = x / base**beta
    dbase = -beta * dout * out / base
    frame = ((0, 0), ((size - 1) // 2, size // 2), (0, 0), (0, 0))
    dbase = np.pad(dbase, frame)
    shared = sum(dbase[:, step : step + x.shape[1]] for step in range(size))
    return dout / base**beta + shared * alpha / size * 2 * x
