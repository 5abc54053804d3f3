# %% all images and channels at once
def max_pool2d_backward(dout, cache):
    x, (KH, KW), (sh, sw) = cache
    N, C = x.shape[:2]
    dx = np.zeros(x.shape)
    images, channels = np.ogrid[:N, :C]
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            window = x[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
            rows, columns = np.divmod(window.reshape(N, C, KH * KW).argmax(axis=2), KW)
            dx[images, channels, i * sh + rows, j * sw + columns] += dout[:, :, i, j]
    return dx


# %% one place of the window at a time, with a mask of the first winner
def max_pool2d_backward(dout, cache):
    x, (KH, KW), (sh, sw) = cache
    OH, OW = dout.shape[2:]

    def seen(array, u, v):
        return array[:, :, u : u + (OH - 1) * sh + 1 : sh, v : v + (OW - 1) * sw + 1 : sw]

    best = np.full(dout.shape, -np.inf)
    for u in range(KH):
        for v in range(KW):
            best = np.maximum(best, seen(x, u, v))
    dx, waiting = np.zeros(x.shape), np.ones(dout.shape, dtype=bool)
    for u in range(KH):
        for v in range(KW):
            wins = waiting & (seen(x, u, v) == best)
            seen(dx, u, v)[...] += dout * wins
            waiting &= ~wins
    return dx


# %% comparisons, pixel by pixel
def max_pool2d_backward(dout, cache):
    x, kernel_size, stride = cache
    dx = np.zeros_like(x, dtype=float)
    for n, c, i, j in np.ndindex(*dout.shape):
        best, where = None, None
        for u in range(kernel_size[0]):
            for v in range(kernel_size[1]):
                place = n, c, i * stride[0] + u, j * stride[1] + v
                if best is None or x[place] > best:
                    best, where = x[place], place
        dx[where] += dout[n, c, i, j]
    return dx


# %% np.add.at on views of all windows
def max_pool2d_backward(dout, cache):
    x, kernel_size, (sh, sw) = cache
    N, C, H, W = x.shape
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw].reshape(*dout.shape, kernel_size[0] * kernel_size[1])
    rows, columns = np.divmod(windows.argmax(axis=-1), kernel_size[1])
    images, channels, tops, lefts = np.indices(dout.shape)
    dx = np.zeros((N, C, H, W))
    np.add.at(dx, (images, channels, tops * sh + rows, lefts * sw + columns), dout)
    return dx
