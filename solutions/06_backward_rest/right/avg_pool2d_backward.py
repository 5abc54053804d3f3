# %% one place of the window at a time
def avg_pool2d_backward(dout, cache):
    x, (KH, KW), (sh, sw) = cache
    OH, OW = dout.shape[2:]
    dx = np.zeros(x.shape)
    for u in range(KH):
        for v in range(KW):
            dx[:, :, u : u + OH * sh - sh + 1 : sh, v : v + OW * sw - sw + 1 : sw] += dout
    return dx / (KH * KW)


# %% four loops
def avg_pool2d_backward(dout, cache):
    x, (KH, KW), (sh, sw) = cache
    dx = np.zeros_like(x, dtype=np.float64)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = sh * i, sw * j
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / KH / KW
    return dx


# %% a matrix for the rows and one for the columns
def avg_pool2d_backward(dout, cache):
    x, kernel_size, stride = cache
    rows, columns = (
        np.array([[s * i <= k < s * i + K for k in range(size)] for i in range(count)]) / K
        for size, count, K, s in zip(x.shape[2:], dout.shape[2:], kernel_size, stride, strict=True)
    )
    return np.einsum("ncij,ih,jw->nchw", dout, rows, columns)
