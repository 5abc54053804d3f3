# %% one weight at a time
def conv_transpose2d_forward(x, w, b, *, stride=1, padding=0, output_padding=0):
    (sh, sw), (ph, pw), (eh, ew) = pair(stride), pair(padding), pair(output_padding)
    N, _, H, W = x.shape
    OH, OW = (H - 1) * sh + w.shape[2] + eh, (W - 1) * sw + w.shape[3] + ew
    out = np.zeros((N, w.shape[1], OH, OW))
    for u in range(w.shape[2]):
        for v in range(w.shape[3]):
            share = np.einsum("ncij,cf->nfij", x, w[:, :, u, v])
            out[:, :, u : u + H * sh - sh + 1 : sh, v : v + W * sw - sw + 1 : sw] += share
    out = out[:, :, ph : OH - ph, pw : OW - pw]
    return (out if b is None else out + b.reshape(1, -1, 1, 1)), (x, w)


# %% zeros between the inputs, then a convolution with the rotated filter
def conv_transpose2d_forward(x, w, b, *, stride=1, padding=0, output_padding=0):
    (sh, sw), (ph, pw), (eh, ew) = pair(stride), pair(padding), pair(output_padding)
    N, C, H, W = x.shape
    KH, KW = w.shape[2:]
    spread = np.zeros((N, C, H * sh - sh + 1 + eh, W * sw - sw + 1 + ew))
    spread[:, :, : H * sh : sh, : W * sw : sw] = x
    framed = np.pad(spread, ((0, 0), (0, 0), (KH - 1, KH - 1), (KW - 1, KW - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, (KH, KW), axis=(2, 3))
    out = np.einsum("ncijuv,cfuv->nfij", windows, w[:, :, ::-1, ::-1])
    out = out[:, :, ph : out.shape[2] - ph, pw : out.shape[3] - pw]
    if b is not None:
        out = out + b[:, None, None]
    return out, (x, w, b)
