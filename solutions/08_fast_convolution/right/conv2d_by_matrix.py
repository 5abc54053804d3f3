# %% a view of all windows, and tensordot
def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    windows = windows[:, :, ::sh, ::sw]
    out = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))  # (N, OH, OW, C_out)
    if b is not None:
        out += b
    return np.ascontiguousarray(out.transpose(0, 3, 1, 2)), (x, w, b, stride, padding)


# %% one product for each weight of the kernel
def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, C, KH, KW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    N, _, H, W = padded.shape
    OH, OW = (H - KH) // sh + 1, (W - KW) // sw + 1
    out = np.zeros((N, C_out, OH * OW), np.result_type(x, w))
    for u in range(KH):
        for v in range(KW):
            seen = padded[:, :, u : u + sh * OH : sh, v : v + sw * OW : sw]
            out += w[:, :, u, v] @ seen.reshape(N, C, OH * OW)
    out = out.reshape(N, C_out, OH, OW)
    return out if b is None else out + b[:, None, None], (padded, w, b, stride, padding)


# %% image by image
def conv2d_by_matrix(x, w, b, *, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    C_out, C, KH, KW = w.shape
    N, _, H, W = x.shape
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    out = np.empty((N, C_out, OH, OW), np.result_type(x, w))
    for n in range(N):
        padded = np.pad(x[n], ((0, 0), (ph, ph), (pw, pw)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(1, 2))
        rows = windows[:, ::sh, ::sw].transpose(1, 2, 0, 3, 4).reshape(OH * OW, C * KH * KW)
        out[n] = (rows @ w.reshape(C_out, C * KH * KW).T).T.reshape(C_out, OH, OW)
    if b is not None:
        out += b[:, None, None]
    return out, (x, w, b, stride, padding)
