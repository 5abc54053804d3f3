# %% window by window
def im2col(x, kernel_size, *, stride=1, padding=0):
    (KH, KW), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, W = x.shape
    starts = [(i, j) for i in range(0, H - KH + 1, sh) for j in range(0, W - KW + 1, sw)]
    cols = np.empty((N, C * KH * KW, len(starts)), x.dtype)
    for place, (i, j) in enumerate(starts):
        cols[:, :, place] = x[:, :, i : i + KH, j : j + KW].reshape(N, C * KH * KW)
    return cols


# %% a view of all windows, and one copy
def im2col(x, kernel_size, *, stride=1, padding=0):
    (KH, KW), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw].transpose(0, 1, 4, 5, 2, 3)
    N, C, _, _, OH, OW = windows.shape
    return windows.reshape(N, C * KH * KW, OH * OW)


# %% fancy indices
def im2col(x, kernel_size, *, stride=1, padding=0):
    (KH, KW), (sh, sw), (ph, pw) = pair(kernel_size), pair(stride), pair(padding)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, C, H, W = x.shape
    c, u, v = np.indices((C, KH, KW)).reshape(3, -1, 1)
    i, j = np.indices(((H - KH) // sh + 1, (W - KW) // sw + 1)).reshape(2, 1, -1)
    return x[:, c, i * sh + u, j * sw + v]
