# %% the mean of zeros and ones gives the number of members
def avg_pool2d_forward(
    x, *, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    KH, KW = pair(kernel_size)
    ph, pw = pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    N, C, H, W = x.shape
    tops = window_starts(H, KH, sh, ph, ceil_mode)
    lefts = window_starts(W, KW, sw, pw, ceil_mode)
    counted = np.zeros((H + 2 * ph + KH + sh, W + 2 * pw + KW + sw))
    padded = np.zeros((N, C, *counted.shape))
    padded[:, :, ph : ph + H, pw : pw + W] = x
    if count_include_pad:
        counted[: H + 2 * ph, : W + 2 * pw] = 1
    else:
        counted[ph : ph + H, pw : pw + W] = 1
    out = np.empty((N, C, len(tops), len(lefts)))
    for i in range(len(tops)):
        for j in range(len(lefts)):
            rows, columns = slice(i * sh, i * sh + KH), slice(j * sw, j * sw + KW)
            out[:, :, i, j] = padded[:, :, rows, columns].sum((2, 3)) / counted[rows, columns].sum()
    return out, (x, kernel_size, stride, padding)


# %% members of an axis at a time, and two matrix products
def avg_pool2d_forward(
    x, *, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    K, P = pair(kernel_size), pair(padding)
    S = K if stride is None else pair(stride)
    matrices = []
    for size, k, s, p in zip(x.shape[2:], K, S, P, strict=True):
        starts = np.array(window_starts(size, k, s, p, ceil_mode))[:, None]
        inside = (np.arange(size) >= starts) & (np.arange(size) < starts + k)
        ends = np.minimum(starts + k, size + p)
        members = ends - starts if count_include_pad else inside.sum(axis=1, keepdims=True)
        matrices.append(inside / members)
    rows, columns = matrices
    return rows @ x @ columns.T, (x, rows, columns)
