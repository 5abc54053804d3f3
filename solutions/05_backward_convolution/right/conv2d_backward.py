# %% one weight at a time, one group at a time
def conv2d_backward(dout, cache):
    x, w, b, stride, padding, dilation, groups = cache
    (sh, sw), (ph, pw), (dh, dw_) = pair(stride), pair(padding), pair(dilation)
    OH, OW = dout.shape[2:]
    F, C = w.shape[0] // groups, w.shape[1]
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for g in range(groups):
        filters, channels = slice(g * F, (g + 1) * F), slice(g * C, (g + 1) * C)
        for u in range(w.shape[2]):
            for v in range(w.shape[3]):
                rows = slice(u * dh, u * dh + sh * OH - sh + 1, sh)
                columns = slice(v * dw_, v * dw_ + sw * OW - sw + 1, sw)
                seen = padded[:, channels, rows, columns]
                dw[filters, :, u, v] = np.einsum("nfij,ncij->fc", dout[:, filters], seen)
                back = np.einsum("nfij,fc->ncij", dout[:, filters], w[filters, :, u, v])
                dpadded[:, channels, rows, columns] += back
    dx = dpadded[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    return dx, dw, None if b is None else np.einsum("nfij->f", dout)


# %% zeros between, rotate, pad: cross-correlations on dense arrays
def conv2d_backward(dout, cache):
    def slide(image, kernel):
        windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
        return np.einsum("ijuv,uv->ij", windows, kernel)

    x, w, b, stride, padding, dilation, groups = cache
    (sh, sw), (ph, pw), (dh, dv) = pair(stride), pair(padding), pair(dilation)
    N, C_in, H, W = x.shape
    C_out, C, KH, KW = w.shape
    span_h, span_w = dh * (KH - 1) + 1, dv * (KW - 1) + 1
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    full = np.zeros((N, C_out, x.shape[2] - span_h + 1, x.shape[3] - span_w + 1))
    full[:, :, : dout.shape[2] * sh : sh, : dout.shape[3] * sw : sw] = dout
    framed = np.pad(full, ((0, 0), (0, 0), (span_h - 1,) * 2, (span_w - 1,) * 2))
    for f in range(C_out):
        for c in range(C):
            channel = f // (C_out // groups) * C + c
            wide = np.zeros((span_h, span_w))
            wide[::dh, ::dv] = w[f, c]
            for n in range(N):
                dw[f, c] += slide(x[n, channel], full[n, f])[::dh, ::dv]
                dx[n, channel] += slide(framed[n, f], np.rot90(wide, 2))
    db = None if b is None else dout.sum(axis=(0, 2, 3))
    return dx[:, :, ph : ph + H, pw : pw + W], dw, db
