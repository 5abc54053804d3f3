# %% four strided views
def subsampling_forward(x, w, b):
    H, W = x.shape[2] // 2 * 2, x.shape[3] // 2 * 2
    even = x[:, :, :H, :W]
    sums = even[:, :, ::2, ::2] + even[:, :, ::2, 1::2]
    sums = sums + even[:, :, 1::2, ::2] + even[:, :, 1::2, 1::2]
    return sums * w.reshape(1, -1, 1, 1) + b.reshape(1, -1, 1, 1), (x.shape, sums, w)


# %% two axes more
def subsampling_forward(x, w, b):
    N, C, H, W = x.shape
    even = x[:, :, : H - H % 2, : W - W % 2]
    sums = even.reshape(N, C, H // 2, 2, W // 2, 2).sum(axis=(3, 5))
    out = np.einsum("nchw,c->nchw", sums, w) + b[:, None, None]
    return out, (x.shape, sums, w)


# %% map by map, number by number
def subsampling_forward(x, w, b):
    N, C, H, W = x.shape
    out = np.zeros((N, C, H // 2, W // 2), x.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(H // 2):
                for j in range(W // 2):
                    a = x[n, c, 2 * i, 2 * j] + x[n, c, 2 * i, 2 * j + 1]
                    a += x[n, c, 2 * i + 1, 2 * j] + x[n, c, 2 * i + 1, 2 * j + 1]
                    out[n, c, i, j] = b[c] + w[c] * a
    return out, (x, w, b)
