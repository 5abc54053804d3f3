# %% sliding_window_view over an image padded with minus infinity
def max_pool2d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    KH, KW = pair(kernel_size)
    ph, pw = pair(padding)
    sh, sw = pair(kernel_size if stride is None else stride)
    OH = len(window_starts(x.shape[2], KH, sh, ph, ceil_mode))
    OW = len(window_starts(x.shape[3], KW, sw, pw, ceil_mode))
    frame = [(0, 0), (0, 0), (ph, ph + sh + KH), (pw, pw + sw + KW)]
    padded = np.pad(x.astype(float), frame, constant_values=-np.inf)
    view = np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3))
    out = view[:, :, ::sh, ::sw][:, :, :OH, :OW].max(axis=(4, 5))
    return out, (x, out)


# %% seven loops, pixel by pixel, with its own count of windows
def max_pool2d_forward(x, *, kernel_size, stride=None, padding=0, ceil_mode=False):
    K, P = pair(kernel_size), pair(padding)
    S = K if stride is None else pair(stride)
    N, C, *image = x.shape
    counts = []
    for size, k, s, p in zip(image, K, S, P, strict=True):
        room = size + 2 * p - k
        if room < 0 or 2 * p > k:
            raise ValueError("does not fit")
        count = room // s + 1
        if ceil_mode and room % s and count * s < size + p:
            count += 1
        counts.append(count)
    out = np.full((N, C, *counts), -np.inf)
    for n in range(N):
        for c in range(C):
            for i in range(counts[0]):
                for j in range(counts[1]):
                    for u in range(K[0]):
                        for v in range(K[1]):
                            r, q = i * S[0] + u - P[0], j * S[1] + v - P[1]
                            if 0 <= r < image[0] and 0 <= q < image[1]:
                                out[n, c, i, j] = max(out[n, c, i, j], x[n, c, r, q])
    return out, {"x": x}
