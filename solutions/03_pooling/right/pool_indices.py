# %% loops over everything, with the first maximum kept
def pool_indices(x, *, kernel_size, stride=None, padding=0):
    (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = (KH, KW) if stride is None else pair(stride)
    N, C, H, W = x.shape
    tops, lefts = window_starts(H, KH, sh, ph), window_starts(W, KW, sw, pw)
    out = np.zeros((N, C, len(tops), len(lefts)), dtype=np.int32)
    for n, c, i, j in np.ndindex(out.shape):
        best = -np.inf
        for r in range(max(tops[i], 0), min(tops[i] + KH, H)):
            for q in range(max(lefts[j], 0), min(lefts[j] + KW, W)):
                if x[n, c, r, q] > best:
                    best, out[n, c, i, j] = x[n, c, r, q], r * W + q
    return out


# %% the numbers of the pixels are cut into windows like the pixels
def pool_indices(x, *, kernel_size, stride=None, padding=0):
    (KH, KW), (ph, pw) = pair(kernel_size), pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    N, C, H, W = x.shape
    window_starts(H, KH, sh, ph), window_starts(W, KW, sw, pw)
    frame = [(0, 0), (0, 0), (ph, ph), (pw, pw)]
    padded = np.pad(x.astype(float), frame, constant_values=-np.inf)
    numbers = np.pad(np.arange(H * W).reshape(1, 1, H, W), frame)

    def windows(image):
        view = np.lib.stride_tricks.sliding_window_view(image, (KH, KW), axis=(2, 3))
        view = view[:, :, ::sh, ::sw]
        return view.reshape(*view.shape[:4], KH * KW)

    best = windows(padded).argmax(axis=4)[..., None]
    every = np.broadcast_to(windows(numbers), (N, C, *best.shape[2:4], KH * KW))
    return np.take_along_axis(every, best, axis=4)[..., 0]
